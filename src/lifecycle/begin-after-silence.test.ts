import { expect, test } from 'vitest'
import type { Agent, PhoneCall, Schemas } from '../contract.ts'
import type { FakeRetell } from '../index.ts'
import { api, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { says, talk } from '../testing/mind.ts'
import { speaking } from '../testing/model-calls.ts'
import { startModelServer } from '../testing/model-server.ts'
import { talking, withScenarios } from '../testing/thinking-agents.ts'

const onLlm = (fake: FakeRetell, llm: Schemas['CreateRetellLlmRequest'] = {}) =>
  scriptedAgent(
    fake,
    {},
    { start_speaker: 'user', begin_message: 'Are we on?', begin_after_user_silence_ms: 4_000, ...llm },
  )

async function onFlow(fake: FakeRetell): Promise<Agent> {
  const made = await api<object>(fake, 'POST', '/create-conversation-flow', {
    start_speaker: 'user',
    begin_after_user_silence_ms: 4_000,
    model_choice: { type: 'cascading', model: 'gpt-4.1' },
    nodes: [talk('a', { instruction: says('Are we on?') })],
  })
  const response_engine = { type: 'conversation-flow', ...made }
  return api(fake, 'POST', '/create-agent', { response_engine, voice_id: '11labs-Adrian' })
}

/** Who said what, and when it began, in whole seconds since the call did. */
async function ended(fake: FakeRetell, agent: Agent, scenario: string, body: object = {}) {
  const dialled = await dial(fake, agent, { scenario, ...body })
  await fake.runUntilIdle()
  return linesOf(await getCall(fake, dialled))
}
const linesOf = ({ transcript_object: said = [] }: PhoneCall) =>
  said.map(({ role, content, words }) => `${Math.floor(words![0]!.start!)} ${role}: ${content}`)

const silent = talking('silent', [])
const slow = talking('slow', [{ say: 'Hello?', after_ms: 8_000 }])
const quick = talking('quick', [{ say: 'Hello?' }])

test('an agent whose user is to speak first begins when the user has been silent for so long', async () => {
  await using fake = await withScenarios(silent, slow, quick)
  for (const agent of [await onLlm(fake), await onFlow(fake)]) {
    const [first, reminder, ...others] = await ended(fake, agent, 'silent')
    expect(first).toBe('4 agent: Are we on?')
    expect(reminder).toMatch(/^1\d agent: Are you still there\?$/)
    expect(others).toEqual([])
    expect((await ended(fake, agent, 'slow')).slice(0, 2)).toEqual(['4 agent: Are we on?', '8 user: Hello?'])
  }
})

test('a user who speaks in time is answered as ever, and without the setting is waited for', async () => {
  await using fake = await withScenarios(silent, quick)
  expect((await ended(fake, await onLlm(fake), 'quick'))[0]).toBe('0 user: Hello?')
  expect((await ended(fake, await onLlm(fake), 'quick')).join()).not.toContain('Are we on?')
  expect((await ended(fake, await onFlow(fake), 'quick'))[1]).toMatch(/agent: Are we on\?$/)
  const patient = await onLlm(fake, { begin_after_user_silence_ms: null })
  expect(await ended(fake, patient, 'silent')).toEqual([
    expect.stringMatching(/^10 agent: Are you still there\?$/),
  ])
  // It is for agents that wait alone.
  const eager = await onLlm(fake, { start_speaker: 'agent' })
  expect((await ended(fake, eager, 'silent'))[0]).toBe('0 agent: Are we on?')
  expect((await ended(fake, eager, 'silent')).filter(line => line.includes('Are we on?'))).toHaveLength(1)
})

test('nobody is reminded who is still waited for, and one call may wait otherwise', async () => {
  await using fake = await withScenarios(silent)
  const agent_override = { retell_llm: { begin_after_user_silence_ms: 15_000 } }
  expect((await ended(fake, await onLlm(fake), 'silent', { agent_override }))[0]).toBe('15 agent: Are we on?')
})

test('an empty begin message waits as well, and the first words are then the scenario’s or a model’s', async () => {
  const waits = { start_speaker: 'agent' as const, begin_message: '' }
  await using fake = await withScenarios({ ...silent, agent: ['Is anybody there?'] })
  expect((await ended(fake, await onLlm(fake, waits), 'silent'))[0]).toBe('4 agent: Is anybody there?')
  await using model = await startModelServer('Good evening!')
  await using modelled = await speaking(model.baseURL, silent)
  expect((await ended(modelled, await onLlm(modelled, waits), 'silent'))[0]).toBe('4 agent: Good evening!')
})

test('keys that the user pressed are words enough', async () => {
  await using fake = await withScenarios(talking('presses', [{ silence_ms: 3_200 }, { press: '12' }]))
  const lines = await ended(fake, await onLlm(fake), 'presses')
  expect(lines.join()).not.toContain('Are we on?')
})
