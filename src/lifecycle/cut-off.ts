// Cutting somebody off: by an interruption, or because the call is over.

import type { Moment } from './call-plan.ts'
import { wordsSpokenBy } from './speech.ts'

/**
 * Keeps in the transcript what whoever is speaking has said by now; what would have followed does not. Answers whether
 * there was anything to keep.
 */
export function cutOff({ world, run }: Moment): boolean {
  const { speaking } = run
  if (!speaking || run.startedAt === undefined) return false
  delete run.speaking
  run.heardAt = world.now()
  const said = wordsSpokenBy(speaking.words, world.now() - run.startedAt)
  if (said.words.length === 0) return false
  world.store.calls.addItem(run.callId, { role: speaking.role, ...said })
  return true
}
