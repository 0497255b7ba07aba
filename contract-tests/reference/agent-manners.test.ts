// The settings of a voice agent that change what happens in a call, or who is told: seen in calls that the mock's clock
// runs, and so for the mock alone.

import { expect } from 'vitest'
import type { FakeRetell, Schemas } from '../../src/index.ts'
import type { Makers } from '../makers.ts'
import { mockOnly } from '../marks.ts'
import { ask, type Caller, type Fields } from './ask.ts'

const ANSWERS = '+14155550142'
const NEVER_PICKS_UP = '+15005550002'
const MACHINE = '+15005550005'
const TALKS_FOR_EVER = '+15005550008'
const NEVER_SPEAKS = '+15005550009'

interface Stage {
  target: Caller
  make: Makers
  fake: FakeRetell
}

type Settings = Partial<Schemas['CreateAgentRequest']>

/** A call of an agent with these settings, when nothing more happens to it. */
async function callWith({ target, make, fake }: Stage, to_number: string, settings: Settings) {
  const { llm_id } = await make.llm({ begin_message: 'Hello.' })
  const { agent_id } = await make.agent({ ...settings, response_engine: { type: 'retell-llm', llm_id } })
  const { phone_number } = await make.number()
  const order = { from_number: phone_number, to_number, agent_id }
  const { body } = await ask(target, 'POST', '/v2/create-phone-call', order)
  await fake.runUntilIdle()
  return (await ask(target, 'GET', `/v2/get-call/${body.call_id}`)).body
}

const refuses = async ({ target, make }: Stage, settings: Fields) => {
  const { agent_id } = await make.agent()
  return (await ask(target, 'PATCH', `/update-agent/${agent_id}`, settings)).status === 400
}

type Utterance = { role: string; content: string; words: { start: number; end: number }[] }
const spokenIn = (call: Fields) => call.transcript_object as Utterance[]

mockOnly(
  'S86 reminder_trigger_ms is how long the agent waits before it reminds',
  async ({ target, make, fake }) => {
    const stage = { target, make, fake }
    const gap = async (settings: Settings) => {
      const [begin, reminder] = spokenIn(await callWith(stage, NEVER_SPEAKS, settings))
      return reminder!.words[0]!.start - begin!.words.at(-1)!.end
    }
    const usual = await gap({})
    expect(usual).toBeGreaterThanOrEqual(10)
    expect(usual).toBeLessThan(20)
    expect(await gap({ reminder_trigger_ms: 60_000 })).toBeGreaterThanOrEqual(60)
    expect(await refuses(stage, { reminder_trigger_ms: 0 })).toBe(true)
  },
)

mockOnly('S87 reminder_max_count is how often the agent reminds', async ({ target, make, fake }) => {
  const stage = { target, make, fake }
  const reminders = async (settings: Settings) =>
    spokenIn(await callWith(stage, NEVER_SPEAKS, settings)).length - 1
  expect(await reminders({})).toBe(1)
  expect(await reminders({ reminder_max_count: 0 })).toBe(0)
  expect(await reminders({ reminder_max_count: 3 })).toBe(3)
  expect(await refuses(stage, { reminder_max_count: -1 })).toBe(true)
})

mockOnly('S91 webhook_url is where the events of a call go', async ({ target, make, fake }) => {
  const stage = { target, make, fake }
  const webhook_url = 'http://127.0.0.1:9/hook'
  const { call_id } = await callWith(stage, ANSWERS, { webhook_url })
  const sent = stage.fake.deliveries({ call_id: String(call_id) })
  expect(sent.map(({ event, url }) => [event, url])).toEqual([
    ['call_started', webhook_url],
    ['call_ended', webhook_url],
    ['call_analyzed', webhook_url],
  ])
})

mockOnly('S97 end_call_after_silence_ms ends a silent call', async ({ target, make, fake }) => {
  const stage = { target, make, fake }
  const settings = { reminder_max_count: 0, end_call_after_silence_ms: 20_000 }
  const call = await callWith(stage, NEVER_SPEAKS, settings)
  expect(call).toMatchObject({ disconnection_reason: 'inactivity' })
  expect(Number(call.duration_ms)).toBeLessThan(30_000)
  const usual = await callWith(stage, NEVER_SPEAKS, { reminder_max_count: 0 })
  expect(usual).toMatchObject({ disconnection_reason: 'inactivity' })
  expect(Number(usual.duration_ms)).toBeGreaterThanOrEqual(600_000)
  expect(await refuses(stage, { end_call_after_silence_ms: 9_999 })).toBe(true)
})

mockOnly('S98 max_call_duration_ms ends a long call', async ({ target, make, fake }) => {
  const stage = { target, make, fake }
  const settings = { max_call_duration_ms: 60_000 }
  expect(await callWith(stage, TALKS_FOR_EVER, settings)).toMatchObject({
    disconnection_reason: 'max_duration_reached',
    duration_ms: 60_000,
  })
  expect(await callWith(stage, TALKS_FOR_EVER, {})).toMatchObject({ duration_ms: 3_600_000 })
  expect(await refuses(stage, { max_call_duration_ms: 59_999 })).toBe(true)
})

mockOnly(
  'S99 S100 an agent that detects voicemail leaves its message there, or none',
  async ({ target, make, fake }) => {
    const stage = { target, make, fake }
    const enable_voicemail_detection = true
    const silent = await callWith(stage, MACHINE, { enable_voicemail_detection })
    expect(silent).toMatchObject({ disconnection_reason: 'voicemail_reached' })
    expect(silent.transcript).not.toContain('Agent:')
    const voicemail_message = 'Please call us back.'
    const speaking = await callWith(stage, MACHINE, { enable_voicemail_detection, voicemail_message })
    expect(speaking).toMatchObject({ disconnection_reason: 'voicemail_reached' })
    expect(speaking.transcript).toContain('Agent: Please call us back.')
    const deaf = await callWith(stage, MACHINE, { voicemail_message })
    expect(deaf.disconnection_reason).not.toBe('voicemail_reached')
  },
)

mockOnly('S102 voicemail_option says what is done about voicemail', async ({ target, make, fake }) => {
  const stage = { target, make, fake }
  const leaving = { action: { type: 'static_text', text: 'Goodbye, machine.' } } as const
  const call = await callWith(stage, MACHINE, { voicemail_option: leaving })
  expect(call).toMatchObject({
    disconnection_reason: 'voicemail_reached',
    call_analysis: { in_voicemail: true },
  })
  expect(call.transcript).toContain('Agent: Goodbye, machine.')
  expect(await callWith(stage, MACHINE, { voicemail_option: { action: { type: 'hangup' } } })).toMatchObject({
    disconnection_reason: 'voicemail_reached',
  })
})

mockOnly(
  'S104 post_call_analysis_data is found in the analysis of the call',
  async ({ target, make, fake }) => {
    const stage = { target, make, fake }
    const post_call_analysis_data: Settings['post_call_analysis_data'] = [
      { type: 'string', name: 'reason', description: 'Why they called.' },
      { type: 'boolean', name: 'booked', description: 'Whether they booked.' },
      { type: 'enum', name: 'mood', description: 'Their mood.', choices: ['good', 'bad'] },
      { type: 'number', name: 'guests', description: 'How many come.' },
    ]
    const { call_analysis } = await callWith(stage, ANSWERS, { post_call_analysis_data })
    const data = (call_analysis as Fields).custom_analysis_data as Fields
    expect(data).toMatchObject({ reason: expect.any(String), booked: expect.any(Boolean) })
    expect(['good', 'bad']).toContain(data.mood)
    expect(data.guests).toEqual(expect.any(Number))
  },
)

mockOnly(
  'S106 begin_message_delay_ms is how long the agent waits before its first words',
  async ({ target, make, fake }) => {
    const stage = { target, make, fake }
    const firstWord = async (settings: Settings) =>
      spokenIn(await callWith(stage, ANSWERS, settings))[0]!.words[0]!.start
    const usual = await firstWord({})
    expect((await firstWord({ begin_message_delay_ms: 5_000 })) - usual).toBeCloseTo(5, 1)
    expect(await refuses(stage, { begin_message_delay_ms: 5_001 })).toBe(true)
  },
)

mockOnly('S107 ring_duration_ms is how long a call rings', async ({ target, make, fake }) => {
  const stage = { target, make, fake }
  const rings = async (settings: Settings) => {
    const before = stage.fake.now()
    const call = await callWith(stage, NEVER_PICKS_UP, settings)
    expect(call).toMatchObject({ disconnection_reason: 'dial_no_answer' })
    return stage.fake.now() - before
  }
  stage.fake.settings({ analysis_delay_ms: 0 })
  const [shortest, usual, longest] = [
    await rings({ ring_duration_ms: 5_000 }),
    await rings({}),
    await rings({ ring_duration_ms: 90_000 }),
  ]
  stage.fake.settings({ analysis_delay_ms: 5_000 })
  expect([shortest, usual, longest]).toEqual([5_000, 30_000, 90_000])
  expect(await refuses(stage, { ring_duration_ms: 4_999 })).toBe(true)
})
