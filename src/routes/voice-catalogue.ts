// The voices that an agent may speak with: the built-in catalogue and the workspace's own. Read only.

import catalogue from '../../fixtures/voices.json' with { type: 'json' }
import type { Voice } from '../contract.ts'
import type { Store } from '../store/store.ts'
import type { World } from '../world.ts'
import { previewUrl } from './file-links.ts'

// TypeScript reads the words in a JSON file as any string; that each is one of the contract's is tested.
const builtIn = new Map((catalogue as Voice[]).map(voice => [voice.voice_id, voice]))

/** Every voice: the catalogue, then the workspace's own with the newest first. */
export function allVoices(store: Store): Voice[] {
  return [...builtIn.values(), ...store.voices.all()]
}

/** The voice with exactly this id, if there is one. */
export const findVoice = (store: Store, voiceId: string): Voice | undefined =>
  builtIn.get(voiceId) ?? store.voices.find(voiceId)

/** The voice with exactly this id, upper and lower case told apart. Refuses with Retell's 404 when there is none. */
export function voiceAt(store: Store, voiceId: string): Voice {
  return builtInVoice(voiceId) ?? store.voices.get(voiceId)
}

export const builtInVoice = (voiceId: string): Voice | undefined => builtIn.get(voiceId)

/** The voice as it is answered: with the address at which it is heard. */
export function audibleVoice(world: World, voice: Voice): Voice {
  return { ...voice, preview_audio_url: previewUrl(world, voice.voice_id) }
}
