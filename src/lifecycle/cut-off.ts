// Cutting somebody off: by an interruption, or because the call is over.

import type { Moment } from './call-plan.ts'
import { wordsSpokenBy } from './speech.ts'
import { addItem, utteranceOf } from './transcript.ts'

/** Keeps in the transcript what whoever is speaking has said by now; what would have followed does not. */
export function cutOff(moment: Moment): void {
  const { world, run } = moment
  const { speaking } = run
  if (!speaking || run.startedAt === undefined) return
  delete run.speaking
  run.heardAt = world.now()
  const said = wordsSpokenBy(speaking.words, world.now() - run.startedAt)
  if (said.words.length > 0) addItem(moment, utteranceOf(speaking, said), speaking.place)
}
