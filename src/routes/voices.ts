// Voices, for reading. Which there are is in voice-catalogue.ts.

import type { Handlers } from '../contract.ts'
import type { Context } from './context.ts'
import { allVoices, audibleVoice, voiceAt } from './voice-catalogue.ts'

export const voiceHandlers = {
  listVoices(_, { world, store }) {
    return allVoices(store).map(voice => audibleVoice(world, voice))
  },

  getVoice({ params }, { world, store }) {
    return audibleVoice(world, voiceAt(store, params.voice_id))
  },
} satisfies Partial<Handlers<Context>>
