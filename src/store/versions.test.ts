import { expect, test } from 'vitest'
import type { Agent, RetellLlm } from '../contract.ts'
import { openDatabase } from './database.ts'
import { type Store, storeOf } from './store.ts'

const newStore = (): Store => storeOf(openDatabase(':memory:'), 1)

const insert = ({ retellLlms }: Store, llm_id: string, version: number, modified = version) => {
  const llm: RetellLlm = { llm_id, version, is_published: false, last_modification_timestamp: modified }
  retellLlms.insert(llm_id, version, llm)
}

/** The version of each LLM that the page of the latest has. */
const latest = ({ retellLlms }: Store) => retellLlms.page({}).items.map(llm => [llm.llm_id, llm.version])

test('the latest version is the one with the largest number, in whatever order they come and go', () => {
  const store = newStore()
  insert(store, 'other', 0)
  for (const [version, expected] of [
    [3, 3],
    [1, 3],
    [5, 5],
    [4, 5],
  ] as const) {
    insert(store, 'llm', version)
    expect(latest(store)).toEqual([
      ['llm', expected],
      ['other', 0],
    ])
  }
  for (const [version, expected] of [
    [4, 5],
    [5, 3],
    [3, 1],
  ] as const) {
    store.retellLlms.deleteVersion('llm', version)
    expect(latest(store)).toEqual([
      ['llm', expected],
      ['other', 0],
    ])
  }
  store.retellLlms.delete('llm')
  expect(latest(store)).toEqual([['other', 0]])
})

const agent = (changes: object) =>
  ({ agent_id: 'agent', version: 0, last_modification_timestamp: 0, voice_id: 'v', ...changes }) as Agent

test('a mention lasts as long as the document that makes it', () => {
  const { agents, chatAgents, retellLlms } = newStore()
  const mentioning = () => agents.mentioning('a "quoted" app').map(({ version }) => version)
  agents.insert('agent', 0, agent({ deep: [{ app_id: 'a "quoted" app' }] }))
  agents.insert('agent', 1, agent({ version: 1, app_id: 'a "quoted" app', last_modification_timestamp: 1 }))
  agents.insert('agent', 2, agent({ version: 2, agent_name: '"app_id":"a "quoted" app"' }))
  expect(mentioning()).toEqual([1, 0])
  expect([chatAgents.mentioning('a "quoted" app'), retellLlms.mentioning('a "quoted" app')]).toEqual([[], []])
  agents.put('agent', 1, agent({ version: 1 }))
  agents.put('agent', 2, agent({ version: 2, app_id: 'a "quoted" app' }))
  expect(mentioning()).toEqual([2, 0])
  agents.deleteVersion('agent', 0)
  expect(mentioning()).toEqual([2])
  agents.delete('agent')
  expect(mentioning()).toEqual([])
})

test('contacts are counted as they come and go, each workspace its own', () => {
  const sql = openDatabase(':memory:')
  const [one, other] = [storeOf(sql, 1).contacts, storeOf(sql, 2).contacts]
  const contact = (contact_id: string) => ({
    contact_id,
    org_id: 'org',
    phone_number: `+1500555010${contact_id}`,
    created_timestamp: 0,
    user_modified_timestamp: 0,
  })
  const counts = () => [one.count([]), other.count([])]
  expect(counts()).toEqual([0, 0])
  for (const id of ['1', '2']) one.insert(id, contact(id))
  other.insert('1', contact('1'))
  one.put('1', contact('1'))
  expect(counts()).toEqual([2, 1])
  one.delete('2')
  expect(() => one.delete('2')).toThrow('not found')
  expect(() => one.insert('1', contact('1'))).toThrow()
  expect(counts()).toEqual([1, 1])
})
