// The public surface: a mock inside the process of a test or a tool.

import { parseTime, wall } from './clock.ts'
import type { ControlSchemas } from './contract.ts'
import { DEFAULT_API_KEY } from './default-key.ts'
import type { Scenario } from './lifecycle/scenario.ts'
import { openServer } from './server.ts'
import type { DeliveryFilter } from './store/deliveries.ts'
import { type FakeWorkspace, workspaceHandle } from './workspace-handle.ts'

export type { ControlSchemas, Schemas, Settings } from './contract.ts'
export { DEFAULT_API_KEY } from './default-key.ts'
/** Every operation of Retell's contract by its id: parameters, body and replies. */
export type { operations as Operations } from './generated/contract-types.ts'
export type { Scenario } from './lifecycle/scenario.ts'
export { sign, verify } from './webhooks/sign.ts'
export type { FakeWorkspace } from './workspace-handle.ts'
export type Delivery = ControlSchemas['Delivery']
export type { DeliveryFilter }

export interface FakeRetellOptions {
  /** 0, the default, takes a free port. */
  port?: number
  host?: string
  /** `real` (the default), `frozen`, or a speed such as `60x`. */
  time?: string
  /** Where a frozen clock stands, or a running one starts, in Unix ms; now unless given. */
  now?: number
  /** The same seed gives the same ids, transcripts and latencies; 1 unless given. */
  seed?: number
  /** A SQLite file to keep; in memory unless given. */
  db?: string
  fresh?: boolean
  /** The keys that are let in, sharing one workspace. Any key, each with a workspace of its own, unless given. */
  apiKeys?: readonly string[]
  /** The account-level webhook. */
  webhookUrl?: string
  dialect?: 'live' | 'reference'
  /** Scenarios of your own, beside those that come with the mock. */
  scenarios?: readonly Scenario[]
}

export interface FakeRetell extends FakeWorkspace, AsyncDisposable {
  /** What clients take as their base URL. */
  url: string
  /** Another workspace, isolated from this one; without a key a fresh one. */
  workspace(apiKey?: string): FakeWorkspace
  /** Stops listening, drops every socket and closes the database. */
  close(): Promise<void>
}

/** Starts a mock on a free port of the loopback interface. */
export async function startFakeRetell(options: FakeRetellOptions = {}): Promise<FakeRetell> {
  const server = await openServer({
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    db: options.db ?? ':memory:',
    fresh: options.fresh ?? false,
    time: timeOf(options),
    seed: options.seed ?? 1,
    apiKeys: options.apiKeys ?? [],
    defaultKey: DEFAULT_API_KEY,
    webhookUrl: options.webhookUrl,
    dialect: options.dialect,
    scenarios: options.scenarios ?? [],
  })
  let fresh = 0
  const close = () => server.close()
  return {
    ...workspaceHandle(server, options.apiKeys?.[0] ?? DEFAULT_API_KEY),
    workspace: apiKey => workspaceHandle(server, apiKey ?? `key_${(++fresh).toString(16).padStart(28, '0')}`),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function timeOf({ time, now }: FakeRetellOptions) {
  if (time === undefined && now === undefined) return undefined
  return { ...parseTime(time ?? 'real'), at: now ?? wall.now() }
}
