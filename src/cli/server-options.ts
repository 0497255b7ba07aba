// The options of the server from the flags that were given. Nothing is opened here but the folder of scenarios.

import { parseTime, wall } from '../clock.ts'
import { Misuse } from '../errors.ts'
import { isLoopback } from '../http-guard.ts'
import { DEFAULT_API_KEY } from '../index.ts'
import type { ServerOptions } from '../server.ts'
import type { Given } from './arguments.ts'
import { lastOf, wholeNumber } from './flag-values.ts'

/** Throws a `Misuse` on a value that makes no sense. Without `--seed` every start draws ids of its own. */
export async function serverOptions(
  given: Given,
  { port, env = {} }: { port: number; env?: NodeJS.ProcessEnv },
): Promise<ServerOptions> {
  const scenarios = lastOf(given, 'scenarios')
  return {
    host: lastOf(given, 'host') ?? '127.0.0.1',
    port: wholeNumber(given, 'port', 65_535) ?? port,
    db: lastOf(given, 'db') ?? ':memory:',
    fresh: given.has('fresh'),
    time: timeOf(given),
    seed: wholeNumber(given, 'seed', Number.MAX_SAFE_INTEGER) ?? wall.now(),
    apiKeys: apiKeys(given),
    defaultKey: DEFAULT_API_KEY,
    webhookUrl: webhookUrl(given),
    dialect: dialect(given),
    llm: modelOptions(given, env),
    scenarios:
      scenarios === undefined ? [] : await (await import('./scenario-files.ts')).readScenarios(scenarios),
  }
}

/** The key for clients of a server with these options. */
export const clientKey = ({ apiKeys: [first], defaultKey }: Pick<ServerOptions, 'apiKeys' | 'defaultKey'>) =>
  first ?? defaultKey

/** A warning, when others than this machine reach a server with these options. */
export function exposure({ host }: Pick<ServerOptions, 'host'>): string | undefined {
  if (isLoopback(host)) return undefined
  return `it listens on ${host}: anybody who reaches this port may use it, and it sends requests to where they say`
}

/** How time passes, as `--time` spells it. */
export const timeText = ({ mode, speed }: { mode: string; speed: number }) =>
  mode === 'scaled' ? `${speed}x` : mode

function timeOf(given: Given): ServerOptions['time'] {
  const text = lastOf(given, 'time')
  try {
    return text === undefined ? undefined : parseTime(text)
  } catch (error) {
    if (error instanceof RangeError) throw new Misuse(`--${error.message}`)
    throw error
  }
}

function apiKeys(given: Given): readonly string[] {
  const keys = given.get('api-key') ?? []
  // What a bearer header cannot carry could never be let in.
  if (keys.some(key => !/^[\x21-\x7e]+$/.test(key)))
    throw new Misuse('--api-key must be made of visible ASCII characters, without spaces')
  return keys
}

function webhookUrl(given: Given): string | undefined {
  const url = lastOf(given, 'webhook-url')
  if (url === undefined) return undefined
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw new Misuse(`--webhook-url must be an http or https URL, not "${url}"`)
}

/** An OpenAI-compatible server; its key comes from the environment, where no list of processes shows it. */
function modelOptions(given: Given, env: NodeJS.ProcessEnv): ServerOptions['llm'] {
  const [baseURL, model] = [lastOf(given, 'llm-base-url'), lastOf(given, 'llm-model')]
  const timeoutMs = wholeNumber(given, 'llm-timeout', 600_000)
  if (baseURL === undefined && model === undefined && timeoutMs === undefined) return undefined
  if (baseURL === undefined) throw new Misuse('--llm-model and --llm-timeout need --llm-base-url URL')
  if (model === undefined) throw new Misuse('--llm-base-url needs --llm-model NAME')
  if (timeoutMs === 0) throw new Misuse('--llm-timeout must be at least 1')
  return { baseURL, model, apiKey: env.FAKE_RETELL_LLM_API_KEY || undefined, timeoutMs }
}

function dialect(given: Given): ServerOptions['dialect'] {
  const name = lastOf(given, 'dialect')
  if (name === undefined || name === 'live' || name === 'reference') return name
  throw new Misuse(`--dialect must be live or reference, not "${name}"`)
}
