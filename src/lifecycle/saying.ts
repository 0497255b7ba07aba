// What a caller says by a scenario: a text, or parts of one with pauses between them. It knows no call.

import type { ControlSchemas } from '../contract.ts'
import type { Piece } from './speech.ts'

export type Saying = ControlSchemas['Saying']

/** The placeholder for speech that was heard and not made out. Retell docs: custom LLM troubleshooting. */
export const UNINTELLIGIBLE = '(unintelligible audio)'

/** The pieces to be uttered; parts without a blank between them get one. */
export function piecesOf(saying: Saying): Piece[] {
  if (typeof saying === 'string') return [{ text: saying }]
  const pieces: Required<Omit<Piece, 'notBeforeMs'>>[] = []
  let pauseMs = 0
  for (const part of saying) {
    if (typeof part !== 'string') {
      pauseMs += part.pause_ms
      continue
    }
    const before = pieces.at(-1)
    if (before && !/\s$/.test(before.text)) before.text += ' '
    pieces.push({ text: part, pauseMs })
    pauseMs = 0
  }
  return pieces
}

export const textOf = (pieces: readonly Pick<Piece, 'text'>[]): string =>
  pieces.map(({ text }) => text).join('')
