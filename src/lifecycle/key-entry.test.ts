import { expect, test } from 'vitest'
import type { Agent, PhoneCall } from '../contract.ts'
import type { FakeRetell } from '../index.ts'
import { type AgentSettings, api, customAgent, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { act } from '../testing/far-end.ts'
import { startLlmServer } from '../testing/llm-server.ts'
import { edge, talk } from '../testing/mind.ts'
import { ended, talking, withScenarios } from '../testing/thinking-agents.ts'

type Options = NonNullable<AgentSettings['user_dtmf_options']>

/** It says which keys it has heard. */
async function listening(fake: FakeRetell, settings: AgentSettings): Promise<Agent> {
  const entries = ['1', '12', '123', '129', '9']
  const made = await api<object>(fake, 'POST', '/create-conversation-flow', {
    start_speaker: 'agent',
    model_choice: { type: 'cascading', model: 'gpt-4.1' },
    start_node_id: 'pin',
    nodes: [
      talk('pin', {
        finetune_transition_examples: entries.map(content => ({
          id: `example ${content}`,
          destination_node_id: `heard ${content}`,
          transcript: [{ role: 'user', content }],
        })),
        edges: entries.map(keys => edge(`User enters "${keys}"`, `heard ${keys}`)),
      }),
      ...entries.map(keys => talk(`heard ${keys}`)),
    ],
  })
  const response_engine = { type: 'conversation-flow', ...made }
  return api(fake, 'POST', '/create-agent', { response_engine, voice_id: '11labs-Adrian', ...settings })
}

const itemsOf = ({ transcript_with_tool_calls: items = [] }: PhoneCall) =>
  items.flatMap(item =>
    'digit' in item ? [item.digit] : item.role === 'agent' && 'content' in item ? [item.content] : [],
  )

const SILENT = talking('silent', [])

/** Presses by hand, a command after so many ms, and looks at what the agent has said when they are all done. */
async function pressed(options: Options | null, ...keys: (string | number)[]) {
  await using fake = await withScenarios(SILENT)
  const call = await dial(fake, await listening(fake, { user_dtmf_options: options }), { scenario: 'silent' })
  await fake.advance(3_000)
  for (const key of keys)
    if (typeof key === 'number') await fake.advance(key)
    else await act(fake, call, { action: 'press', digits: key })
  return itemsOf(await getCall(fake, call)).slice(1)
}

test('an entry is over with its last possible digit, and further keys of it are not taken', async () => {
  const options = { digit_limit: 2, timeout_ms: 10_000 }
  expect(await pressed(options, '1', 6_000, '2', 3_000)).toEqual(['1', '2', 'HEARD 12'])
  expect(await pressed(options, '123', 3_000)).toEqual(['1', '2', 'HEARD 12'])
  expect(await pressed(options, '1', 9_000)).toEqual(['1'])
})

test('an entry is over with the key that ends it, which the agent does not hear', async () => {
  const options = { termination_key: '9', timeout_ms: 10_000 }
  expect(await pressed(options, '12', 6_000, '9', 3_000)).toEqual(['1', '2', '9', 'HEARD 12'])
  expect(await pressed(options, '9', 3_000)).toEqual(['9', 'HEARD 9'])
  expect(await pressed({ timeout_ms: 1_000 }, '129', 4_000)).toEqual(['1', '2', '9', 'HEARD 129'])
})

test('an entry is over when no key has come for so long, and each key begins the time anew', async () => {
  const options = { digit_limit: null, timeout_ms: 5_000 }
  expect(await pressed(options, '1', 4_900, '2', 4_900, '3', 4_900)).toEqual(['1', '2', '3'])
  expect(await pressed(options, '1', 4_900, '2', 4_900, '3', 8_000)).toEqual(['1', '2', '3', 'HEARD 123'])
})

test('without options each press is answered by itself', async () => {
  expect(await pressed(null, '1', 3_000)).toEqual(['1', 'HEARD 1'])
})

test('a caller presses the keys of one entry step by step, is not reminded meanwhile, and goes on when it is answered', async () => {
  await using fake = await withScenarios(
    talking('enters', [{ press: '1' }, { press: '2', after_ms: 11_000 }, { say: 'Hm.' }]),
    talking('gives_up', [{ press: '1' }, { say: 'Hm.' }]),
  )
  const options = { user_dtmf_options: { digit_limit: 2, timeout_ms: 15_000 } }
  const agent = await listening(fake, options)
  const lines = itemsOf(await ended(fake, agent, 'enters'))
  expect(lines.slice(0, 4)).toEqual(['PIN', '1', '2', 'HEARD 12'])
  const call = await ended(fake, agent, 'gives_up')
  expect(itemsOf(call).slice(0, 3)).toEqual(['PIN', '1', 'HEARD 1'])
  expect(call.transcript).toContain('HEARD 1\nUser: Hm.')
})

test('an agent that takes no keys does not hear of them, and the caller goes on', async () => {
  await using fake = await withScenarios(talking('presses', [{ press: '12' }, { say: 'Hello?' }]), SILENT)
  await using server = await startLlmServer()
  const settings = { allow_user_dtmf: false }
  for (const agent of [await listening(fake, settings), await customAgent(fake, server.url, settings)]) {
    const call = await ended(fake, agent, 'presses')
    expect(call.transcript_with_tool_calls?.map(({ role }) => role)).not.toContain('dtmf')
    expect(call.transcript).toMatch(/User: Hello\?\nAgent: /)
  }
  const call = await dial(fake, await scriptedAgent(fake, settings), { scenario: 'silent' })
  await fake.advance(6_000)
  await act(fake, call, { action: 'press', digits: '1' })
  await fake.advance(3_000)
  expect(itemsOf(await getCall(fake, call))).toHaveLength(1)
})
