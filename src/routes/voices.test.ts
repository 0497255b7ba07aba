import { expect, test } from 'vitest'
import { newBench } from './testing-context.ts'

const mine = {
  voice_id: 'custom_voice_1',
  voice_name: 'Mine',
  provider: 'cartesia',
  gender: 'female',
} as const

test('the list is the whole catalogue as a bare array, and every voice can be got', () => {
  const bench = newBench()
  const voices = bench.ask('listVoices')
  expect(voices.length).toBeGreaterThan(70)
  for (const voice of voices) {
    expect(bench.ask('getVoice', { params: { voice_id: voice.voice_id } })).toEqual(voice)
    expect(voice.preview_audio_url).toBe(`http://127.0.0.1:4010/files/voices/${voice.voice_id}.wav`)
  }
})

test('a voice of the workspace is listed and got beside the catalogue', () => {
  const bench = newBench()
  const builtIn = bench.ask('listVoices').length
  bench.world.store.voices.insert(mine.voice_id, mine)
  expect(bench.ask('listVoices')).toHaveLength(builtIn + 1)
  expect(bench.ask('getVoice', { params: { voice_id: mine.voice_id } })).toMatchObject(mine)
})

test.each(['11labs-Matt', 'openai-alloy', '__proto__'])('%s is not a voice', voice_id => {
  expect(newBench().refusal('getVoice', { params: { voice_id } })).toEqual({
    status: 404,
    message: `Item ${voice_id} not found from voice`,
  })
})
