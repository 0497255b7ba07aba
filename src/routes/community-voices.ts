// Voices that a workspace adds to its catalogue: cloned from recordings, or found with a provider. The recordings are not
// kept and not listened to.

import communityVoices from '../../fixtures/community-voices.json' with { type: 'json' }
import type { Handlers, Input, Schemas, Voice } from '../contract.ts'
import { badRequest } from '../errors.ts'
import type { operations as Operations } from '../generated/contract-types.ts'
import type { Context } from './context.ts'
import { audibleVoice } from './voice-catalogue.ts'

type Provider = Schemas['CommunityVoiceProvider']

/** Results do not tell their provider, so there must be one that is meant when none is named; which one is a guess. */
const DEFAULT_PROVIDER: Provider = 'elevenlabs'

/** Retell SDK 5, types of the voice; all others take 25 files, which the contract says. */
const MAX_FILES: Partial<Record<Voice['provider'], number>> = { cartesia: 1, minimax: 1, inworld: 3 }

const addVoice = (
  { body }: Input<Operations['addCommunityVoice']>,
  { world, store, newId }: Context,
): Voice => {
  const { provider_voice_id, voice_name, voice_provider = DEFAULT_PROVIDER, public_user_id } = body
  if (voice_provider === 'elevenlabs' && !public_user_id)
    throw badRequest('public_user_id is required for elevenlabs voices')
  const found = communityVoices.find(
    voice => voice.provider === voice_provider && voice.provider_voice_id === provider_voice_id,
  )
  const voice: Voice = {
    voice_id: newId('customVoice'),
    voice_name,
    provider: voice_provider,
    gender: found?.gender === 'male' ? 'male' : 'female',
    ...(found ? { accent: found.accent, age: found.age } : {}),
  }
  return audibleVoice(world, store.voices.insert(voice.voice_id, voice))
}

const searchVoices = ({ body }: { body: Schemas['SearchVoiceReferenceRequest'] }) => {
  const { search_query = '', voice_provider = DEFAULT_PROVIDER } = body
  const wanted = search_query.toLowerCase()
  const voices = communityVoices
    .filter(({ provider }) => provider === voice_provider)
    .filter(({ name, description, provider_voice_id }) =>
      [name, description, provider_voice_id].some(text => text.toLowerCase().includes(wanted)),
    )
    .map(({ provider_voice_id, name, description, public_user_id }) => ({
      provider_voice_id,
      name,
      description,
      ...(public_user_id === undefined ? {} : { public_user_id }),
    }))
  return { voices }
}

export const communityVoiceHandlers = {
  cloneVoice({ body }, { world, store, newId }) {
    const { files, voice_name, voice_provider } = body
    const most = MAX_FILES[voice_provider] ?? Number.POSITIVE_INFINITY
    if (files.length === 0) throw badRequest('request/body/files must NOT have fewer than 1 items')
    if (files.length > most)
      throw badRequest(`request/body/files must NOT have more than ${most} items for ${voice_provider}`)
    const voice: Voice = {
      voice_id: newId('customVoice'),
      voice_name,
      provider: voice_provider,
      gender: 'female',
    }
    return audibleVoice(world, store.voices.insert(voice.voice_id, voice))
  },

  addCommunityVoice: addVoice,
  addVoiceReference: addVoice,
  searchCommunityVoice: searchVoices,
  searchVoiceReference: searchVoices,
} satisfies Partial<Handlers<Context>>
