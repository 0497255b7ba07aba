// What a call would have cost at the prices of prices.ts. Money is US cents, as everywhere in Retell's API.

import {
  centsPerCall,
  centsPerMinute,
  priceOfAnalysis,
  priceOfModel,
  priceOfVoice,
  promptTokensIncluded,
  shortestDynamicCallSeconds,
} from './prices.ts'

/**
 * A line of the bill. `unit_price` is cents per second, or the whole price of what is charged once a call.
 */
export interface ProductCost {
  product: string
  cost: number
  unit_price?: number
  is_transfer_leg_cost?: true
}

export interface CallCost {
  product_costs: ProductCost[]
  total_duration_seconds: number
  total_duration_unit_price: number
  combined_cost: number
}

/** What a call used. Anything left out was not used and is no line. */
export interface CallUsage {
  durationMs: number
  /** The provider of the voice, such as `elevenlabs`; none for speech-to-speech. */
  voiceProvider?: string
  voiceModel?: string | null
  /**
   * The LLM or speech-to-speech model, such as `gpt-4.1`; none for a custom LLM, which Retell does not
   * charge.
   */
  model?: string | null
  modelHighPriority?: boolean
  /** Mean size of the prompts in tokens: large ones are surcharged. */
  averagePromptTokens?: number
  telephony?: boolean
  /** How long those who were put together talked on without the agent. */
  transferMs?: number
  knowledgeBase?: boolean
  denoisingBackgroundSpeech?: boolean
  guardrail?: boolean
  piiScrubbing?: boolean
  concurrencyBurst?: boolean
  batchCall?: boolean
  analysis?: boolean
  analysisModel?: string | null
  /** Whether the model wrote the first message itself: such calls have a least duration. */
  dynamicBeginMessage?: boolean
}

/**
 * The `call_cost` of a call that has not connected: no lines and three zeros, as published records have it.
 */
export function noCost(): CallCost {
  return { product_costs: [], total_duration_seconds: 0, total_duration_unit_price: 0, combined_cost: 0 }
}

/**
 * The `call_cost` of a call that connected. Published records are reproduced by: whole seconds, rounded up;
 * unit prices, costs and sums rounded to seven decimals, each from the exact price; the total unit price
 * without what is charged once a call, but with the token surcharge spread over the seconds.
 */
export function costOf(usage: CallUsage): CallCost {
  const seconds = Math.ceil(usage.durationMs / 1000)
  const timed = timedPrices(usage)
  const perSecond = timed.reduce((sum, price) => sum + price.centsPerMinute / 60, 0)
  const surcharge = tokenSurcharge(usage, seconds)

  const lines: ProductCost[] = timed.map(({ product, centsPerMinute: cents }) => ({
    product,
    unit_price: rounded(cents / 60),
    cost: rounded((cents * seconds) / 60),
  }))
  if (surcharge > 0) lines.push({ product: 'llm_token_surcharge', cost: rounded(surcharge) })
  lines.push(...oncePerCall(usage), ...transferLeg(usage))
  const missingSeconds = usage.dynamicBeginMessage ? Math.max(0, shortestDynamicCallSeconds - seconds) : 0
  if (missingSeconds > 0)
    lines.push({ product: 'short_call_surcharge', cost: rounded(perSecond * missingSeconds) })

  return {
    product_costs: lines,
    total_duration_seconds: seconds,
    total_duration_unit_price: rounded(perSecond + (seconds > 0 ? surcharge / seconds : 0)),
    combined_cost: rounded(lines.reduce((sum, { cost }) => sum + cost, 0)),
  }
}

interface TimedPrice {
  product: string
  centsPerMinute: number
}

function timedPrices(usage: CallUsage): TimedPrice[] {
  const prices: TimedPrice[] = []
  const add = (product: keyof typeof centsPerMinute, used: boolean | undefined) => {
    if (used) prices.push({ product, centsPerMinute: centsPerMinute[product] })
  }
  add('retell_voice_engine', true)
  if (usage.voiceProvider) prices.push(priceOfVoice(usage.voiceProvider, usage.voiceModel))
  if (usage.model) prices.push(priceOfModel(usage.model, usage.modelHighPriority))
  add('us_twilio_telephony', usage.telephony)
  add('knowledge_base', usage.knowledgeBase)
  add('background_voice_cancellation', usage.denoisingBackgroundSpeech)
  add('guardrail', usage.guardrail)
  add('pii_scrubbing', usage.piiScrubbing)
  add('concurrency_burst_surcharge', usage.concurrencyBurst)
  return prices
}

/**
 * That prompts above the limit are scaled is documented; that it is in proportion to their mean size is a
 * guess.
 */
function tokenSurcharge(
  { model, modelHighPriority, averagePromptTokens = 0 }: CallUsage,
  seconds: number,
): number {
  if (!model || averagePromptTokens <= promptTokensIncluded) return 0
  const { centsPerMinute: cents } = priceOfModel(model, modelHighPriority)
  return ((cents * seconds) / 60) * (averagePromptTokens / promptTokensIncluded - 1)
}

function oncePerCall({ analysis, analysisModel, batchCall }: CallUsage): ProductCost[] {
  const lines: ProductCost[] = []
  if (analysis) {
    const { product, cents } = priceOfAnalysis(analysisModel ?? 'gpt-4.1')
    lines.push({ product, unit_price: cents, cost: cents })
  }
  if (batchCall)
    lines.push({ product: 'batch_call', unit_price: centsPerCall.batch_call, cost: centsPerCall.batch_call })
  return lines
}

/**
 * The telephone line to the target of a transfer, after the agent has left. That there is such a line is documented by its flag
 * (Retell SDK 5.66.1); its product, that it is charged from then on, and that it counts in no total but the sum are guesses.
 */
function transferLeg({ transferMs = 0 }: CallUsage): ProductCost[] {
  const cents = centsPerMinute.us_twilio_telephony
  const seconds = Math.ceil(transferMs / 1000)
  if (seconds === 0) return []
  return [
    {
      product: 'us_twilio_telephony',
      unit_price: rounded(cents / 60),
      cost: rounded((cents * seconds) / 60),
      is_transfer_leg_cost: true,
    },
  ]
}

function rounded(cents: number): number {
  return Math.round(cents * 1e7) / 1e7
}
