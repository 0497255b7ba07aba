import type { PhoneCallResponse } from 'retell-sdk/resources/call'
import { expect, test } from 'vitest'
import { type CallUsage, costOf, noCost } from './cost.ts'
import { priceOfAnalysis, priceOfModel, priceOfVoice } from './prices.ts'

const products = (usage: CallUsage) => costOf(usage).product_costs.map(({ product }) => product)

test('a call of 51 seconds costs what a published record says', () => {
  const cost: PhoneCallResponse['call_cost'] = costOf({
    durationMs: 51_000,
    voiceProvider: 'platform',
    model: 'gpt-4.1',
    telephony: true,
    analysis: true,
  })
  expect(cost.product_costs.map(({ product, cost }) => [product, cost])).toEqual([
    ['retell_voice_engine', 4.675],
    ['platform_tts', 1.275],
    ['gpt_4_1', 3.825],
    ['us_twilio_telephony', 1.275],
    ['gpt_4_1_text_testing', 1.5],
  ])
  expect(cost.combined_cost).toBe(12.55)
  expect(cost.total_duration_seconds).toBe(51)
})

test('seconds are rounded up, and money to seven decimals from the exact price', () => {
  const { product_costs, total_duration_seconds, total_duration_unit_price } = costOf({
    durationMs: 96_001,
    voiceProvider: 'elevenlabs',
    denoisingBackgroundSpeech: true,
  })
  expect(total_duration_seconds).toBe(97)
  expect(product_costs).toEqual([
    { product: 'retell_voice_engine', unit_price: 0.0916667, cost: 8.8916667 },
    { product: 'elevenlabs_tts_03_2026', unit_price: 0.0666667, cost: 6.4666667 },
    { product: 'background_voice_cancellation', unit_price: 0.0083333, cost: 0.8083333 },
  ])
  expect(total_duration_unit_price).toBe(0.1666667)
})

test('the combined cost is the sum of the lines', () => {
  const { product_costs, combined_cost } = costOf({
    durationMs: 35_303,
    voiceProvider: 'openai',
    model: 'gpt-5.2',
  })
  expect(combined_cost).toBeCloseTo(
    product_costs.reduce((sum, { cost }) => sum + cost, 0),
    7,
  )
  expect(`${combined_cost}`).toMatch(/^\d+(\.\d{1,7})?$/)
})

test('what is charged once a call is no part of the unit price', () => {
  const plain = costOf({ durationMs: 60_000, voiceProvider: 'platform' })
  const flat = costOf({ durationMs: 60_000, voiceProvider: 'platform', analysis: true, batchCall: true })
  expect(flat.total_duration_unit_price).toBe(plain.total_duration_unit_price)
  expect(flat.combined_cost).toBeCloseTo(plain.combined_cost + 2, 7)
})

test('large prompts are surcharged, spread over the seconds', () => {
  const usage = { durationMs: 60_000, model: 'gpt-4.1' }
  const large = costOf({ ...usage, averagePromptTokens: 6000 })
  expect(large.product_costs.at(-1)).toEqual({ product: 'llm_token_surcharge', cost: 2.25 })
  expect(large.total_duration_unit_price).toBe(0.2041667)
  expect(costOf({ ...usage, averagePromptTokens: 4000 })).toEqual(costOf(usage))
})

test('a short call that the model began is charged ten seconds', () => {
  const short = costOf({ durationMs: 4000, voiceProvider: 'platform', dynamicBeginMessage: true })
  expect(short.total_duration_seconds).toBe(4)
  expect(short.combined_cost).toBeCloseTo((7 * 10) / 60, 6)
  expect(products({ durationMs: 10_000, dynamicBeginMessage: true })).toEqual(['retell_voice_engine'])
})

test('every extra is a line of its own', () => {
  expect(
    products({
      durationMs: 1000,
      knowledgeBase: true,
      denoisingBackgroundSpeech: true,
      guardrail: true,
      piiScrubbing: true,
      concurrencyBurst: true,
    }),
  ).toEqual([
    'retell_voice_engine',
    'knowledge_base',
    'background_voice_cancellation',
    'guardrail',
    'pii_scrubbing',
    'concurrency_burst_surcharge',
  ])
})

test('a custom LLM is no line', () => {
  expect(products({ durationMs: 1000, voiceProvider: 'cartesia' })).toEqual([
    'retell_voice_engine',
    'cartesia_tts_new',
  ])
})

test('voices and models are named as Retell bills them', () => {
  expect(priceOfVoice('elevenlabs', 'eleven_v3')).toEqual({
    product: 'elevenlabs_v3_tts',
    centsPerMinute: 20,
  })
  expect(priceOfVoice('elevenlabs', 'eleven_flash_v2').product).toBe('elevenlabs_tts_03_2026')
  expect(priceOfModel('gpt-4.1', true)).toEqual({ product: 'gpt_4_1_high_priority', centsPerMinute: 6.75 })
  expect(priceOfModel('claude-4.5-haiku')).toEqual({ product: 'claude_4_5_haiku', centsPerMinute: 2.5 })
  expect(priceOfModel('gpt-realtime').product).toBe('gpt_realtime_new')
  expect(priceOfAnalysis('gpt-4o').cents).toBe(1.7)
})

test('a model or voice without a known price still is a line, named after it', () => {
  expect(priceOfModel('gemini-9.9-flash')).toEqual({ product: 'gemini_9_9_flash', centsPerMinute: 4.5 })
  expect(priceOfVoice('inworld')).toEqual({ product: 'inworld_tts', centsPerMinute: 1.5 })
})

test('a call that has not connected costs nothing, and each gets a bill of its own', () => {
  expect(noCost()).toEqual({
    product_costs: [],
    total_duration_seconds: 0,
    total_duration_unit_price: 0,
    combined_cost: 0,
  })
  noCost().product_costs.push({ product: 'x', cost: 1 })
  expect(noCost().product_costs).toEqual([])
})
