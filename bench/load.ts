// Load on servers, from a process of its own so that it shares no thread with them: short rounds, one server after
// the other and round again, so that whatever else the machine does meets all of them.

import { median } from './measure.ts'
import { output } from './processes.ts'

export interface Target {
  url: string
  method: 'GET' | 'POST'
  headers?: Record<string, string>
  /** A file that holds the request's body. */
  bodyFile?: string
  /** What every answer must be. */
  status: number
}

const ROUNDS = 5
const ROUND_SECONDS = 2
const CONNECTIONS = 8

/** What autocannon prints, as far as it matters here; `duration` in seconds. */
interface Result {
  requests: { total: number }
  duration: number
  errors: number
  timeouts: number
  statusCodeStats: Record<string, { count: number }>
}

/** Requests a second of each target, the median of the rounds. Rejects when an answer is not what it must be. */
export async function throughput<Name extends string>(
  autocannon: string,
  targets: Record<Name, Target>,
): Promise<Record<Name, number>> {
  const names = Object.keys(targets) as Name[]
  const rates = new Map<Name, number[]>(names.map(name => [name, []]))
  for (const name of names) await round(autocannon, targets[name])
  for (let count = 0; count < ROUNDS; count++) {
    for (const name of names) rates.get(name)?.push(await round(autocannon, targets[name]))
  }
  return Object.fromEntries(names.map(name => [name, median(rates.get(name) ?? [])])) as Record<Name, number>
}

async function round(autocannon: string, target: Target): Promise<number> {
  const headers = Object.entries(target.headers ?? {}).flatMap(([name, value]) => ['-H', `${name}=${value}`])
  const body = target.bodyFile === undefined ? [] : ['-i', target.bodyFile]
  const settings = ['-c', CONNECTIONS, '-d', ROUND_SECONDS, '-m', target.method, '-j', '-n'].map(String)
  const printed = await output([autocannon, ...settings, ...headers, ...body, target.url])
  const { requests, duration, errors, timeouts, statusCodeStats } = JSON.parse(printed) as Result
  const others = Object.keys(statusCodeStats).filter(status => status !== String(target.status))
  if (errors + timeouts > 0 || others.length > 0) {
    throw new Error(
      `${target.method} ${target.url}: ${errors} errors, ${timeouts} timeouts, status ${others.join(', ')}`,
    )
  }
  return requests.total / duration
}
