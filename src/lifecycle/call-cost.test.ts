import { expect, test } from 'vitest'
import type { PhoneCall, Schemas } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { type AgentSettings, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'

const frozen = () => startFakeRetell({ time: 'frozen' })
type Llm = Schemas['CreateRetellLlmRequest']

async function callOf(fake: FakeRetell, agent: AgentSettings, llm: Llm = {}, scenario?: string) {
  const call = await dial(fake, await scriptedAgent(fake, agent, llm), scenario ? { scenario } : {})
  await fake.runUntilIdle()
  return getCall(fake, call)
}

const productsOf = ({ call_cost }: PhoneCall) => call_cost!.product_costs.map(({ product }) => product)
const transferring: Llm = {
  general_tools: [
    {
      type: 'transfer_call',
      name: 'transfer_call',
      transfer_destination: { type: 'predefined', number: '+14155550188' },
      transfer_option: { type: 'cold_transfer' },
    },
  ],
}
const PLAIN = ['retell_voice_engine', 'elevenlabs_tts_03_2026', 'gpt_4_1', 'us_twilio_telephony']

test.each<[string, AgentSettings, Llm, string[]]>([
  ['nothing in particular', {}, {}, [...PLAIN, 'gpt_4_1_text_testing']],
  [
    'guardrails, scrubbing and quiet',
    {
      guardrail_config: { output_topics: ['gambling'] },
      pii_config: { mode: 'post_call', categories: ['email'] },
      denoising_mode: 'noise-and-background-speech-cancellation',
    },
    {},
    [...PLAIN, 'background_voice_cancellation', 'guardrail', 'pii_scrubbing', 'gpt_4_1_text_testing'],
  ],
  [
    'scrubbing of what is not kept',
    {
      pii_config: { mode: 'post_call', categories: ['email'] },
      data_storage_setting: 'basic_attributes_only',
    },
    {},
    [...PLAIN, 'gpt_4_1_text_testing'],
  ],
  [
    'guardrails about nothing',
    { guardrail_config: { output_topics: [] } },
    {},
    [...PLAIN, 'gpt_4_1_text_testing'],
  ],
  [
    'another model for the analysis',
    { post_call_analysis_model: 'gpt-4.1-mini' },
    {},
    [...PLAIN, 'gpt_4_1_mini_text_testing'],
  ],
  ['nothing to be found', { post_call_analysis_data: [] }, {}, PLAIN],
  [
    'high priority',
    {},
    { model: 'gpt-4.1', model_high_priority: true },
    PLAIN.map(name => (name === 'gpt_4_1' ? 'gpt_4_1_high_priority' : name)).concat('gpt_4_1_text_testing'),
  ],
  [
    'long prompts',
    {},
    { general_prompt: 'x'.repeat(20_000) },
    [...PLAIN, 'llm_token_surcharge', 'gpt_4_1_text_testing'],
  ],
  [
    'speech to speech',
    {},
    { s2s_model: 'gpt-realtime' },
    ['retell_voice_engine', 'gpt_realtime_new', 'us_twilio_telephony', 'gpt_4_1_text_testing'],
  ],
])('the bill of an agent with %s has its lines', async (_, agent, llm, products) => {
  await using fake = await frozen()
  expect(productsOf(await callOf(fake, agent, llm))).toEqual(products)
})

test('the surcharge for long prompts goes by the tokens that the call reports', async () => {
  await using fake = await frozen()
  const { call_cost, llm_token_usage } = await callOf(fake, {}, { general_prompt: 'x'.repeat(20_000) })
  const line = (name: string) => call_cost!.product_costs.find(({ product }) => product === name)!.cost
  expect(line('llm_token_surcharge')).toBeCloseTo(line('gpt_4_1') * (llm_token_usage!.average / 4_000 - 1), 6)
})

test('the analysis is paid for once it is made', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  await callOf(fake, { webhook_url: receiver.url })
  const [ended, analyzed] = receiver.received
    .slice(1)
    .map(({ body }) => (JSON.parse(body) as { call: PhoneCall }).call)
  expect(productsOf(ended!)).toEqual(PLAIN)
  expect(productsOf(analyzed!)).toEqual([...PLAIN, 'gpt_4_1_text_testing'])
  expect(analyzed!.call_cost!.combined_cost - ended!.call_cost!.combined_cost).toBeCloseTo(1.5, 6)
  expect(analyzed!.call_cost!.total_duration_unit_price).toBe(ended!.call_cost!.total_duration_unit_price)
})

test('a short call that begins with words of the model costs as much as ten seconds', async () => {
  const scenarios = [
    {
      name: 'short',
      rings: { then: 'answer' as const },
      caller: [{ hang_up: true as const }],
      agent: ['Hello.'],
    },
  ]
  await using fake = await startFakeRetell({ time: 'frozen', scenarios })
  const dynamic = await callOf(fake, {}, {}, 'short')
  expect(dynamic.duration_ms).toBeLessThan(10_000)
  expect(productsOf(dynamic)).toContain('short_call_surcharge')
  for (const llm of [{ begin_message: 'Hello.' }, { start_speaker: 'user' as const }])
    expect(productsOf(await callOf(fake, {}, llm, 'short'))).not.toContain('short_call_surcharge')
})

test('the talk that goes on after a transfer is a line of its own, whether the analysis comes before its end or after', async () => {
  for (const analysis_delay_ms of [1_000, 500_000]) {
    await using fake = await frozen()
    fake.settings({ analysis_delay_ms })
    const call = await callOf(fake, {}, transferring, 'cold_transfer_answered')
    const { product_costs: lines, combined_cost: sum, ...totals } = call.call_cost!
    const seconds = Math.ceil((call.transfer_end_timestamp! - call.end_timestamp!) / 1000)
    expect(seconds).toBeGreaterThan(30)
    expect(lines.filter(line => line.is_transfer_leg_cost)).toEqual([
      {
        product: 'us_twilio_telephony',
        unit_price: 0.025,
        cost: seconds * 0.025,
        is_transfer_leg_cost: true,
      },
    ])
    expect(sum).toBeCloseTo(
      lines.reduce((total, { cost }) => total + cost, 0),
      6,
    )
    expect(totals.total_duration_seconds).toBe(Math.ceil(call.duration_ms! / 1000))
    expect(productsOf(call)).toContain('gpt_4_1_text_testing')
  }
})
