import { expect, test } from 'vitest'
import type { Agent, Call, PhoneCall } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api, dial, getCall, numberFor, scriptedAgent } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'
import { type DisconnectionReason, endings } from './endings.ts'
import { Scenarios } from './scenario.ts'

const TOLD = ['call_started', 'call_ended', 'call_analyzed']
const TALKED = ['start_timestamp', 'end_timestamp', 'transcript_object', 'recording_url', 'public_log_url']

/** Calls whose scenario is only for one kind of call; the others are outbound. */
const KINDS: Partial<Record<DisconnectionReason, 'web' | 'registered' | 'inbound'>> = {
  error_user_not_joined: 'web',
  registered_call_timeout: 'registered',
  no_concurrency_fallback: 'inbound',
}

/** Reasons that need a setting of the agent, beside the scenario. */
const SETTINGS: Partial<Record<DisconnectionReason, object>> = {
  voicemail_reached: { voicemail_option: { action: { type: 'hangup' } } },
}

async function callEndingAs(fake: FakeRetell, reason: DisconnectionReason, webhook_url: string) {
  const agent = await scriptedAgent(fake, { webhook_url, ...SETTINGS[reason] })
  const metadata = { fake_retell: { scenario: reason } }
  switch (KINDS[reason]) {
    case 'web':
      return api<Call>(fake, 'POST', '/v2/create-web-call', { agent_id: agent.agent_id, metadata })
    case 'registered':
      return api<Call>(fake, 'POST', '/v2/register-phone-call', { agent_id: agent.agent_id, metadata })
    case 'inbound': {
      const { phone_number } = await numberFor(fake, agent)
      const order = { to_number: phone_number, from_number: '+14155550142', scenario: reason }
      return api<Call>(fake, 'POST', '/_fake/inbound-calls', order)
    }
    default:
      return dial(fake, agent, { scenario: reason })
  }
}

test.each(Object.keys(endings) as DisconnectionReason[])(
  'the scenario %s ends a call for that reason, with the status, fields and events it has',
  async reason => {
    await using fake = await startFakeRetell({ time: 'frozen' })
    await using receiver = await startReceiver()
    const { call_id } = await callEndingAs(fake, reason, receiver.url)
    await fake.runUntilIdle()
    const call: PhoneCall = await getCall(fake, { call_id })
    const { status } = endings[reason]
    expect(call).toMatchObject({ call_status: status, disconnection_reason: reason })
    const talked = call.start_timestamp !== undefined
    expect(talked).toBe(endings[reason].connected)
    expect(receiver.events()).toEqual(talked ? TOLD : TOLD.slice(1))
    if (talked) for (const field of TALKED) expect(call, field).toHaveProperty(field)
    else {
      expect(call).toMatchObject({ duration_ms: 0, transcript: '', call_cost: { combined_cost: 0 } })
      expect(call).not.toHaveProperty('recording_url')
      expect('end_timestamp' in call).toBe(status !== 'not_connected')
    }
    expect(call.call_analysis).toBeDefined()
    expect('transfer_destination' in call).toBe(reason === 'call_transfer')
  },
)

const dialled = (fake: FakeRetell, agent: Agent, metadata: Record<string, unknown>) =>
  dial(fake, agent, { metadata })
const joined = (fake: FakeRetell, { agent_id }: Agent, metadata: Record<string, unknown>) =>
  api<Call>(fake, 'POST', '/v2/create-web-call', { agent_id, metadata })
const registered = (fake: FakeRetell, { agent_id }: Agent, metadata: Record<string, unknown>) =>
  api<Call>(fake, 'POST', '/v2/register-phone-call', { agent_id, metadata })

test.each([
  ['an outbound', 'error_user_not_joined', dialled],
  ['an outbound', 'registered_call_timeout', dialled],
  ['an outbound', 'no_concurrency_fallback', dialled],
  ['a web', 'no_concurrency_fallback', joined],
  ['a web', 'registered_call_timeout', joined],
  ['a web', 'dial_busy', joined],
  ['a registered', 'error_user_not_joined', registered],
  ['a registered', 'network_blocked', registered],
] as const)('for %s call the scenario %s counts as answered', async (_kind, scenario, make) => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const agent = await scriptedAgent(fake)
  const { call_id } = await make(fake, agent, { fake_retell: { scenario } })
  await fake.advance(1_500)
  const call: Call = await getCall(fake, { call_id })
  expect(call.call_status).toBe('ongoing')
})

test.each(['budget_reached', 'credit_exhausted', 'no_valid_payment', 'concurrency_limit_reached'])(
  'a web call can end as %s, too',
  async scenario => {
    await using fake = await startFakeRetell({ time: 'frozen' })
    const { call_id } = await joined(fake, await scriptedAgent(fake), { fake_retell: { scenario } })
    await fake.settled()
    expect((await getCall(fake, { call_id })).disconnection_reason).toBe(scenario)
  },
)

test('every reason has a scenario of its name, and each scenario a number of its own where one can dial it', () => {
  const scenarios = new Scenarios()
  expect(scenarios.names).toEqual(expect.arrayContaining(Object.keys(endings)))
  const bundled = scenarios.names.map(name => scenarios.named(name))
  const numbers = bundled.flatMap(({ number }) => number ?? [])
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(bundled.filter(({ number }) => number === undefined).map(({ name }) => name)).toEqual([
    'answered',
    'error_user_not_joined',
    'no_concurrency_fallback',
    'registered_call_timeout',
    'unscripted',
  ])
})

test('a caller may cut in, and is heard', async () => {
  await using fake = await startFakeRetell({
    time: 'frozen',
    scenarios: [
      {
        name: 'cuts_in',
        rings: { then: 'answer' },
        caller: [{ interrupt: 'Stop it.', after_ms: 1_000 }, { say: 'Thanks.' }, { hang_up: true }],
      },
    ],
  })
  const begin_message = 'This is a very long greeting which goes on and on about everything we offer.'
  const call = await dial(fake, await scriptedAgent(fake, {}, { begin_message }), { scenario: 'cuts_in' })
  await fake.runUntilIdle()
  const { transcript } = await getCall(fake, call)
  expect(transcript).toMatch(/^Agent: This is a[^\n]*\nUser: Stop it\.\nAgent: /)
  expect(transcript).not.toContain('everything we offer')
})
