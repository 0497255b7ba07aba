// The catalogue of voices, which is only read.

import { expect } from 'vitest'
import { VOICE } from './makers.ts'
import { test } from './marks.ts'
import { refusal } from './refusal.ts'

test('the list of voices is a bare array in which no id comes twice', async ({ api }) => {
  const ids = (await api.listVoices()).map(voice => voice.voice_id)
  expect(ids).toContain(VOICE)
  expect(new Set(ids).size).toBe(ids.length)
})

test('a voice that is listed can be read by its id', async ({ api }) => {
  const listed = (await api.listVoices()).find(voice => voice.voice_id === VOICE)
  expect(await api.getVoice({ params: { voice_id: VOICE } })).toEqual(listed)
})

test('the prefix of a voice id tells its provider', async ({ api }) => {
  const voices = await api.listVoices()
  const providers = (prefix: string) =>
    new Set(voices.filter(voice => voice.voice_id.startsWith(prefix)).map(voice => voice.provider))
  expect(providers('11labs-')).toEqual(new Set(['elevenlabs']))
  expect(providers('openai-')).toEqual(new Set(['openai']))
})

test('voice ids tell upper case from lower case', async ({ api }) => {
  const voice_id = VOICE.toLowerCase()
  expect(await refusal(api.getVoice({ params: { voice_id } }))).toEqual({
    status: 404,
    message: `Item ${voice_id} not found from voice`,
  })
})
