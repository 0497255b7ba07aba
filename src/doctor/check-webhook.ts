// A checkup of a developer's webhook receiver: genuine events, forged ones and odd requests go to it, and what it answers
// becomes a report. Of the receiver it knows nothing but what it answers, and how often it handled an event if it says so.

import { checkup } from '../checkup/checkup.ts'
import type { CheckResult, CheckupReport } from '../checkup/finding.ts'
import { type Selection, selected } from '../checkup/selection.ts'
import { wall } from '../clock.ts'
import { Misuse } from '../errors.ts'
import { shownUrl } from '../secrets.ts'
import { benchFor, type Handled } from './bench.ts'
import type { Supplied } from './cast.ts'
import { webhookChecks } from './checks/index.ts'
import { openRecording, type Recording } from './recording.ts'
import { type Timings, timingsOf } from './timings.ts'

export interface CheckWebhookOptions extends Selection, Supplied {
  /** The API key that the receiver verifies with. */
  apiKey: string
  /** A key that was replaced, and is to be refused. */
  oldApiKey?: string | undefined
  /** How long the receiver may take to answer; 10,000 unless given, as of Retell. */
  timeoutMs?: number | undefined
  /** How often the receiver has handled an event. With it is known what status codes do not tell. */
  handled?: Handled | undefined
  /** How long after its answer the receiver may be at work on an event, before `handled` is asked; 500 unless given. */
  settleMs?: number | undefined
  /** Where the mock listens that knows the calls of the events; a free port unless given. */
  port?: number | undefined
  /** Decides the ids of calls; others each time unless given. */
  seed?: number | undefined
  /** Told of each result as it comes. */
  onResult?: ((result: CheckResult) => void) | undefined
}

export interface WebhookReport extends CheckupReport {
  tool: 'check-webhook'
  /** How fast genuine events were answered; null when none was accepted. */
  timings: Timings | null
  /** How many requests were sent. */
  requests: number
}

const DEFAULT_TIMEOUT_MS = 10_000
const DEFAULT_SETTLE_MS = 500
/** No check begins later: a receiver that takes seconds for an answer would else keep us for long. */
const DEADLINE_MS = 120_000
/** A shorter key might be a part of any word. */
const SHORTEST_HIDDEN_KEY = 6

/**
 * Checks the receiver at `url`, which is sent some two hundred requests about calls that never were. Resolves also when
 * there is nobody at that URL: then the report says so. Rejects with a `Misuse` on a URL, a key or a name of a check that
 * makes no sense.
 */
export async function checkWebhook(url: string, options: CheckWebhookOptions): Promise<WebhookReport> {
  refuseNonsense(url, options)
  selected(webhookChecks, options)
  const { apiKey, metadata, variables, agentId, port = 0, seed = wall.now() } = options
  await using recording = await openRecording({ apiKey, metadata, variables, agentId, port, seed })
  // Awaited, so that the recording lasts as long.
  return await checkReceiver(url, options, recording)
}

/** The same with events that are recorded already, or will be as they are asked for. */
export async function checkReceiver(
  url: string,
  options: Omit<CheckWebhookOptions, keyof Supplied | 'port' | 'seed'>,
  recording: Recording,
): Promise<WebhookReport> {
  const { apiKey, oldApiKey, timeoutMs = DEFAULT_TIMEOUT_MS, settleMs = DEFAULT_SETTLE_MS } = options
  const startedAt = wall.monotonic()
  const target = { url, key: apiKey, oldKey: oldApiKey, timeoutMs, settleMs, handled: options.handled }
  const bench = benchFor(target, recording.reader())
  const results = await checkup(selected(webhookChecks, options), bench, {
    deadlineMs: DEADLINE_MS,
    onResult: result => options.onResult?.(withoutKeys(result, options)),
  })
  return {
    tool: 'check-webhook',
    target: shownUrl(url),
    results: results.map(result => withoutKeys(result, options)),
    durationMs: Math.round(wall.monotonic() - startedAt),
    timings: timingsOf(bench.exchanges) ?? null,
    requests: bench.exchanges.length,
  }
}

function refuseNonsense(url: string, { apiKey, timeoutMs = 1 }: CheckWebhookOptions): void {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new Misuse(`the receiver's URL must be an http or https URL, not "${shownUrl(url)}"`)
  // What a bearer header cannot carry is no key, and the mock that records could not be asked with it.
  if (!/^[\x21-\x7e]+$/.test(apiKey))
    throw new Misuse('the API key must be made of visible ASCII characters, without spaces')
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1)
    throw new Misuse('the timeout must be a whole number of ms above 0')
}

/** A result in which no answer of the receiver shows a key. */
function withoutKeys(
  result: CheckResult,
  { apiKey, oldApiKey = '' }: Pick<CheckWebhookOptions, 'apiKey' | 'oldApiKey'>,
): CheckResult {
  const keys = [apiKey, oldApiKey].filter(key => key.length >= SHORTEST_HIDDEN_KEY)
  const hidden = (text: string) => keys.reduce((rest, key) => rest.replaceAll(key, '[the key]'), text)
  return {
    ...result,
    ...(result.note === undefined ? {} : { note: hidden(result.note) }),
    findings: result.findings.map(finding => ({ ...finding, seen: hidden(finding.seen) })),
  }
}
