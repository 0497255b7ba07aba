import { expect, test } from 'vitest'
import { newBench } from './testing-context.ts'

const sample = { name: 'a.wav', type: 'audio/wav', bytes: new Uint8Array(4) }
const clone = (voice_provider: string, count: number) => ({
  body: { voice_name: 'Mine', voice_provider, files: Array(count).fill(sample) },
})

test.each([
  ['cartesia', 1],
  ['minimax', 1],
  ['inworld', 3],
  ['elevenlabs', 25],
  ['fish_audio', 25],
  ['platform', 25],
])('%s clones a voice from at most %i recordings', (provider, most) => {
  const bench = newBench()
  expect(bench.ask('cloneVoice', clone(provider, most))).toMatchObject({ provider, voice_name: 'Mine' })
  const refused = bench.refusal('cloneVoice', clone(provider, most + 1))
  expect(refused.status).toBe(400)
  expect(refused.message).toContain(`files must NOT have more than ${most} items`)
})

test('a clone needs a recording and a name', () => {
  expect(newBench().refusal('cloneVoice', clone('platform', 0))).toMatchObject({ status: 400 })
  const body = { ...clone('platform', 1).body, voice_name: 'x'.repeat(201) }
  expect(newBench().refusal('cloneVoice', { body })).toMatchObject({ status: 400 })
})

test('a voice of elevenlabs, which is meant when no provider is named, needs its owner', () => {
  const bench = newBench()
  const body = { provider_voice_id: 'fakeEl0000000000001', voice_name: 'Mine' }
  const refused = { status: 400, message: 'public_user_id is required for elevenlabs voices' }
  expect(bench.refusal('addCommunityVoice', { body })).toEqual(refused)
  expect(bench.refusal('addVoiceReference', { body })).toEqual(refused)
  const added = bench.ask('addCommunityVoice', { body: { ...body, public_user_id: 'user-harbour' } })
  expect(added).toMatchObject({ provider: 'elevenlabs', gender: 'male', accent: 'British' })
})

test('a voice that the mock has never heard of is added as it is named', () => {
  const body = { provider_voice_id: 'theirs', voice_name: 'Mine', voice_provider: 'fish_audio' }
  const voice = newBench().ask('addCommunityVoice', { body })
  expect(voice).toMatchObject({ voice_name: 'Mine', provider: 'fish_audio', gender: 'female' })
  expect(voice.voice_id).toMatch(/^custom_voice_[0-9a-f]{26}$/)
})

test.each([
  [{ search_query: 'clear', voice_provider: 'cartesia' }, ['Brise']],
  [{ search_query: 'BASALT', voice_provider: 'cartesia' }, ['Basalt']],
  [{ search_query: 'fake-inworld-0001', voice_provider: 'inworld' }, ['Lantern']],
  [{ search_query: 'Clover' }, []],
  [{ search_query: 'nobody has this' }, []],
])('the search for %j finds %j', (body, names) => {
  const { voices } = newBench().ask('searchCommunityVoice', { body })
  expect(voices?.map(({ name }) => name)).toEqual(names)
})

test('only the path of the API reference takes a search without a query, and finds everything', () => {
  const bench = newBench()
  expect(bench.refusal('searchCommunityVoice', { body: {} })).toMatchObject({ status: 400 })
  const { voices } = bench.ask('searchVoiceReference')
  expect(voices).toHaveLength(4)
  expect(voices?.every(({ public_user_id }) => public_user_id)).toBe(true)
})

test('who owns a voice is told with elevenlabs only', () => {
  const body = { search_query: '', voice_provider: 'minimax' }
  const { voices } = newBench().ask('searchCommunityVoice', { body })
  expect(voices).toHaveLength(2)
  for (const voice of voices ?? []) expect(voice).not.toHaveProperty('public_user_id')
})
