// What the checks of a webhook receiver work with: they send by it, and it remembers what was sent and answered. It
// judges nothing.

import { wall } from '../clock.ts'
import { send } from '../webhooks/send.ts'
import { signatureHeader } from '../webhooks/sign.ts'
import type { Sample, Stories } from './recording.ts'

/** A request as a check wants it, in place of a genuine one. */
export interface Shot {
  method?: string
  body?: string
  /** The value of the header; null leaves it out. The genuine one unless given. */
  signature?: string | null
  headers?: readonly (readonly [name: string, value: string])[]
  /** In place of `application/json`. */
  contentType?: string
  /** In place of `X-Retell-Signature`. */
  signatureName?: string
}

export interface Answer {
  /** Null when none came. */
  status: number | null
  /** Retell would be content with it: any 2xx. */
  accepted: boolean
  timedOut: boolean
  /** `answered 401` and the beginning of what it said, or why nothing came. */
  text: string
  headers: Readonly<Record<string, string>>
  body: string
  durationMs: number
  /** Unix ms, when the answer was there. */
  at: number
}

/** `genuine` is to be accepted, `forged` to be refused; of `odd` neither is expected. */
export type Purpose = 'genuine' | 'forged' | 'odd'

export interface Exchange {
  purpose: Purpose
  body: string
  signature: string | null
  answer: Answer
}

/** How often the receiver has handled an event, where its developer lets that be asked. */
export type Handled = (event: { event: string; id: string }) => number | Promise<number>

export interface Target {
  url: string
  key: string
  /** A key that is no longer to be accepted. */
  oldKey?: string | undefined
  timeoutMs: number
  handled?: Handled | undefined
  /** How long after its answer a receiver may still be at work on an event. */
  settleMs: number
}

export interface Bench extends Target {
  stories: Stories
  /** Everything so far, oldest first. */
  exchanges: readonly Exchange[]
  /** A genuine event, or something in its place. */
  fire(purpose: Purpose, body: string, shot?: Omit<Shot, 'body'>): Promise<Answer>
  /** The very first event that the receiver is sent, at most once however often this is called. */
  opening(): Promise<{ story: readonly Sample[]; answer: Answer }>
}

/** How much of an answer is read. */
const ANSWER_LIMIT_BYTES = 64_000
const QUOTED_CHARACTERS = 120

export function benchFor(target: Target, stories: Stories): Bench {
  const exchanges: Exchange[] = []
  let opened: ReturnType<Bench['opening']> | undefined
  const bench: Bench = {
    ...target,
    stories,
    exchanges,
    async fire(purpose, body, shot = {}) {
      const signature = shot.signature === undefined ? signatureOf(body, target.key) : shot.signature
      const answer = await ask(target, { ...shot, body, signature })
      exchanges.push({ purpose, body, signature, answer })
      return answer
    },
    opening: () => {
      opened ??= open(bench)
      return opened
    },
  }
  return bench
}

async function open(bench: Bench) {
  const story = await bench.stories.next('phone')
  return { story, answer: await bench.fire('genuine', story[0]!.body) }
}

/** Retell's signature over a body, as of `agoMs` ago (in the future, if negative). */
export function signatureOf(body: string, key: string, agoMs = 0): string {
  return signatureHeader('retell', body, key, wall.now() - agoMs)!
}

/** The two parts of a genuine signature. */
export function partsOf(signature: string): { v: string; d: string } {
  const [, v = '', d = ''] = /^v=(\d+),d=(\w*)$/.exec(signature) ?? []
  return { v, d }
}

async function ask({ url, timeoutMs }: Target, shot: Shot & { signature: string | null }): Promise<Answer> {
  const { method = 'POST', body = '', signature, headers = [] } = shot
  const { contentType = 'application/json', signatureName = 'X-Retell-Signature' } = shot
  const outcome = await send({
    method,
    url,
    headers: [
      ...(method === 'GET' ? [] : [['Content-Type', contentType] as const]),
      ...(signature === null ? [] : [[signatureName, signature] as const]),
      ...headers,
    ],
    ...(method === 'GET' ? {} : { body }),
    timeoutMs,
    limitBytes: ANSWER_LIMIT_BYTES,
  })
  const base = { durationMs: outcome.durationMs, at: wall.now() }
  if (!outcome.ok) {
    // The words of a time that ran out are the sender's own, and the only ones that begin so.
    const timedOut = outcome.error.startsWith('no answer within')
    const text = timedOut ? `did not answer within ${timeoutMs} ms` : `gave no answer (${outcome.error})`
    return { ...base, status: null, accepted: false, timedOut, text, headers: {}, body: '' }
  }
  const { status } = outcome
  return {
    ...base,
    status,
    accepted: status >= 200 && status < 300,
    timedOut: false,
    text: `answered ${status}${quoted(outcome.body, outcome.headers['content-type'])}`,
    headers: outcome.headers,
    body: outcome.body,
  }
}

/** What an answer said, on one line; of a page nothing. */
function quoted(body: string, contentType = ''): string {
  const line = body.replace(/[\p{Cc}\s]+/gu, ' ').trim()
  if (line === '' || contentType.includes('html')) return ''
  return ` (“${line.length > QUOTED_CHARACTERS ? `${line.slice(0, QUOTED_CHARACTERS)}…` : line}”)`
}
