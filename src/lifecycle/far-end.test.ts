import { expect, test } from 'vitest'
import type { PhoneCall } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import { api, customAgent, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { act, driven } from '../testing/far-end.ts'
import { startLlmServer } from '../testing/llm-server.ts'
import type { Scenario } from './scenario.ts'

const MENU: Scenario = {
  name: 'menu',
  rings: { then: 'answer' },
  caller: [{ silence_ms: 20_000 }, { say: 'Never mind.' }, { hang_up: true }],
  agent: ['Press one for sales, or two for service.', 'You chose.', 'Connecting you.', 'Goodbye then.'],
}
const menu = () => startFakeRetell({ time: 'frozen', scenarios: [MENU] })

/** What is in the transcript: who said what, and the keys. */
const itemsOf = ({ transcript_with_tool_calls: items = [] }: PhoneCall) =>
  items.map(item => ('digit' in item ? item.digit : 'content' in item ? item.content : item.role))

test('keys that are pressed by hand are answered by an agent that Retell hosts', async () => {
  await using fake = await menu()
  await driven(fake, { call_drive: 'manual' })
  const call = await dial(fake, await scriptedAgent(fake), { scenario: 'menu' })
  await act(fake, call, { action: 'answer' })
  await fake.advance(6_000)
  await act(fake, call, { action: 'press', digits: '1#' })
  await fake.advance(5_000)
  await act(fake, call, { action: 'hang_up' })
  expect(itemsOf(await getCall(fake, call))).toEqual([MENU.agent![0], '1', '#', 'You chose.'])
})

test('keys do not cut the agent off: it answers them when it is done, one press after another', async () => {
  await using fake = await menu()
  await driven(fake, { call_drive: 'manual' })
  const call = await dial(fake, await scriptedAgent(fake), { scenario: 'menu' })
  await act(fake, call, { action: 'answer' })
  await fake.advance(1_000)
  await act(fake, call, { action: 'press', digits: '1' })
  await act(fake, call, { action: 'press', digits: '2' })
  await fake.advance(12_000)
  await act(fake, call, { action: 'hang_up' })
  const [greeting] = MENU.agent!
  expect(itemsOf(await getCall(fake, call))).toEqual(['1', '2', greeting, 'You chose.', 'Connecting you.'])
})

test('a caller who has a scenario goes on with it when the keys are answered, once', async () => {
  await using fake = await menu()
  const call = await dial(fake, await scriptedAgent(fake), { scenario: 'menu' })
  await fake.advance(8_000)
  await act(fake, call, { action: 'press', digits: '1' })
  await fake.runUntilIdle()
  const ended = await getCall(fake, call)
  expect(ended.disconnection_reason).toBe('user_hangup')
  expect(itemsOf(ended)).toEqual([MENU.agent![0], '1', 'You chose.', 'Never mind.', expect.any(String)])
})

test('an LLM server is told of keys and asked nothing', async () => {
  await using fake = await menu()
  await using server = await startLlmServer()
  await driven(fake, { call_drive: 'manual' })
  const call = await dial(fake, await customAgent(fake, server.url))
  await fake.settled()
  await act(fake, call, { action: 'answer' })
  await fake.advance(6_000)
  await act(fake, call, { action: 'press', digits: '1' })
  await fake.advance(3_000)
  expect(server.of('response_required')).toEqual([])
  await act(fake, call, { action: 'hang_up' })
  expect(itemsOf(await getCall(fake, call))).toContain('1')
})

test('by hand a call is transferred to a number, which its record has, and to none it is not', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await driven(fake, { call_drive: 'manual' })
  const call = await dial(fake, await scriptedAgent(fake))
  await act(fake, call, { action: 'answer' })
  await fake.advance(5_000)
  for (const order of [
    { reason: 'call_transfer' },
    { transfer_to: '+14155550177' },
    { reason: 'error_asr', transfer_to: '+14155550177' },
  ])
    await expect(act(fake, call, { action: 'hang_up', ...order })).rejects.toThrow(
      'request/body/transfer_to goes with the reason \\"call_transfer\\", and that with it',
    )
  expect((await getCall(fake, call)).call_status).toBe('ongoing')
  await act(fake, call, { action: 'hang_up', reason: 'call_transfer', transfer_to: '+14155550177' })
  await fake.runUntilIdle()
  expect(await getCall(fake, call)).toMatchObject({
    disconnection_reason: 'call_transfer',
    transfer_destination: '+14155550177',
    transfer_end_timestamp: expect.any(Number),
  })
})

test.each([
  ['web', 'dial_busy'],
  ['web', 'registered_call_timeout'],
  ['registered', 'error_user_not_joined'],
  ['outbound', 'error_user_not_joined'],
  ['outbound', 'no_concurrency_fallback'],
] as const)('a %s call that rings cannot be ended by hand as %s', async (kind, reason) => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await driven(fake, { call_drive: 'manual' })
  const agent = await scriptedAgent(fake)
  const path = kind === 'web' ? '/v2/create-web-call' : '/v2/register-phone-call'
  const call =
    kind === 'outbound'
      ? await dial(fake, agent)
      : await api<PhoneCall>(fake, 'POST', path, { agent_id: agent.agent_id })
  await expect(act(fake, call, { action: 'hang_up', reason })).rejects.toThrow(
    `${kind} calls cannot end as ${reason}`,
  )
  expect((await getCall(fake, call)).call_status).toBe('registered')
})

test.each([
  ['ivr_navigation', { ivr_option: { action: { type: 'hangup' } } }],
  ['call_screening', { call_screening_option: { agent_identity: 'Harbor Clinic', call_purpose: 'a visit' } }],
  ['voicemail_reached', { voicemail_option: { action: { type: 'hangup' } } }],
] as const)(
  'driven by hand, %s leaves to you what picks up, and nothing speaks for you',
  async (scenario, settings) => {
    await using fake = await startFakeRetell({ time: 'frozen' })
    await driven(fake, { call_drive: 'manual' })
    const agent = await scriptedAgent(fake, settings, { begin_message: 'Harbor Clinic.' })
    const call = await dial(fake, agent, { scenario })
    await act(fake, call, { action: 'answer' })
    await fake.advance(9_000)
    const ongoing = await getCall(fake, call)
    expect(ongoing).toMatchObject({ call_status: 'ongoing', transcript: 'Agent: Harbor Clinic.\n' })
  },
)

test.each<[object, string]>([
  [{}, 'request/body must have \\"action\\"'],
  [{ action: 'dance' }, 'request/body/action must be answer, say, press, silence or hang_up'],
  [{ action: 'say' }, 'request/body must have \\"content\\"'],
  [{ action: 'say', content: '' }, 'request/body/content must not be blank'],
  [{ action: 'say', content: '  ' }, 'request/body/content must not be blank'],
  [{ action: 'press', digits: '1a' }, 'request/body/digits must match pattern \\"^[0-9*#]+$\\"'],
  [{ action: 'press', digit: '1' }, 'request/body must have \\"digits\\"'],
  [{ action: 'silence', silence_ms: -1 }, 'request/body/silence_ms must be >= 0'],
  [{ action: 'answer', content: 'Hi' }, 'request/body must not have \\"content\\"'],
  [{ action: 'hang_up', reason: 'bored' }, 'request/body/reason must be user_hangup, agent_hangup, '],
])('the action %j is refused in words about what it is', async (action, words) => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const call = await dial(fake, await scriptedAgent(fake))
  await expect(act(fake, call, action)).rejects.toThrow(`"message":"${words}`)
})
