// Who is asked: a mock of our own on the loopback interface or, only when it is said in so many words, the live API.
// It opens and closes; what is asked is the business of the clients.

import { type FakeRetell, startFakeRetell } from '../src/index.ts'

export interface Target {
  name: 'mock' | 'live'
  /** The only origin that the suite's clients send anything to. */
  baseUrl: string
  apiKey: string
  /** The mock in this process; absent when the target is live. */
  fake?: FakeRetell
  /** Lets the clock move on before the next request: a frozen one by a second, a real one does so by itself. */
  passTime(): Promise<void>
  close(): Promise<void>
}

type Environment = Readonly<Record<string, string | undefined>>

const LIVE_URL = 'https://api.retellai.com'

/** Where a frozen clock of the mock stands when a file begins: 15 January 2026, noon UTC. */
const NOON = 1_768_478_400_000

/** `live` only with RETELL_TARGET=live and a key. Throws on a target that is half said or misspelt. */
export function targetName(env: Environment = process.env): Target['name'] {
  const { RETELL_TARGET: wanted = 'mock', RETELL_API_KEY: key } = env
  if (wanted !== 'mock' && wanted !== 'live')
    throw new Error(`RETELL_TARGET is "${wanted}"; it can be mock or live`)
  if (wanted === 'live' && !key)
    throw new Error('RETELL_TARGET=live needs RETELL_API_KEY, the key of a test workspace')
  return wanted
}

/** A fresh mock with frozen time, or the live API. */
export async function openTarget(env: Environment = process.env): Promise<Target> {
  return targetName(env) === 'live' ? liveTarget(env.RETELL_API_KEY!) : mockTarget()
}

function liveTarget(apiKey: string): Target {
  return { name: 'live', baseUrl: LIVE_URL, apiKey, passTime: async () => {}, close: async () => {} }
}

async function mockTarget(): Promise<Target> {
  const fake = await startFakeRetell({ time: 'frozen', now: NOON })
  return {
    name: 'mock',
    baseUrl: fake.url,
    apiKey: fake.apiKey,
    fake,
    passTime: () => fake.advance(1_000),
    close: () => fake.close(),
  }
}
