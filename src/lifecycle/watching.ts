// A call as those who watch it see it: every item with an id and its time, and an utterance grows while it is spoken.
// Nothing of this is stored but the places of the items.

import { idOf } from '../ids.ts'
import type { Place, TranscriptItem } from '../store/calls.ts'
import type { World } from '../world.ts'
import type { CallPlan, Moment } from './call-plan.ts'
import { runOf, type Speaking } from './run.ts'
import { wordsSpokenBy } from './speech.ts'
import { utteranceOf } from './transcript.ts'
import type { Watchers } from './watchers.ts'

/** A transcript item without the times of its words, which only the call object has. */
export type WatchedItem = { id: string; time_sec: number; role: TranscriptItem['role'] }

export interface Watched {
  /** The items that were added since, in that order. */
  added: WatchedItem[]
  /** Stands for all that has been added so far. */
  seq: number
  /** What is being said, as far as it has been heard. */
  growing?: WatchedItem
}

export interface Watching {
  /** Plans the growth of what is being said, as long as somebody watches. */
  follow(moment: Moment): void
}

/** An utterance is told of word by word, a long one by as many steps as this. */
const MAX_STEPS = 50

export function defineWatching(plan: CallPlan, watchers: Watchers): Watching {
  plan.step('call.heard', (moment, { floor }) => {
    // That the moment is over is what tells the watchers.
    if (floor === moment.run.floor) follow(moment)
    return 'unchanged'
  })

  function follow(moment: Moment): void {
    const { world, run } = moment
    if (!run.speaking || run.startedAt === undefined || !watchers.isWatched(world, run.callId)) return
    plan.cancel(moment, 'call.heard')
    const sinceStartMs = world.now() - run.startedAt
    const nextMs = nextStep(run.speaking, sinceStartMs)
    if (nextMs !== undefined) plan.later(moment, 'call.heard', nextMs - sinceStartMs, { floor: run.floor })
  }

  return { follow }
}

/**
 * When the next step is, in ms since the call began: when the utterance begins, which is heard and not yet read, and at the
 * ends of its words; undefined before the last, with which the utterance is over.
 */
function nextStep({ words }: Speaking, sinceStartMs: number): number | undefined {
  const startMs = Math.round((words[0]?.start ?? 0) * 1000)
  if (startMs > sinceStartMs) return startMs
  const wordsAStep = Math.ceil(words.length / MAX_STEPS)
  for (let last = wordsAStep - 1; last < words.length - 1; last += wordsAStep) {
    const endMs = Math.round(words[last]!.end * 1000)
    if (endMs > sinceStartMs) return endMs
  }
  return undefined
}

/** What of a call under way is to be told after `seq`; 0 for all of it. */
export function watched(world: World, callId: string, seq: number): Watched {
  const rows = world.store.calls.itemsSince(callId, seq)
  const growing = growingItem(world, callId)
  return {
    added: rows.map(({ item, ...place }) => shown(world, callId, item, place)),
    seq: rows.at(-1)?.seq ?? seq,
    ...(growing && { growing }),
  }
}

function growingItem(world: World, callId: string): WatchedItem | undefined {
  const { speaking, startedAt } = runOf(world, callId) ?? {}
  if (!speaking || startedAt === undefined) return undefined
  const heard = wordsSpokenBy(speaking.words, world.now() - startedAt)
  return heard.words.length === 0
    ? undefined
    : shown(world, callId, utteranceOf(speaking, heard), speaking.place)
}

/** Ids are drawn from the place alone: watching a call changes no other id. */
function shown(world: World, callId: string, item: TranscriptItem, { number, timeSec }: Place): WatchedItem {
  const { words: _words, ...rest } = { words: undefined, ...item }
  return { id: idOf('watchedItem', world.chance(callId, 'item', number)), time_sec: timeSec, ...rest }
}
