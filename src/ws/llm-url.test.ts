import { expect, test } from 'vitest'
import { llmUrl } from './llm-url.ts'

test.each([
  ['wss://llm.example/socket', 'wss://llm.example/socket/call_1'],
  ['wss://llm.example', 'wss://llm.example/call_1'],
  ['wss://llm.example/socket/', 'wss://llm.example/socket/call_1'],
  ['wss://llm.example/socket//', 'wss://llm.example/socket/call_1'],
  ['ws://127.0.0.1:8080/llm?tenant=7&key=a%20b', 'ws://127.0.0.1:8080/llm/call_1?tenant=7&key=a%20b'],
  ['wss://llm.example/socket/?x=/', 'wss://llm.example/socket/call_1?x=/'],
  ['https://llm.example/socket', 'wss://llm.example/socket/call_1'],
  ['http://[::1]:8080', 'ws://[::1]:8080/call_1'],
  ['wss://me:secret@llm.example/s', 'wss://me:secret@llm.example/s/call_1'],
])('%s is dialled at %s', (configured, dialled) => {
  expect(llmUrl(configured, 'call_1')).toBe(dialled)
})

test('variables are filled in wherever they stand, and unknown ones stay', () => {
  const variables = { host: 'llm.example:8443', tenant: 'north', empty: '' }
  expect(llmUrl('wss://{{host}}/{{ tenant }}?a={{empty}}&b={{other}}', 'call_1', variables)).toBe(
    'wss://llm.example:8443/north/call_1?a=&b={{other}}',
  )
  expect(llmUrl('wss://llm.example/{{constructor}}', 'c')).toBe('wss://llm.example/%7B%7Bconstructor%7D%7D/c')
})

test('Retell’s own variables are filled in where the call has none of that name', () => {
  const builtIn = (name: string) => (name === 'direction' || name === 'tenant' ? `own-${name}` : undefined)
  expect(
    llmUrl('wss://a.example/{{direction}}?t={{tenant}}&o={{other}}', 'c', { tenant: 'x' }, builtIn),
  ).toBe('wss://a.example/own-direction/c?t=x&o={{other}}')
})

test('a call id cannot leave its path segment', () => {
  expect(llmUrl('wss://llm.example/s', '../x?y')).toBe('wss://llm.example/s/..%2Fx%3Fy')
})

test.each([
  ['', 'is not a URL'],
  ['llm.example/socket', 'is not a URL'],
  ['wss://{{host}}/socket', 'has a variable without a value in its host'],
  ['wss://:8080/socket', 'is not a URL'],
  ['ftp://llm.example/socket', 'must begin with ws://'],
  ['localhost:8080/socket', 'must begin with ws://'],
  ['wss://llm.example/socket#part', 'must not have a part after #'],
])('"%s" is refused: it %s', (configured, why) => {
  expect(() => llmUrl(configured, 'call_1')).toThrow(why)
})
