// A call as its audio sockets hear it: what is being said and how far it is. Nothing of this is stored, and no sound is made.

import type { AudioForm } from '../audio/audio-form.ts'
import type { TimedWord } from '../audio/tones.ts'
import type { World } from '../world.ts'
import { growingTranscript } from './hearing.ts'
import { type Run, runOf, type Speaking } from './run.ts'
import type { LiveTranscript } from './transcript.ts'

/** A call that goes on, at one moment. */
export interface Audible {
  /** How long it has been going on. */
  nowMs: number
  speech?: {
    role: 'agent' | 'user'
    /** No other utterance of the call has this number. */
    floor: number
    words: readonly TimedWord[]
  }
  /** Everything that was said so far, what is being said included. */
  transcript(): LiveTranscript
}

/** What becomes of somebody who connects to a call that is not over. */
export interface AudioCall {
  /** How its sound travels, if it was registered so. */
  form?: AudioForm
  /** Whether its far end is an audio socket: that of any other call is a telephone. */
  takesCaller: boolean
  answered: boolean
}

/** Undefined for a call that does not go on. */
export function audible(world: World, callId: string): Audible | undefined {
  const run = runOf(world, callId)
  if (run?.startedAt === undefined) return undefined
  const { startedAt, speaking, floor, reachedAt = 0 } = run
  const nowMs = Math.max(world.now(), reachedAt) - startedAt
  return {
    nowMs,
    ...(speaking && isHeard(speaking)
      ? { speech: { role: speaking.role, floor, words: speaking.words } }
      : {}),
    transcript: () =>
      world.clock.asOf(startedAt + nowMs, () => growingTranscript({ world, run }), { ahead: true }),
  }
}

/** Who waits for the target of a transfer hears nothing of what is said to it, and by it. */
const isHeard = (speaking: Speaking): speaking is Speaking & { role: 'agent' | 'user' } =>
  speaking.role !== 'transfer_target' && speaking.after.then !== 'handoff'

export function audioCall(world: World, callId: string): AudioCall | undefined {
  const run = runOf(world, callId)
  if (!run) return undefined
  const { audio: form, kind, startedAt } = run
  return { takesCaller: TAKING.includes(kind), answered: startedAt !== undefined, ...(form ? { form } : {}) }
}

const TAKING: readonly Run['kind'][] = ['registered', 'web']
