// Cutting somebody off: by an interruption, or because the call is over.

import type { Moment } from './call-plan.ts'
import { addHeldNotes } from './llm-notes.ts'
import type { Speaking } from './run.ts'
import { wordsSpokenBy } from './speech.ts'
import { addItem, utteranceOf } from './transcript.ts'

/**
 * Keeps in the transcript what whoever is speaking has said by now; what would have followed does not. Answers whether
 * there was anything to keep.
 */
export function cutOff(moment: Moment): boolean {
  const { world, run } = moment
  const { speaking } = run
  if (!speaking || run.startedAt === undefined) return false
  delete run.speaking
  run.heardAt = world.now()
  const said = wordsSpokenBy(speaking.words, world.now() - run.startedAt)
  if (said.words.length > 0) addItem(moment, utteranceOf(speaking, said), speaking.place)
  addWhatCameMeanwhile(moment, speaking)
  return said.words.length > 0
}

/** What was said in passing, and what an LLM server recorded, while somebody spoke: it stands behind that. */
export function addWhatCameMeanwhile(moment: Moment, { asides = [] }: Pick<Speaking, 'asides'>): void {
  for (const { item, place } of asides) addItem(moment, item, place)
  addHeldNotes(moment)
}
