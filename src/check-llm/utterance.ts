// What is said in a test call, spelt as Retell spells it.

import { type Utterance, utter } from '../lifecycle/speech.ts'

/** A turn with the times of its words, at the pace of the mock. */
export const utterance = (role: 'agent' | 'user', content: string, atSeconds: number): Utterance => ({
  role,
  content,
  words: utter(content, atSeconds * 1_000).words,
})
