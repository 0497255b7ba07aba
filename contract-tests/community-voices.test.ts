// Voices that are added to the catalogue. Voices cannot be deleted by the API, so all of it is for the mock alone.

import { expect } from 'vitest'
import { mockOnly } from './marks.ts'
import { refusal } from './refusal.ts'

const sample = (name = 'sample.wav') => new File(['sound'], name, { type: 'audio/wav' })

function cloning(voice_provider: string, ...files: File[]): FormData {
  const form = new FormData()
  for (const file of files) form.append('files', file)
  form.append('voice_name', 'Mine')
  form.append('voice_provider', voice_provider)
  return form
}

mockOnly('a cloned voice is in the catalogue, and an agent speaks with it', async ({ api, make }) => {
  const voice = await api.cloneVoice({ body: cloning('cartesia', sample()) })
  expect(voice).toMatchObject({ voice_name: 'Mine', provider: 'cartesia' })
  expect(await api.getVoice({ params: { voice_id: voice.voice_id } })).toEqual(voice)
  expect(await api.listVoices()).toContainEqual(voice)
  expect(await make.agent({ voice_id: voice.voice_id })).toMatchObject({ voice_id: voice.voice_id })
})

mockOnly('some providers clone from a few recordings only', async ({ api }) => {
  const body = cloning('minimax', sample('a.wav'), sample('b.wav'))
  expect(await refusal(api.cloneVoice({ body }))).toMatchObject({ status: 400 })
  expect(await api.cloneVoice({ body: cloning('inworld', sample(), sample(), sample()) })).toMatchObject({
    provider: 'inworld',
  })
})

mockOnly('a voice that is found with a provider is added under a name of its own', async ({ api }) => {
  const { voices } = await api.searchCommunityVoice({ body: { search_query: 'HARBOUR' } })
  expect(voices).toHaveLength(1)
  const { provider_voice_id, public_user_id } = voices![0]!
  const body = { provider_voice_id: provider_voice_id!, public_user_id: public_user_id!, voice_name: 'Pier' }
  const added = await api.addCommunityVoice({ body })
  expect(added).toMatchObject({ voice_name: 'Pier', provider: 'elevenlabs', gender: 'male' })
  expect(await api.listVoices()).toContainEqual(added)
})

mockOnly('the paths of the API reference do the same', async ({ api }) => {
  const { voices } = await api.searchVoiceReference({ body: { voice_provider: 'cartesia' } })
  const { provider_voice_id } = voices![0]!
  const body = {
    provider_voice_id: provider_voice_id!,
    voice_name: 'Front desk',
    voice_provider: 'cartesia' as const,
  }
  expect(await api.addVoiceReference({ body })).toMatchObject({
    voice_name: 'Front desk',
    provider: 'cartesia',
  })
})

mockOnly('every voice can be heard', async ({ api }) => {
  const added = await api.cloneVoice({ body: cloning('platform', sample()) })
  for (const voice of [added, (await api.listVoices())[0]!]) {
    const heard = await fetch(voice.preview_audio_url!)
    expect([heard.status, heard.headers.get('content-type')]).toEqual([200, 'audio/wav'])
    expect((await heard.arrayBuffer()).byteLength).toBeGreaterThan(10_000)
  }
})

mockOnly('SDK 5 searches, adds and clones voices', async ({ sdk5 }) => {
  const { voices } = await sdk5.voice.search({
    search_query: 'fake-cartesia-0001',
    voice_provider: 'cartesia',
  })
  expect(voices.map(({ name }) => name)).toEqual(['Clover'])
  const added = await sdk5.voice.addResource({
    provider_voice_id: voices[0]!.provider_voice_id!,
    voice_name: 'Desk',
    voice_provider: 'cartesia',
  })
  expect(await sdk5.voice.retrieve(added.voice_id)).toEqual(added)
  const cloned = await sdk5.voice.clone({
    files: [sample('a.wav'), sample('b.wav')],
    voice_name: 'Mine',
    voice_provider: 'elevenlabs',
  })
  expect(cloned.provider).toBe('elevenlabs')
  expect((await sdk5.voice.list()).map(({ voice_id }) => voice_id)).toContain(cloned.voice_id)
})
