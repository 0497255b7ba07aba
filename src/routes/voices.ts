// Voices, for reading. Which there are is in voice-catalogue.ts.

import type { Handlers } from '../contract.ts'
import type { Context } from './context.ts'
import { allVoices, voiceAt } from './voice-catalogue.ts'

export const voiceHandlers = {
  listVoices(_, { store }) {
    return allVoices(store)
  },

  getVoice({ params }, { store }) {
    return voiceAt(store, params.voice_id)
  },
} satisfies Partial<Handlers<Context>>
