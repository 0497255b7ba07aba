import { expect, test } from 'vitest'
import type { Schemas } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api, CALL_EVENTS, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'
import type { Scenario } from './scenario.ts'

type Option = Schemas['TransferOption']

const WARM: Option = {
  type: 'warm_transfer',
  private_handoff_option: { type: 'static_message', message: 'This is {{customer}}, about a filling.' },
  public_handoff_option: { type: 'static_message', message: 'I have you both on the line now.' },
}

const toOffice = (transfer_option: Option): Schemas['LlmTool'] => ({
  type: 'transfer_call',
  name: 'to_office',
  description: 'Transfers to the office',
  transfer_destination: { type: 'predefined', number: '+14155550177' },
  transfer_option,
})

/** A call whose caller asks for a person, and is transferred with this option. */
async function transferred(option: Option, more: Partial<Scenario> = {}, settings: object = {}) {
  const scenario: Scenario = {
    name: 'wants_human',
    rings: { for_ms: 0, then: 'answer' },
    caller: [{ say: 'A human, please' }, { silence_ms: 30_000 }, { hang_up: true }],
    transfer: { for_ms: 2_000, says: ['Hello, front desk.', 'Who is it?'] },
    ...more,
  }
  await using fake = await startFakeRetell({ time: 'frozen', scenarios: [scenario] })
  await using receiver = await startReceiver()
  const events = ['call_started', 'transfer_bridged', 'transfer_cancelled', 'call_ended'] as const
  const agent = await scriptedAgent(
    fake,
    { webhook_url: receiver.url, webhook_events: [...events], ...settings },
    { general_tools: [toOffice(option)] },
  )
  const call = await dial(fake, agent, {
    scenario: 'wants_human',
    retell_llm_dynamic_variables: { customer: 'Ines' },
  })
  await fake.runUntilIdle()
  return { call: await getCall(fake, call), events: receiver.events(), bodies: receiver.received }
}

/** What was said since the caller asked. */
const afterwards = ({ transcript = '' }: { transcript?: string }) =>
  transcript.split('\n').slice(transcript.split('\n').indexOf('User: A human, please') + 1)

test('in a warm transfer the target speaks, the agent hands over, and then all three are on the line', async () => {
  const { call, events } = await transferred(WARM)
  expect(afterwards(call)).toEqual([
    'Transfer Target: Hello, front desk.',
    'Transfer Target: Who is it?',
    'Agent: This is Ines, about a filling.',
    'Agent: I have you both on the line now.',
    '',
  ])
  expect(call.disconnection_reason).toBe('call_transfer')
  const roles = call.transcript_with_tool_calls!.map(({ role }) => role)
  // What is said to the target comes before the transfer has worked out, what both hear afterwards.
  expect(roles.slice(-6)).toEqual([
    'tool_call_invocation',
    'transfer_target',
    'transfer_target',
    'agent',
    'tool_call_result',
    'agent',
  ])
  expect(events).toEqual(['call_started', 'transfer_bridged', 'call_ended'])
})

test('words have their times, one after the other, while the call goes on', async () => {
  const { call } = await transferred(WARM)
  const words = call.transcript_object!.flatMap(({ words }) => words)
  for (const [index, { start }] of words.entries())
    if (index > 0) expect(start).toBeGreaterThanOrEqual(words[index - 1]!.end!)
  expect(words.at(-1)!.end! * 1_000).toBeLessThanOrEqual(call.duration_ms!)
})

test.each<[string, Option]>([
  ['a cold transfer', { type: 'cold_transfer' }],
  ['a warm transfer without messages', { type: 'warm_transfer', private_handoff_option: null }],
])('%s adds no words of the agent', async (_what, option) => {
  const { call } = await transferred(option)
  expect(afterwards(call).filter(line => line.startsWith('Agent'))).toEqual([])
  expect(afterwards(call).length > 1).toBe(option.type === 'warm_transfer')
  expect(call.disconnection_reason).toBe('call_transfer')
})

test('a prompt stands in for the words of a message', async () => {
  const { call } = await transferred({
    ...WARM,
    private_handoff_option: { type: 'prompt', prompt: 'Say who {{customer}} is.' },
  })
  expect(call.transcript).toContain('Ines')
})

test('a caller who wants to cut in hears the handover to its end', async () => {
  const caller: Scenario['caller'] = [{ say: 'A human, please' }, { interrupt: 'Wait!', after_ms: 100 }]
  const { call } = await transferred(WARM, { caller })
  expect(call.transcript).toContain('I have you both on the line now.')
  expect(call.disconnection_reason).toBe('call_transfer')
})

test('a target rings no longer than the agent lets anybody ring, unless its own option says so', async () => {
  const rings = { transfer: { for_ms: 8_000 } }
  const short = await transferred(WARM, rings, { ring_duration_ms: 6_000 })
  expect(short.events).toContain('transfer_cancelled')
  const own = await transferred({ ...WARM, transfer_ring_duration_ms: 9_000 }, rings, {
    ring_duration_ms: 6_000,
  })
  expect(own.events).toContain('transfer_bridged')
  const justIn = await transferred(WARM, rings, { ring_duration_ms: 8_000 })
  expect(justIn.events).toContain('transfer_bridged')
})

test('a target that does not answer has nothing to say', async () => {
  await expect(transferred(WARM, { transfer: { then: 'busy', says: ['Hello.'] } })).rejects.toThrow(
    'does not go with then "busy"',
  )
})

/** A call in which the target has just been rung, `act` happens `afterMs` later, and then the rest. */
async function meanwhile(afterMs: number, act: (fake: FakeRetell, callId: string) => Promise<unknown>) {
  const scenario: Scenario = {
    name: 'wants_human',
    rings: { for_ms: 0, then: 'answer' },
    caller: [{ say: 'A human, please' }, { silence_ms: 60_000 }, { hang_up: true }],
    transfer: { for_ms: 2_000, says: ['Hello, front desk.', 'Who is it?'] },
  }
  await using fake = await startFakeRetell({ time: 'frozen', scenarios: [scenario] })
  await using receiver = await startReceiver()
  const settings = { webhook_url: receiver.url, webhook_events: CALL_EVENTS }
  const agent = await scriptedAgent(fake, settings, { general_tools: [toOffice(WARM)] })
  const { call_id: callId } = await dial(fake, agent, {
    scenario: 'wants_human',
    retell_llm_dynamic_variables: { customer: 'Ines' },
  })
  while (!receiver.events().includes('transfer_started')) await fake.advance(100)
  await fake.advance(afterMs)
  const refusal = await act(fake, callId).then(
    () => undefined,
    (error: Error) => error.message,
  )
  await fake.runUntilIdle()
  return { call: await getCall(fake, { call_id: callId }), events: receiver.events(), refusal }
}

const TARGET_SPEAKS_MS = 2_500
const AGENT_SPEAKS_MS = 6_000
const BOTH_HEAR_MS = 9_500
const HANDED_OVER = [
  'Transfer Target: Hello, front desk.',
  'Transfer Target: Who is it?',
  'Agent: This is Ines, about a filling.',
  'Agent: I have you both on the line now.',
  '',
]

const say = (fake: FakeRetell, callId: string) =>
  api(fake, 'POST', `/_fake/calls/${callId}/actions`, { action: 'say', content: 'Is anybody still there?' })
const prompt = (fake: FakeRetell, callId: string) =>
  api(fake, 'PATCH', `/v2/update-live-call/${callId}`, { call_control: { trigger_response: true } })

test.each([TARGET_SPEAKS_MS, AGENT_SPEAKS_MS, BOTH_HEAR_MS])(
  'nobody cuts in while the call is handed over (%i ms)',
  async afterMs => {
    const spoken = await meanwhile(afterMs, say)
    expect(spoken.refusal).toContain('is being handed over: nobody can cut in until that is over')
    const prompted = await meanwhile(afterMs, prompt)
    for (const { call } of [spoken, prompted]) {
      expect(afterwards(call)).toEqual(HANDED_OVER)
      expect(call.disconnection_reason).toBe('call_transfer')
    }
  },
)

test('what the caller says while it rings is heard to its end, and then the call is handed over', async () => {
  const { call, refusal } = await meanwhile(1_500, say)
  expect(refusal).toBeUndefined()
  expect(afterwards(call)).toEqual(['User: Is anybody still there?', ...HANDED_OVER])
  expect(call.disconnection_reason).toBe('call_transfer')
})

test.each([
  ['the target speaks', TARGET_SPEAKS_MS],
  ['the agent speaks to the target', AGENT_SPEAKS_MS],
])('a transfer is off when the call ends while %s', async (_when, afterMs) => {
  const { call, events } = await meanwhile(afterMs, (fake, callId) =>
    api(fake, 'POST', `/v2/stop-call/${callId}`),
  )
  expect(call.disconnection_reason).toBe('manual_stopped')
  expect(events).toEqual([
    'call_started',
    'transfer_started',
    'transfer_cancelled',
    'call_ended',
    'call_analyzed',
  ])
})
