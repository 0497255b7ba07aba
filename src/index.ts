// The public surface: a mock inside the process of a test or a tool.

import type { CheckOptions } from './check-llm/check-options.ts'
import type { LlmReport } from './check-llm/check-report.ts'
import { parseTime, wall } from './clock.ts'
import type { ControlSchemas } from './contract.ts'
import { DEFAULT_API_KEY } from './default-key.ts'
import type { CheckWebhookOptions, WebhookReport } from './doctor/check-webhook.ts'
import type { Scenario } from './lifecycle/scenario.ts'
import type { ModelOptions } from './model/model-options.ts'
import { openServer } from './server.ts'
import type { DeliveryFilter } from './store/deliveries.ts'
import { type FakeWorkspace, workspaceHandle } from './workspace-handle.ts'

export type { CheckOptions as CheckLlmOptions } from './check-llm/check-options.ts'
export type { LlmReport } from './check-llm/check-report.ts'
export type { CheckResult, Finding, Severity } from './checkup/finding.ts'
export type { ControlSchemas, Schemas, Settings } from './contract.ts'
export { DEFAULT_API_KEY } from './default-key.ts'
export type { CheckWebhookOptions, WebhookReport } from './doctor/check-webhook.ts'
/** Every operation of Retell's contract by its id: parameters, body and replies. */
export type { operations as Operations } from './generated/contract-types.ts'
export type { Scenario } from './lifecycle/scenario.ts'
export type { ModelOptions } from './model/model-options.ts'
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
  /** The server of a model that speaks for agents, which needs the package `openai`; none unless given. */
  llm?: ModelOptions
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

/** Starts a mock on a free port of the loopback interface. Throws on a scenario that is none, or makes no sense. */
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
    scenarios: await ownScenarios(options.scenarios ?? []),
    llm: options.llm,
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

/**
 * Checks a custom-LLM server with some forty short calls in real time, and resolves with what Retell would have dropped and
 * what to change: also when nobody answers at `url`. Rejects with a sentence on options that make no sense.
 * docs/check-llm.md has the checks.
 */
export async function checkLlm(url: string, options: CheckOptions = {}): Promise<LlmReport> {
  const referee = await import('./check-llm/check-llm.ts')
  return referee.checkLlm(url, options)
}

/**
 * Checks a running webhook receiver with genuine events, forged ones and odd requests, and resolves with what it found:
 * also when nobody answers at `url`. Rejects with a sentence on options that make no sense. docs/check-webhook.md has the
 * checks.
 */
export async function checkWebhook(url: string, options: CheckWebhookOptions): Promise<WebhookReport> {
  // Loaded when it is asked for: a mock that starts need not pay for it.
  const doctor = await import('./doctor/check-webhook.ts')
  return doctor.checkWebhook(url, options)
}

/** A mock without scenarios of its user's does not pay for the validator. */
async function ownScenarios(given: readonly Scenario[]): Promise<readonly Scenario[]> {
  if (given.length === 0) return given
  const { checkedScenarios } = await import('./lifecycle/scenario-check.ts')
  return checkedScenarios(given)
}

function timeOf({ time, now }: FakeRetellOptions) {
  if (time === undefined && now === undefined) return undefined
  return { ...parseTime(time ?? 'real'), at: now ?? wall.now() }
}
