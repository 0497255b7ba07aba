// One workspace of a running mock, as a test in the same process drives it.

import { type ControlSchemas, check } from './contract.ts'
import { inboundCall } from './control/inbound-calls.ts'
import { inboundMessage } from './control/inbound-messages.ts'
import { conversationOf } from './control/logs.ts'
import { validators as controlValidators } from './generated/control-validators/index.ts'
import { sentenceOf } from './schema-fault.ts'
import type { RunningServer } from './server.ts'
import type { DeliveryFilter } from './store/deliveries.ts'
import { type WebhookMatch, type WebhookPayload, waitForWebhook } from './webhook-wait.ts'
import { type FiredAlert, fireAlert } from './webhooks/alert.ts'

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
   * The first delivered webhook of this event that `match` agrees with, a function or some fields of its call or chat.
   * Waits for it up to `timeoutMs` of real time (5,000 unless given); a miss rejects with what was sent instead, and why
   * the expected one was not.
   */
  waitForWebhook(
    event: string,
    match?: WebhookMatch,
    options?: { timeoutMs?: number },
  ): Promise<WebhookPayload>
  /** Rings one of the workspace's numbers. Resolves when its inbound webhook, if it has one, has been asked. */
  inboundCall(call: ControlSchemas['InboundCall']): Promise<ControlSchemas['InboundCallReply']>
  /** Writes an SMS to one of the workspace's numbers. Resolves as `inboundCall` does. */
  inboundMessage(message: ControlSchemas['InboundMessage']): Promise<ControlSchemas['InboundMessageReply']>
  /** The frames of a call's custom-LLM socket, and which expectations of its scenario were met. Throws for an unknown call. */
  conversation(callId: string): ControlSchemas['Conversation']
  /** Plans a failure of Retell's API, or a misdelivery, as `POST /_fake/faults` does; rejects what makes no sense. */
  fault(order: ControlSchemas['FaultOrder']): Promise<ControlSchemas['PlannedFault']>
  /** What was planned, with how often each has struck. */
  faults(): ControlSchemas['PlannedFault'][]
  /** Takes one back, or all. */
  clearFaults(faultId?: string): void
  /** Sends the webhook of an alert, as `POST /_fake/alerts` does. */
  alert(order?: ControlSchemas['AlertOrder']): FiredAlert
  settings(changes?: ControlSchemas['SettingsChange']): Readonly<ControlSchemas['Settings']>
  /** The workspace's time in Unix ms. */
  now(): number
}

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
      waitForWebhook(server.journal, world(), { event, match, timeoutMs }),
    inboundCall: async call => inboundCall(server.controlOf(world()), call),
    inboundMessage: async message => inboundMessage(server.controlOf(world()), message),
    conversation: callId => conversationOf(world(), callId),
    fault: async order => {
      const { queueFault_body } = await controlValidators.control!()
      check(queueFault_body, 'body', order, (validate, at) => sentenceOf(validate.errors ?? [], at))
      const { faults } = world()
      const id = faults.add(order)
      return faults.list().find(({ fault_id }) => fault_id === id)!
    },
    faults: () => world().faults.list(),
    clearFaults: id => {
      if (id === undefined) world().faults.clear()
      else world().faults.remove(id)
    },
    alert: (order = {}) => {
      const { outbox, atomically } = server.controlOf(world())
      return atomically(() => fireAlert(outbox, world(), order))
    },
    settings: (changes = {}) => {
      if (changes.default_scenario !== undefined)
        server.controlOf(world()).route.scenarios.named(changes.default_scenario)
      return world().changeSettings(changes)
    },
    now: () => world().now(),
  }
}
