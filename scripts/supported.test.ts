import { expect, test, vi } from 'vitest'
import { handlers } from '../src/routes/index.ts'
import type { Contract } from './contract/operations.ts'
import { supportMatrix, withCount } from './supported/matrix.ts'
import { scanTests } from './supported/scan.ts'
import { staleFiles, supportFiles } from './supported.ts'

// The first to read the SDKs' sources waits for the compiler.
vi.setConfig({ testTimeout: 30_000 })

const operation = (operationId: string) => ({
  operationId,
  tags: ['agents'],
  'x-since': ['sdk-4', 'sdk-5'],
  'x-evidence': 'guess',
  responses: { '200': { description: 'Yes.' } },
})

const CONTRACT: Contract = {
  openapi: '3.1.0',
  info: { title: 'A contract', version: '1' },
  paths: {
    '/get-agent/{agent_id}': { get: operation('getAgent') },
    '/new-thing': { post: operation('newThing') },
  },
}

const KNOWN = [
  { method: 'GET', path: '/get-agent/{id}' },
  { method: 'POST', path: '/get-agent/{id}' },
]

test('SUPPORTED.md and the number in README.md are up to date; npm run supported writes them', () => {
  expect(staleFiles()).toEqual([])
})

test('SUPPORTED.md names every operation that has a handler, and no other', () => {
  const named = [...supportFiles()['SUPPORTED.md']!.matchAll(/^\| \w+ \| `[^`]+` \| `(\w+)` \|/gm)]
  expect(named.map(([, id]) => id).sort()).toEqual(Object.keys(handlers).sort())
})

test('what is known and not answered is listed, whatever its parameters are called', () => {
  const { text, served } = supportMatrix(CONTRACT, KNOWN, new Map())
  expect(served).toBe(1)
  expect(text).toContain('**1 of the 2** operations')
  expect(text).toContain('It answers 1 more')
  expect(text.slice(text.indexOf('## Not answered'))).toMatch(/POST \| `\/get-agent\/\{id\}`/)
  expect(text.slice(text.indexOf('## Not answered'))).not.toContain('| GET |')
})

test('a socket that is answered is no operation, and not missing', () => {
  const path = '/talk/{id}'
  const socket = { method: 'WSS' as const, path, description: 'talking', test: 'talk.test.ts' }
  const { text, served } = supportMatrix(CONTRACT, [{ method: 'WSS', path }], new Map(), [socket])
  expect(served).toBe(1)
  expect(text).toContain('| `/talk/{id}` | talking | [talk.test.ts](talk.test.ts) |')
  expect(text).not.toContain('## Not answered')
})

test('a row says who has an operation, how well it is known, and who tests it', () => {
  const { text } = supportMatrix(
    CONTRACT,
    KNOWN,
    new Map([['getAgent', new Set(['sdk-5', 'http'] as const)]]),
  )
  expect(text).toContain(
    '| GET | `/get-agent/{agent_id}` | `getAgent` | sdk-4, sdk-5 | guess | http, sdk-5 |',
  )
  expect(text).toContain('| `newThing` | sdk-4, sdk-5 | guess | none |')
})

test('tests are read for the operations that they call, by the method names of each SDK', () => {
  const texts = [
    'await api.getAgent({})',
    'sdk5.agent.retrieve(id)',
    'sdk4.agent.gone()',
    'api.unchecked.newThing()',
  ]
  expect(scanTests(CONTRACT, texts)).toEqual(new Map([['getAgent', new Set(['http', 'sdk-5'])]]))
})

test('the count is written between its two comments, and nowhere else', () => {
  const page = 'It answers <!-- operations -->1 of the 2<!-- /operations --> operations.'
  expect(withCount(page, '3 of the 4')).toBe(
    'It answers <!-- operations -->3 of the 4<!-- /operations --> operations.',
  )
  expect(() => withCount('No place.', '3')).toThrow('there is no <!-- operations -->')
})
