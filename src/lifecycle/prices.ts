// What Retell charged in August 2026, in US cents: a rate card as its customers saw it then, and published
// call records. Only prices are here; cost.ts applies them. Nothing is looked up: an old price stays until it
// is edited.

/** The voice engine is a line of its own since 2026; before, it was inside the price of the voice. */
export const centsPerMinute = {
  retell_voice_engine: 5.5,
  us_twilio_telephony: 1.5,
  knowledge_base: 0.5,
  background_voice_cancellation: 0.5,
  guardrail: 0.5,
  pii_scrubbing: 1,
  concurrency_burst_surcharge: 10,
} as const

/** Charged once a call, however long it was. */
export const centsPerCall = { batch_call: 0.5 } as const

/** Prompts of up to this many tokens cost nothing extra (Retell docs: billing exceptions). */
export const promptTokensIncluded = 4000

/**
 * Calls that begin with a message the model writes cost at least this many seconds (Retell docs: billing
 * exceptions).
 */
export const shortestDynamicCallSeconds = 10

const voices: Record<string, { product: string; centsPerMinute: number }> = {
  elevenlabs: { product: 'elevenlabs_tts_03_2026', centsPerMinute: 4 },
  openai: { product: 'openai_tts_new', centsPerMinute: 1.5 },
  cartesia: { product: 'cartesia_tts_new', centsPerMinute: 1.5 },
  minimax: { product: 'minimax_tts_new', centsPerMinute: 1.5 },
  fish_audio: { product: 'fish_audio_tts', centsPerMinute: 1.5 },
  platform: { product: 'platform_tts', centsPerMinute: 1.5 },
}

const voiceModels: Record<string, { product: string; centsPerMinute: number }> = {
  eleven_v3: { product: 'elevenlabs_v3_tts', centsPerMinute: 20 },
  eleven_multilingual_v2: { product: 'elevenlabs_multilingual_v2_tts', centsPerMinute: 6 },
}

const models: Record<string, number> = {
  gpt_4_1: 4.5,
  gpt_4_1_mini: 1.6,
  gpt_4_1_nano: 0.4,
  gpt_4o: 5,
  gpt_4o_mini: 0.6,
  gpt_5: 4,
  gpt_5_mini: 1.2,
  gpt_5_nano: 0.3,
  gpt_5_1: 4,
  gpt_5_2: 5.6,
  gpt_5_4: 8,
  gpt_5_5: 16,
  gpt_5_6_terra: 8,
  claude_3_haiku: 1.2,
  claude_3_5_haiku: 2,
  claude_3_5_sonnet: 6,
  claude_3_7_sonnet: 6,
  claude_4_5_haiku: 2.5,
  claude_4_5_sonnet: 8,
  claude_4_6_sonnet: 8,
  claude_5_sonnet: 8,
  gemini_2_0_flash: 0.6,
  gemini_2_0_flash_lite: 0.3,
  gemini_2_5_flash: 3.5,
  gemini_3_0_flash: 2.7,
  gemini_3_5_flash: 8.1,
  gpt_realtime_new: 34.5,
  gpt_realtime_mini_new: 7,
  gpt_realtime_2: 38,
  gpt_realtime_2_1: 38,
  gpt_4o_realtime_new: 44.5,
  gpt_4o_mini_realtime_new: 7,
}

const renamedModels: Record<string, string> = {
  gpt_realtime: 'gpt_realtime_new',
  gpt_realtime_mini: 'gpt_realtime_mini_new',
  gpt_4o_realtime: 'gpt_4o_realtime_new',
  gpt_4o_mini_realtime: 'gpt_4o_mini_realtime_new',
}

/** A guess for what has no known price: as dear as gpt-4.1, the usual default, and as the plain voices. */
const unknownModelCents = 4.5
const unknownVoiceCents = 1.5

/** The gpt-4.1 pair of the rate card is 4.5 and 6.75; that the others follow is a guess. */
const highPriorityFactor = 1.5

export interface Price {
  product: string
  centsPerMinute: number
}

/** The line of a voice. A provider without a known price gets one named after it: a guess. */
export function priceOfVoice(provider: string, voiceModel?: string | null): Price {
  const voice = voiceModels[voiceModel ?? ''] ?? voices[provider]
  return voice ?? { product: `${asProduct(provider)}_tts`, centsPerMinute: unknownVoiceCents }
}

/**
 * The line of an LLM or speech-to-speech model such as `gpt-4.1`. One without a known price is named after
 * it: a guess.
 */
export function priceOfModel(model: string, highPriority = false): Price {
  const named = asProduct(model)
  const product = renamedModels[named] ?? named
  const cents = models[product] ?? unknownModelCents
  if (!highPriority) return { product, centsPerMinute: cents }
  return { product: `${product}_high_priority`, centsPerMinute: cents * highPriorityFactor }
}

/**
 * The flat line of the analysis after a call. Seen: 1.5 with gpt-4.1, 1.7 with gpt-4o, next to nothing with
 * gpt-4o-mini, which is a third of their minute; that the others follow is a guess. So is the name for any
 * model but gpt-4.1.
 */
export function priceOfAnalysis(model: string): { product: string; cents: number } {
  const { product, centsPerMinute: cents } = priceOfModel(model)
  return { product: `${product}_text_testing`, cents: Math.round((cents / 3) * 10) / 10 }
}

function asProduct(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '_')
}
