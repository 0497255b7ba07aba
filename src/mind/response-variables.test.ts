import { expect, test } from 'vitest'
import { responseVariablesIn } from './response-variables.ts'

const ANSWER = JSON.stringify({
  status: 'ok',
  data: { order: { id: 7 } },
  items: [{ name: 'A' }],
  none: null,
})

test.each([
  ['status', 'ok'],
  ['data.order.id', 7],
  ['items[0].name', 'A'],
  ["data['order'].id", 7],
  ['$.status', 'ok'],
  ['$.data.order', { id: 7 }],
])('%s leads to its value', (path, value) => {
  expect(responseVariablesIn(ANSWER, { found: path })).toEqual({ found: value })
})

test('what is not there, null, inherited or in no JSON is skipped', () => {
  const paths = { gone: 'a.b', none: 'none', inherited: 'constructor', beyond: 'items[3].name' }
  expect(responseVariablesIn(ANSWER, paths)).toEqual({})
  expect(responseVariablesIn('It is done', { status: 'status' })).toEqual({})
  expect(responseVariablesIn(ANSWER)).toEqual({})
})
