// One request to whoever thinks for the agent: what goes out, and what may be peculiar about it by the call's physics. What
// is done with the answer is elsewhere.

import type { Answer, Moment } from './call-plan.ts'
import type { AskOptions, Lines } from './line.ts'
import { happening } from './physics.ts'
import { isCustom } from './run.ts'
import { type LiveTranscript, liveTranscript } from './transcript.ts'

export type RequestKind = 'response_required' | 'reminder_required'

/** `thinks`: the agent needs no server. */
export type Asked = Answer | { thinks: true }

/** Waits for the answer up to the workspace's patience; where time passes by itself, for its first whole sentence. Changes nothing. */
export async function ask(moment: Moment, lines: Lines, kind: RequestKind): Promise<Asked> {
  const { world, run } = moment
  if (!isCustom(run)) return { thinks: true }
  const early = !world.clock.stands && !happening(moment, 'slow_stream')
  const peculiar = kind === 'response_required' ? peculiarities(moment) : {}
  return lines.ask(
    world,
    run.callId,
    kind,
    peculiar.transcript ?? liveTranscript(world, run.callId),
    world.settings.llm_patience_ms,
    { early, ...peculiar.options },
  )
}

function peculiarities(moment: Moment): { transcript?: LiveTranscript; options?: AskOptions } {
  const { run } = moment
  if (!run.physics) return {}
  const cut = run.cutAtTurn === run.turns ? undefined : happening(moment, 'cut')
  return {
    ...(happening(moment, 'empty_transcript') ? { transcript: { spoken: '', all: '' } } : {}),
    options: {
      ...(cut ? { cutAfterChunks: cut.after_chunks ?? 1 } : {}),
      ...(happening(moment, 'duplicate_request') ? { twice: true } : {}),
      ...(happening(moment, 'late_update') ? { afterwards: beforeTheTurn(moment) } : {}),
    },
  }
}

/** The transcript as it was when the caller began to speak. */
function beforeTheTurn({ world, run }: Moment): LiveTranscript {
  const items = world.store.calls.items(run.callId)
  const before = items.slice(
    0,
    items.findLastIndex(({ role }) => role === 'user'),
  )
  const spoken = before.filter(({ role }) => role === 'agent' || role === 'user')
  return { spoken: jsonOf(spoken), all: jsonOf(before) }
}

const jsonOf = (items: readonly object[]) => items.map(item => JSON.stringify(item)).join()

/** Notes that the connection was cut at this turn, where it was: what is asked again is not cut. */
export function noteCut(moment: Moment, answer: Answer): void {
  if (answer.cutShort !== 'lost' || !moment.run.physics?.cut) return
  if (happening(moment, 'cut')) moment.run.cutAtTurn = moment.run.turns
}
