// Why a receiver may refuse what is genuine: what can be told from its answer and from a few more questions.

import { wall } from '../clock.ts'
import { signatureHeader } from '../webhooks/sign.ts'
import type { Answer, Bench } from './bench.ts'
import { aheadMs } from './receiver-clock.ts'
import type { Sample } from './recording.ts'
import { AWAIT_VERIFY, RAW_BODY } from './snippets.ts'

interface Diagnosis {
  change: string
  snippet?: string
}

/** Beyond this Retell's signatures look stale or made in the future. */
const FIVE_MINUTES_MS = 300_000

/** What to change, given the answer to a genuine event. May send more events. */
export async function diagnose(bench: Bench, sample: Sample, answer: Answer): Promise<Diagnosis> {
  if (/verify is not a function/.test(answer.body)) {
    return {
      change:
        'This version of retell-sdk has no Retell.verify (5.0, 5.1 and 5.32 to 5.49): install 5.50 or later.',
    }
  }
  if (answer.status === 404 || answer.status === 405)
    return { change: 'Is this the path that your webhook handler listens on, for POST?' }
  if (answer.status !== null && answer.status >= 500)
    return {
      change:
        'Its own log should say why. Does it look up the call? --metadata, --agent-id and --port make it known.',
    }
  const skewMs = aheadMs(answer)
  if (skewMs !== undefined && Math.abs(skewMs) > FIVE_MINUTES_MS)
    return {
      change:
        'Its clock is more than five minutes off, so every signature looks too old or too new: set the clock.',
    }
  return (await otherScheme(bench, sample)) ?? byStatus(answer)
}

/** The scheme that the receiver does take, if it takes a wrong one. */
async function otherScheme(bench: Bench, { body }: Sample): Promise<Diagnosis | undefined> {
  const inStyle = (style: 'body-hex' | 'sha256-body-hex') =>
    signatureHeader(style, body, bench.key, wall.now()) ?? null
  for (const signature of [inStyle('body-hex'), inStyle('sha256-body-hex')]) {
    if (!(await bench.fire('forged', body, { signature })).accepted) continue
    const change =
      'It accepts the HMAC of the body alone, which Retell does not send: the header is v=<Unix ms>,d=<hex>, and the digest is over the body followed by that time. Use Retell.verify.'
    return { change, snippet: AWAIT_VERIFY }
  }
  if (!(await bench.fire('forged', body, { signature: null })).accepted) return undefined
  return {
    change:
      'It accepts the same event without a signature, so its check of signatures is at fault: use Retell.verify.',
    snippet: AWAIT_VERIFY,
  }
}

function byStatus({ status }: Answer): Diagnosis {
  if (status === 401 || status === 403) {
    return {
      change:
        'Give --api-key the very key that it verifies with (Retell signs with the API key that has the webhook badge; there is no separate secret), and verify the raw body.',
      snippet: RAW_BODY,
    }
  }
  return {
    change:
      'If it does not know the call, the agent or the customer: --metadata, --variables and --agent-id supply what it looks for.',
  }
}
