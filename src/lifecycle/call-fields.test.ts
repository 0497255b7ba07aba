// Which fields a call has in which status: the table of docs/calls.md, held against what the mock answers.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Call } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api, dial, getCall, scriptedAgent } from '../testing/calls.ts'

const STATES = ['registered', 'ongoing', 'ended', 'analyzed', 'not_connected', 'error'] as const
type State = (typeof STATES)[number]

/** `name, name | yes | – | …` rows of the table, by field. */
const TABLE = new Map(
  readFileSync('docs/calls.md', 'utf8')
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .flatMap(line => {
      const [names, ...cells] = line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim())
      return [...names!.matchAll(/`(\w+)`/g)].map(([, name]) => [name!, cells] as const)
    })
    .filter(([, cells]) => cells.length === STATES.length),
)

async function everyState(fake: FakeRetell): Promise<Record<State, Call>> {
  const knowledge = await api<{ knowledge_base_id: string }>(fake, 'POST', '/create-knowledge-base', {
    knowledge_base_name: 'Hours',
    sources: [{ type: 'text', text_content: 'Open from nine to five.' }],
  })
  const llm = { knowledge_base_ids: [knowledge.knowledge_base_id] }
  const agent = await scriptedAgent(
    fake,
    { agent_name: 'Fields', pii_config: { mode: 'post_call', categories: ['email'] } },
    llm,
  )
  const given = { retell_llm_dynamic_variables: { name: 'Ada' } }
  const call = await dial(fake, agent, { ...given, metadata: { order: 17 } })
  const registered = await getCall(fake, call)
  await fake.advance(15_000)
  const ongoing = await getCall(fake, call)
  let ended = ongoing
  for (let seconds = 0; ended.call_status === 'ongoing' && seconds < 600; seconds++) {
    await fake.advance(1_000)
    ended = await getCall(fake, call)
  }
  await fake.runUntilIdle()
  const analyzed = await getCall(fake, call)
  const failing = async (scenario: string) => {
    const metadata = { fake_retell: { scenario } }
    const failed = await dial(fake, agent, { ...given, metadata })
    await fake.runUntilIdle()
    return getCall(fake, failed)
  }
  return {
    registered,
    ongoing,
    ended,
    analyzed,
    not_connected: await failing('dial_busy'),
    error: await failing('broken'),
  }
}

test('a call has in each status the fields that the table says, and no others', async () => {
  await using fake = await startFakeRetell({
    time: 'frozen',
    scenarios: [
      // An agent that has no LLM server is cut off when the scenario says that it has one which cannot be reached.
      { name: 'broken', rings: { for_ms: 1_000, then: 'answer' }, llm_socket: 'unreachable' },
    ],
  })
  const calls = await everyState(fake)
  const told = STATES.flatMap(state =>
    [...TABLE].map(([field, cells]) => `${state} ${field} ${cells[STATES.indexOf(state)]}`),
  )
  const seen = STATES.flatMap(state =>
    [...TABLE.keys()].map(field => `${state} ${field} ${cellOf(calls[state], field)}`),
  )
  expect(seen).toEqual(told)
  for (const state of STATES) expect(Object.keys(calls[state]).filter(field => !TABLE.has(field))).toEqual([])
})

/** How the table writes what stands there. */
function cellOf(call: Call, field: string): string {
  const value: unknown = Reflect.get(call, field)
  if (value === undefined) return '–'
  if (value === '' || (value === 0 && field === 'duration_ms')) return JSON.stringify(value)
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0
  if (isEmpty) return Array.isArray(value) ? '[]' : '{}'
  return field === 'call_cost' && call.call_cost?.combined_cost === 0 ? 'zeros' : 'yes'
}
