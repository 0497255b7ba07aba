// The voices that the API reference names, and its operations on voices.

import { expect } from 'vitest'
import { mockOnly, test } from '../marks.ts'
import { ask, type Fields } from './ask.ts'

mockOnly('S171 a voice that was found is added to the catalogue', async ({ api, target }) => {
  const { voices } = await api.searchVoiceReference({ body: { voice_provider: 'cartesia' } })
  const { provider_voice_id } = voices![0]!
  const body = {
    provider_voice_id: provider_voice_id!,
    voice_name: 'Pier',
    voice_provider: 'cartesia' as const,
  }
  const added = await api.addVoiceReference({ body })
  expect(added).toMatchObject({ voice_name: 'Pier', provider: 'cartesia' })
  expect((await ask(target, 'GET', `/get-voice/${added.voice_id}`)).body).toEqual(added)
  expect((await ask(target, 'POST', '/add-voice', {})).status).toBe(400)
})

mockOnly('S172 a voice is cloned of recordings', async ({ target }) => {
  const form = new FormData()
  form.append('files', new File(['sound'], 'sample.wav', { type: 'audio/wav' }))
  form.append('voice_name', 'Mine')
  form.append('voice_provider', 'cartesia')
  const { status, body } = await ask(target, 'POST', '/clone-voice', form)
  expect(status).toBe(201)
  expect((await ask(target, 'GET', `/get-voice/${body.voice_id}`)).body).toMatchObject({ voice_name: 'Mine' })
})

mockOnly('S173 voices are searched, by words or without any', async ({ target }) => {
  const all = await ask<{ voices: Fields[] }>(target, 'POST', '/search-voice')
  expect(all.status).toBe(200)
  expect(all.body.voices.length).toBeGreaterThan(1)
  const search_query = String(all.body.voices[0]!.name)
  const some = await ask<{ voices: Fields[] }>(target, 'POST', '/search-voice', { search_query })
  expect(some.body.voices.map(({ name }) => name)).toContain(search_query)
  expect(some.body.voices.length).toBeLessThan(all.body.voices.length)
})

test('S174 S175 S277 every voice is listed with a preview, and read by its id', async ({ target }) => {
  const { status, body } = await ask<Fields[]>(target, 'GET', '/list-voices')
  expect(status).toBe(200)
  expect(body.filter(voice => !/^https?:/.test(String(voice.preview_audio_url)))).toEqual([])
  const [first] = body
  expect(await ask(target, 'GET', `/get-voice/${first!.voice_id}`)).toEqual({ status: 200, body: first })
  expect((await fetch(String(first!.preview_audio_url))).status).toBe(200)
  expect((await ask(target, 'GET', '/get-voice/nobody')).status).toBe(404)
})

/** Live, the catalogue changes: only the mock is sure to have the names of then. */
mockOnly.for([
  ['S269 of ElevenLabs', 'elevenlabs', ['11labs-Adrian', '11labs-Brian', '11labs-Chris']],
  ['S270 of ElevenLabs, too', 'elevenlabs', ['11labs-Alice', '11labs-Aria', '11labs-Charlotte']],
  ['S272 of OpenAI', 'openai', ['openai-Alloy', 'openai-Echo', 'openai-Fable']],
  ['S273 of OpenAI, too', 'openai', ['openai-Onyx', 'openai-Nova', 'openai-Shimmer']],
  ['S274 of Deepgram', 'deepgram', ['deepgram-Angus', 'deepgram-Arcas', 'deepgram-Athena']],
] as const)('%s are the voices that are named', async ([, provider, ids], { target, make }) => {
  for (const voice_id of ids) {
    const { body } = await ask(target, 'GET', `/get-voice/${voice_id}`)
    expect(body).toMatchObject({ voice_id, provider, voice_name: voice_id.split('-')[1] })
    expect(await make.agent({ voice_id })).toMatchObject({ voice_id })
  }
})

mockOnly.for([
  ['S271 more voices of ElevenLabs', 'elevenlabs', 6],
  ['S275 more voices of Deepgram', 'deepgram', 3],
  ['S276 several voices of Cartesia', 'cartesia', 1],
] as const)('%s than are named can be listed', async ([, provider, named], { target }) => {
  const { body } = await ask<Fields[]>(target, 'GET', '/list-voices')
  expect(body.filter(voice => voice.provider === provider).length).toBeGreaterThan(named)
})
