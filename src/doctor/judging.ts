// From answers to findings, for what many checks have in common: genuine events that must be taken, forged ones that must
// not, and odd requests that must not bring the receiver down. Outside, nothing but status and time is seen.

import { type Finding, found, passed, type Severity, skipped, type Verdict } from '../checkup/finding.ts'
import { wall } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { Answer, Bench, Shot } from './bench.ts'
import type { Sample } from './recording.ts'

/** What a finding says beside what was seen. */
export interface Remedy {
  severity?: Severity
  change: string
  snippet?: string
}

/** A genuine request and what it is called in a sentence: `call_ended of a web call`. */
export interface Genuine {
  what: string
  body: string
  shot?: Omit<Shot, 'body'>
}

/** Sends genuine requests one after another; whatever is not accepted is one finding. */
export async function expectAccepted(
  bench: Bench,
  requests: readonly Genuine[],
  { severity = 'error', ...remedy }: Remedy,
): Promise<Verdict> {
  const refused: Answered[] = []
  for (const { what, body, shot } of requests) {
    const answer = await bench.fire('genuine', body, shot)
    if (!answer.accepted) refused.push({ what, answer })
    // One wait for an answer says it all.
    if (answer.timedOut) break
  }
  return refused.length === 0 ? passed() : found({ severity, seen: seenOf(refused), ...remedy })
}

/** What was sent, in words, and what came of it. */
export interface Answered {
  what: string
  answer: Answer
}

/** What was answered to what, each answer once. */
export function seenOf(answered: readonly Answered[]): string {
  const texts = [...new Set(answered.map(({ answer }) => answer.text))]
  const sentences = texts.map(text => {
    const alike = new Set(answered.filter(({ answer }) => answer.text === text).map(({ what }) => what))
    return `${[...alike].join('; ')}: it ${text}.`
  })
  return sentences.join(' ')
}

/** The events of a story, each as a genuine request. */
export const told = (story: readonly Sample[], of: string): Genuine[] =>
  story.map(({ event, body }) => ({ what: `${event} of ${of}`, body }))

/** A request that only a stranger would send, and what it is called: `a signature that is cut`. */
export interface Forgery {
  what: string
  sample: Sample
  /** In place of the sample's own. */
  body?: string
  /** Null: no header. */
  signature: string | null
}

/** Sends forgeries one after another; what is accepted, and was not demonstrably ignored, is one finding. */
export async function expectRefused(
  bench: Bench,
  forgeries: readonly Forgery[],
  { severity = 'error', ...remedy }: Remedy,
): Promise<Verdict> {
  const accepted: Answered[] = []
  let ignored = 0
  for (const { what, sample, body = sample.body, signature } of forgeries) {
    const answer = await bench.fire('forged', body, { signature })
    if (answer.status === 429) return skipped('it answered 429: its rate limit hides what it would have said')
    if (answer.timedOut) return skipped(`${what}: it ${answer.text}`)
    if (!answer.accepted) continue
    if (await wasIgnored(bench, sample)) ignored++
    else accepted.push({ what, answer })
  }
  if (accepted.length > 0) return found({ severity, seen: seenOf(accepted), ...remedy })
  return passed(ignored > 0 ? 'answered like any other, but not handled' : undefined)
}

/** Whether the receiver says that it has not handled an event, some time after it answered. */
async function wasIgnored(bench: Bench, sample: Sample): Promise<boolean> {
  if (!bench.handled) return false
  await wall.sleep(bench.settleMs)
  return (await handledCount(bench, sample)) === 0
}

/** How often the receiver says that it handled an event; a sentence where that cannot be learnt. */
export async function handledCount({ handled }: Bench, { event, id }: Sample): Promise<number | string> {
  if (!handled) return 'nobody can say what it does with an event: give --probe URL'
  try {
    return await handled({ event, id })
  } catch (error) {
    return messageOf(error)
  }
}

/** A request that Retell would hardly send, and what it is called. */
export interface Oddity {
  what: string
  body: string
  shot?: Omit<Shot, 'body'>
}

/** Sends odd requests one after another; a 5xx is a warning, and no answer at all an error. */
export async function expectComposure(
  bench: Bench,
  oddities: readonly Oddity[],
  remedy: Omit<Remedy, 'severity'>,
): Promise<Verdict> {
  const failures: Answered[] = []
  for (const { what, body, shot } of oddities) {
    const answer = await bench.fire('odd', body, shot)
    if (failed(answer)) failures.push({ what, answer })
    if (answer.status === null) break
  }
  const of = (severity: Severity, answered: readonly Answered[]): Finding[] =>
    answered.length === 0 ? [] : [{ severity, seen: seenOf(answered), ...remedy }]
  return found(
    ...of(
      'error',
      failures.filter(({ answer }) => answer.status === null),
    ),
    ...of(
      'warning',
      failures.filter(({ answer }) => answer.status !== null),
    ),
  )
}

/** No answer, or one that says that the receiver did not know what to do. */
export const failed = ({ status }: Answer): boolean => status === null || status >= 500

/** Lets the receiver hear of a call up to its end, so that what follows is in order. */
export async function introduce(bench: Bench, story: readonly Sample[]): Promise<void> {
  await bench.fire('genuine', story[0]!.body)
}

/** The event of this name in a story. */
export function eventOf(story: readonly Sample[], event: string): Sample {
  const sample = story.find(candidate => candidate.event === event)
  if (!sample) throw new Error(`the mock sent no ${event}`)
  return sample
}
