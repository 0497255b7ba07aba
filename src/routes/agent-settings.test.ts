import { expect, test } from 'vitest'
import { newAgent, newBench, newLlm } from './testing-context.ts'

test('an unknown voice is not found, on creation and on update', () => {
  const bench = newBench()
  const body = { response_engine: { type: 'retell-llm', llm_id: newLlm(bench) }, voice_id: '11labs-Matt' }
  const refused = { status: 404, message: 'Item 11labs-Matt not found from voice' }
  expect(bench.refusal('createAgent', { body })).toEqual(refused)
  const { agent_id } = newAgent(bench)
  expect(bench.refusal('updateAgent', { params: { agent_id }, body: { voice_id: '11labs-Matt' } })).toEqual(
    refused,
  )
})

test('an agent may speak with a voice of its own workspace', () => {
  const bench = newBench()
  const voice = {
    voice_id: 'custom_voice_1',
    voice_name: 'Mine',
    provider: 'cartesia',
    gender: 'female',
  } as const
  bench.world.store.voices.insert(voice.voice_id, voice)
  expect(newAgent(bench, { voice_id: 'custom_voice_1' }).voice_id).toBe('custom_voice_1')
})

test('a fallback voice must be there and come from another provider', () => {
  const bench = newBench()
  const { agent_id } = newAgent(bench)
  const update = (fallback_voice_ids: string[]) => ({ params: { agent_id }, body: { fallback_voice_ids } })
  expect(bench.refusal('updateAgent', update(['openai-alloy']))).toEqual({
    status: 404,
    message: 'Item openai-alloy not found from voice',
  })
  expect(bench.refusal('updateAgent', update(['openai-Alloy', '11labs-Willa']))).toEqual({
    status: 400,
    message: 'request/body/fallback_voice_ids/1 must be from another voice provider than voice_id',
  })
  expect(bench.ask('updateAgent', update(['openai-Alloy'])).fallback_voice_ids).toEqual(['openai-Alloy'])
})

test('a new voice is held against the fallback voices the agent already has', () => {
  const bench = newBench()
  const { agent_id } = newAgent(bench, { fallback_voice_ids: ['openai-Alloy'] })
  expect(
    bench.refusal('updateAgent', { params: { agent_id }, body: { voice_id: 'openai-Nova' } }).status,
  ).toBe(400)
})

test('multi is stored and answered as ten locales, without multi', () => {
  const bench = newBench()
  const { agent_id, language } = newAgent(bench, { language: 'multi' })
  expect(language).toHaveLength(10)
  expect(new Set(language).size).toBe(10)
  expect(language).not.toContain('multi')
  expect(bench.ask('getAgent', { params: { agent_id } }).language).toEqual(language)
})

test('a list of one language comes back as that language, a longer one as it is', () => {
  const bench = newBench()
  expect(newAgent(bench, { language: ['de-DE'] }).language).toBe('de-DE')
  const { agent_id } = newAgent(bench, { language: 'en-US' })
  const update = (language: unknown) =>
    bench.ask('updateAgent', { params: { agent_id }, body: { language } }).language
  expect(update(['en-US', 'es-ES'])).toEqual(['en-US', 'es-ES'])
  expect(update(['fr-FR'])).toBe('fr-FR')
  expect(update('multi')).toHaveLength(10)
})

test('multi inside a list is refused', () => {
  const bench = newBench()
  const { agent_id } = newAgent(bench)
  const refused = bench.refusal('updateAgent', {
    params: { agent_id },
    body: { language: ['en-US', 'multi'] },
  })
  expect(refused.status).toBe(400)
  expect(refused.message).toContain('request/body/language')
})

test('custom transcription needs its configuration, sent now or before', () => {
  const bench = newBench()
  const refused = { status: 400, message: "request/body must have required property 'custom_stt_config'" }
  const engine = { type: 'custom-llm', llm_websocket_url: 'wss://llm.test' }
  const body = { response_engine: engine, voice_id: '11labs-Adrian', stt_mode: 'custom' }
  expect(bench.refusal('createAgent', { body })).toEqual(refused)
  const { agent_id } = newAgent(bench, { custom_stt_config: { provider: 'azure', endpointing_ms: 100 } })
  expect(bench.ask('updateAgent', { params: { agent_id }, body: { stt_mode: 'custom' } }).stt_mode).toBe(
    'custom',
  )
  expect(bench.refusal('updateAgent', { params: { agent_id }, body: { custom_stt_config: null } })).toEqual(
    refused,
  )
})

test.each([
  ['azure', 100],
  ['deepgram', 10],
  ['soniox', 500],
  ['assemblyai', 100],
])('the endpointing of %s is at least %i ms', (provider, endpointing_ms) => {
  const bench = newBench()
  const { agent_id } = newAgent(bench)
  const update = (ms: number) => ({
    params: { agent_id },
    body: { stt_mode: 'custom', custom_stt_config: { provider, endpointing_ms: ms } },
  })
  expect(bench.refusal('updateAgent', update(endpointing_ms - 1)).status).toBe(400)
  expect(bench.ask('updateAgent', update(endpointing_ms)).custom_stt_config).toEqual({
    provider,
    endpointing_ms,
  })
})
