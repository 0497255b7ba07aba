// What a custom LLM hears of an utterance while it is being said: how far it is, and, where a caller pauses, at once the
// question what to say to that. What is said when it is over is told elsewhere.

import type { CallPlan, Moment } from './call-plan.ts'
import type { Lines } from './line.ts'
import { isCustom, type Speaking, type SpokenMoment } from './run.ts'
import { endsPhrase, endsSentence, type SpokenWord, wordsSpokenBy } from './speech.ts'
import { type LiveTranscript, liveTranscript, utteranceOf } from './transcript.ts'

/** A caller's pause of this length, beside that of a sentence's end, may be the end of the turn; ms. */
const PAUSE_MS = 600
/** How long an agent of responsiveness 0 waits before it takes a pause for the end of a turn; ms. A guess. */
const SLOWEST_MS = 2_000

/** How long an agent lets a caller pause before it asks what to say. */
export const eagerAfterMs = (responsiveness: number): number => Math.round((1 - responsiveness) * SLOWEST_MS)

/**
 * The moments in an utterance at which the LLM server is told. `askAfterMs` is how long a pause must last to be asked about,
 * undefined where nothing is; phrases that end without a question are told of as they grow, `updates` at most. The last
 * word is not among them: what comes then says itself.
 */
function momentsOf(
  words: readonly SpokenWord[],
  { askAfterMs, updates }: { askAfterMs?: number | undefined; updates: number },
): SpokenMoment[] {
  const moments: SpokenMoment[] = []
  let told = 0
  for (let index = 0; index < words.length - 1; index++) {
    const { word, end } = words[index]!
    const endMs = Math.round(end * 1000)
    const pauseMs = Math.round(words[index + 1]!.start * 1000) - endMs
    const mayBeOver = endsSentence(word) || pauseMs >= PAUSE_MS
    if (askAfterMs !== undefined && mayBeOver && pauseMs > askAfterMs) {
      moments.push({ atMs: endMs + askAfterMs, ask: true })
    } else if (told < updates && (mayBeOver || endsPhrase(word))) {
      told += 1
      moments.push({ atMs: endMs, ask: false })
    }
  }
  return moments
}

/** The transcript with what is being said as far as it has been; `said` is that part unless all of it counts. */
export function growingTranscript(
  { world, run }: Pick<Moment, 'world' | 'run'>,
  said?: Pick<Speaking, 'content' | 'words'>,
): LiveTranscript {
  const live = liveTranscript(world, run.callId)
  const { speaking } = run
  if (!speaking || run.startedAt === undefined) return live
  const heard = said ?? wordsSpokenBy(speaking.words, world.now() - run.startedAt)
  const asides = speaking.asides?.map(({ item }) => item) ?? []
  const items = heard.words.length === 0 ? asides : [utteranceOf(speaking, heard), ...asides]
  return { ...live, growing: items.map(item => JSON.stringify(item)).join() }
}

/** Sets the moments of what is being said, from now on, and plans the first. */
export function planHearing(plan: CallPlan, moment: Moment): void {
  const { world, run } = moment
  const { speaking } = run
  if (!speaking || !isCustom(run)) return
  const { eager_requests: eager, interim_updates: updates } = world.settings
  const askAfterMs = eager && speaking.role === 'user' && speaking.after.then === 'reply'
  const moments = momentsOf(speaking.words, {
    askAfterMs: askAfterMs ? eagerAfterMs(run.responsiveness) : undefined,
    updates,
  })
  const sinceStartMs = world.now() - (run.startedAt ?? world.now())
  const next = moments.findIndex(({ atMs }) => atMs > sinceStartMs)
  if (next === -1) return
  speaking.moments = moments
  planNext(plan, moment, next)
}

function planNext(plan: CallPlan, moment: Moment, index: number): void {
  const { world, run } = moment
  const next = run.speaking?.moments?.[index]
  if (!next || run.startedAt === undefined) return
  plan.later(moment, 'call.said', run.startedAt + next.atMs - world.now(), { floor: run.floor, index })
}

export function defineHearing(plan: CallPlan, { lines }: { lines: Lines }): void {
  plan.step('call.said', (moment, { floor, index }) => {
    const { world, run } = moment
    const said = run.speaking?.moments?.[index]
    if (floor !== run.floor || !said) return 'unchanged'
    planNext(plan, moment, index + 1)
    if (!said.ask) {
      lines.update(world, run.callId, () => growingTranscript(moment))
      return 'unchanged'
    }
    askInPassing(moment, lines)
  })
}

/** The agent is asked although the caller goes on, which it cannot know: another request takes this one's place. */
export function askInPassing(moment: Moment, lines: Lines): void {
  const { world, run } = moment
  lines.askInPassing(world, run.callId, () => growingTranscript(moment))
  run.nextResponseId = lines.nextResponseId(world, run.callId) ?? run.nextResponseId
}
