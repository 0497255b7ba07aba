// What a run of the checks may be told, and what it goes by otherwise.

import type { CheckName } from '../referee/catalogue.ts'
import { type RuleLimits, ruleLimits } from '../referee/rule.ts'

export interface CheckLimits extends RuleLimits {
  dialMs: number
  slowDialMs: number
  pingEveryMs: number
  /** How long nothing is to come where nothing was asked. */
  quietMs: number
  /** Between two requests of which the first is superseded. */
  eagerMs: number
}

export const checkLimits: Readonly<CheckLimits> = {
  ...ruleLimits,
  dialMs: 7_000,
  slowDialMs: 2_000,
  pingEveryMs: 2_000,
  quietMs: 400,
  eagerMs: 50,
}

export interface CheckOptions {
  /** What the caller says, turn by turn; the last line is to end the call. */
  say?: readonly string[]
  /** What `call_details` carries of the call that you would create. */
  metadata?: Record<string, unknown>
  variables?: Record<string, string>
  /** These checks only. */
  only?: readonly CheckName[]
  skip?: readonly CheckName[]
  /** How many calls are made at once by the check that keeps calls apart. */
  crowd?: number
  /** So long, in real minutes, a call is held in silence; 0, and the check is not made. */
  idleMinutes?: number
  limits?: Partial<CheckLimits>
  /** Called as each test call ends. */
  onProgress?(progress: Progress): void
  /** Ends the run early: what is known until then is reported. */
  signal?: AbortSignal
}

export interface Progress {
  call: string
  about: string
  done: number
  total: number
}

export const usualLines: readonly string[] = [
  'Hello, can you hear me all right?',
  'What can you help me with?',
  'Could you explain that in a little more detail, please?',
  'Thank you, that is all. Goodbye.',
]
