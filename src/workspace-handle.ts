// One workspace of a running mock, as a test in the same process drives it.

import { wall } from './clock.ts'
import type { ControlSchemas } from './contract.ts'
import { inboundCall } from './control/inbound-calls.ts'
import type { RunningServer } from './server.ts'
import type { DeliveryFilter } from './store/deliveries.ts'
import type { World } from './world.ts'

type Delivery = ControlSchemas['Delivery']

export interface FakeWorkspace {
  url: string
  apiKey: string
  /** A request to the mock without a socket, with this workspace's key unless it carries another. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Moves the clock by `ms`, running what falls due on the way; resolves when all of it is settled. */
  advance(ms: number): Promise<void>
  /** Moves the clock to the last thing that is planned. */
  runUntilIdle(): Promise<void>
  /** Resolves when nothing is due and nothing is under way. */
  settled(): Promise<void>
  /** Empties the workspace and puts its clock and settings back to the start; ids go on. */
  reset(): void
  /** What the mock sent to its customer, oldest first. */
  deliveries(filter?: DeliveryFilter): Delivery[]
  /**
   * The first delivered webhook of this event that `match` agrees with, a function or some fields of its call.
   * Waits for it up to `timeoutMs` of real time (5,000 unless given); a miss rejects with what was sent instead.
   */
  waitForWebhook(
    event: string,
    match?: WebhookMatch,
    options?: { timeoutMs?: number },
  ): Promise<WebhookPayload>
  /** Rings one of the workspace's numbers. */
  inboundCall(call: ControlSchemas['InboundCall']): { call_id: string }
  settings(changes?: ControlSchemas['SettingsChange']): Readonly<ControlSchemas['Settings']>
  /** The workspace's time in Unix ms. */
  now(): number
}

export interface WebhookPayload {
  event: string
  call?: Record<string, unknown>
}

export type WebhookMatch = ((payload: WebhookPayload) => boolean) | Record<string, unknown>

export function workspaceHandle(server: RunningServer, apiKey: string): FakeWorkspace {
  const world = () => server.workspaces.of(apiKey)
  return {
    url: server.url,
    apiKey,
    fetch: async (path, init = {}) => {
      const headers = new Headers(init.headers)
      if (!headers.has('authorization')) headers.set('authorization', `Bearer ${apiKey}`)
      return server.app.fetch(new Request(new URL(path, server.url), { ...init, headers }))
    },
    advance: ms => server.jobs.advance(world(), ms),
    runUntilIdle: () => server.jobs.runUntilIdle(world()),
    settled: () => server.jobs.settled(world()),
    reset: () => void server.reset(world()),
    deliveries: (filter = {}) => world().store.deliveries.list(filter),
    waitForWebhook: (event, match, { timeoutMs = 5_000 } = {}) =>
      waitForWebhook(server, world(), { event, match, timeoutMs }),
    inboundCall: call => server.atomically(() => inboundCall(server.contextOf(world()), call)),
    settings: (changes = {}) => {
      if (changes.default_scenario !== undefined)
        server.contextOf(world()).scenarios.named(changes.default_scenario)
      return world().changeSettings(changes)
    },
    now: () => world().now(),
  }
}

interface Expected {
  event: string
  match: WebhookMatch | undefined
  timeoutMs: number
}

function waitForWebhook(server: RunningServer, world: World, expected: Expected): Promise<WebhookPayload> {
  const found = () =>
    world.store.deliveries
      .list({ kind: 'webhook', event: expected.event, limit: 10_000 })
      .filter(delivery => delivery.state === 'delivered')
      .map(payloadOf)
      .find(payload => matches(payload, expected.match))
  const already = found()
  if (already) return Promise.resolve(already)
  return new Promise((resolve, reject) => {
    const stop = server.journal.listen(report => {
      const payload = report.type === 'delivery' && report.event === expected.event ? found() : undefined
      if (payload) finish(() => resolve(payload))
    })
    const cancel = wall.after(expected.timeoutMs, () =>
      finish(() => reject(new Error(missed(world, expected)))),
    )
    const finish = (settle: () => void) => {
      stop()
      cancel()
      settle()
    }
  })
}

function payloadOf(delivery: Delivery): WebhookPayload {
  return JSON.parse(delivery.attempts.at(-1)?.request.body ?? '{}') as WebhookPayload
}

function matches(payload: WebhookPayload, match: WebhookMatch | undefined): boolean {
  if (typeof match === 'function') return match(payload)
  return Object.entries(match ?? {}).every(([key, value]) => payload.call?.[key] === value)
}

function missed(world: World, { event, timeoutMs }: Expected): string {
  const sent = world.store.deliveries.list({ kind: 'webhook', limit: 10_000 })
  const lines = sent.map(({ event: name, url, state, attempts }) =>
    `${name} to ${url}: ${state} ${attempts.at(-1)?.error ?? ''}`.trim(),
  )
  const instead =
    lines.length === 0
      ? 'Nothing was sent: neither the agent nor the workspace has a webhook_url, or no call got that far (a frozen clock waits for advance)'
      : `Sent so far:\n  ${lines.join('\n  ')}`
  return `no ${event} webhook was delivered within ${timeoutMs} ms. ${instead}`
}
