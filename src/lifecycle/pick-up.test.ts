import { expect, test } from 'vitest'
import type { PhoneCall } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api, customAgent, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { introducesItself, transfers } from '../testing/composite-agents.ts'
import { startLlmServer } from '../testing/llm-server.ts'
import { startReceiver } from '../testing/receiver.ts'
import type { Scenario } from './scenario.ts'

const frozen = (...scenarios: Scenario[]) => startFakeRetell({ time: 'frozen', scenarios })
const linesOf = ({ transcript_object: said = [] }: PhoneCall) =>
  said.map(({ role, content }) => `${role}: ${content}`)

async function ended(fake: FakeRetell, call: PhoneCall): Promise<PhoneCall> {
  await fake.runUntilIdle()
  return getCall(fake, call)
}

test('a custom LLM behind a screener begins when it is put through, and is not asked before', async () => {
  await using fake = await frozen()
  await using server = await startLlmServer()
  const agent = await customAgent(fake, server.url, introducesItself.settings)
  const call = await ended(fake, await dial(fake, agent, { scenario: 'call_screening' }))
  const [screener, introduction, greeting, person] = linesOf(call)
  expect([screener, introduction]).toEqual([
    'user: Hi. Please say your name and why you are calling.',
    'agent: This is Harbor Dental. I am calling about this: the check-up of {{name}}',
  ])
  expect(greeting).toMatch(/^agent: /)
  expect(person).toBe('user: Hello, this is Ines. What is it about?')
  const asked = server.of('response_required') as { transcript: { content: string }[] }[]
  expect(asked[0]?.transcript.at(-1)?.content).toMatch(/^Hello, this is Ines\./)
})

test('what is said to a machine or a screener has its own variables and those of Retell filled in', async () => {
  await using fake = await frozen()
  const text = '{{nm}}, {{user_number}} calls {{agent_number}} at {{current_hour_UTC}}, {{unknown}}.'
  const filled = ({ from_number }: PhoneCall) =>
    new RegExp(`Ada, \\+14155550199 calls \\${from_number} at [\\d.]+, {{unknown}}\\.$`)
  const variables = { retell_llm_dynamic_variables: { nm: 'Ada' } }
  const machine = await scriptedAgent(fake, { voicemail_option: { action: { type: 'static_text', text } } })
  const left = await ended(fake, await dial(fake, machine, { scenario: 'voicemail_reached', ...variables }))
  expect(linesOf(left).at(-1)).toMatch(filled(left))
  const call_screening_option = { agent_identity: 'Harbor Dental', call_purpose: text }
  const screened = await ended(
    fake,
    await dial(fake, await scriptedAgent(fake, { call_screening_option }), {
      scenario: 'call_screening',
      ...variables,
    }),
  )
  expect(linesOf(screened)[1]).toMatch(filled(screened))
})

test.each(['call_screening', 'ivr_without_end', 'voicemail_full'])(
  'an agent without settings for what picks up greets it (%s) as a person',
  async scenario => {
    await using fake = await frozen()
    const agent = await scriptedAgent(fake, { max_call_duration_ms: 60_000 })
    const call = await ended(fake, await dial(fake, agent, { scenario }))
    expect(linesOf(call)[0]).toMatch(/^agent: /)
    expect(call.call_analysis).toMatchObject({ in_voicemail: false })
  },
)

test('settings for one thing that picks up leave the others alone', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake, { ivr_option: { action: { type: 'hangup' } } })
  for (const scenario of ['call_screening', 'answered', 'voicemail_reached']) {
    const call = await ended(fake, await dial(fake, agent, { scenario }))
    expect(call.disconnection_reason, scenario).toBe('user_hangup')
  }
})

test('a hang-up in mid-sentence comes after the sentence when that is shorter', async () => {
  const scenario: Scenario = {
    name: 'waits_too_long',
    rings: { then: 'answer' },
    caller: [{ hang_up: true, while_agent_speaks: true, after_ms: 5_000 }],
  }
  await using fake = await frozen(scenario)
  const agent = await scriptedAgent(fake, {}, { begin_message: 'Hello.' })
  const call = await ended(fake, await dial(fake, agent, { scenario: scenario.name }))
  expect(linesOf(call)).toEqual(['agent: Hello.'])
  const spoken = call.transcript_object![0]!.words!.at(-1)!.end! * 1000
  expect(call.duration_ms).toBe(Math.ceil(spoken) + 300)
})

test.each([
  ['stopped', 'POST', (id: string) => `/v2/stop-call/${id}`, undefined],
  ['hung up', 'POST', (id: string) => `/_fake/calls/${id}/actions`, { action: 'hang_up' }],
] as const)(
  'a call that is %s while its transfer rings takes the transfer back',
  async (_, method, path, body) => {
    await using fake = await frozen()
    await using receiver = await startReceiver()
    const agent = await scriptedAgent(
      fake,
      {
        webhook_url: receiver.url,
        webhook_events: ['transfer_started', 'transfer_bridged', 'transfer_cancelled', 'call_ended'],
      },
      { general_tools: [transfers({ type: 'cold_transfer' })] },
    )
    const call = await dial(fake, agent, { scenario: 'cold_transfer_answered' })
    for (let second = 0; second < 60 && receiver.events().length === 0; second++) await fake.advance(1_000)
    await api(fake, method, path(call.call_id), body)
    expect(await ended(fake, call)).not.toHaveProperty('transfer_destination')
    expect(receiver.events()).toEqual(['transfer_started', 'transfer_cancelled', 'call_ended'])
  },
)
