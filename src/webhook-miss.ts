// Why a webhook that was expected did not come, for the person who reads a failed test: what was sent, and for each call or
// chat that it could have been about what stood in its way.

import type { Call, Chat, ControlSchemas } from './contract.ts'
import type { Journal } from './journal.ts'
import type { Expected } from './webhook-wait.ts'
import type { World } from './world.ts'

type Delivery = ControlSchemas['Delivery']

const SHOWN_SUBJECTS = 5
const SHOWN_DELIVERIES = 20
const WAITS = 'a frozen clock waits for advance() or runUntilIdle()'
const CALL_EVENTS = ['call_started', 'transcript_updated', 'call_ended', 'call_analyzed']
const CHAT_EVENTS = ['chat_started', 'transcript_updated', 'chat_ended', 'chat_analyzed']
const INBOUND_EVENTS = ['call_inbound', 'chat_inbound']
const ALERT_EVENTS = ['alert_triggered', 'alert_resolved']
const TRANSFER_EVENTS = ['transfer_started', 'transfer_bridged', 'transfer_cancelled', 'transfer_ended']
const EVENTS = [
  ...new Set([...CALL_EVENTS, ...TRANSFER_EVENTS, ...CHAT_EVENTS, ...INBOUND_EVENTS, ...ALERT_EVENTS]),
]

export function missed(journal: Journal, world: World, { event, match, timeoutMs }: Expected): string {
  const wanted = match !== undefined && typeof match !== 'function' ? match : {}
  const matching = Object.keys(wanted).length > 0 ? ` with ${JSON.stringify(wanted)}` : ''
  return [
    `no ${event} webhook${matching} was delivered within ${timeoutMs} ms.`,
    ...reasons(journal, world, event, wanted),
    ...sentSoFar(world),
  ].join('\n  ')
}

function reasons(
  journal: Journal,
  world: World,
  event: string,
  { call_id, chat_id }: Record<string, unknown>,
): string[] {
  if (!EVENTS.includes(event)) return [`There is no webhook of this name; there are ${EVENTS.join(', ')}.`]
  if (INBOUND_EVENTS.includes(event)) return inboundReasons(world, event)
  if (ALERT_EVENTS.includes(event)) return alertReasons(world, event)
  const { store } = world
  const latest = { limit: SHOWN_SUBJECTS, order: 'descending' } as const
  if (typeof chat_id === 'string' || event.startsWith('chat_')) {
    const one = typeof chat_id === 'string' ? [store.chats.find(chat_id)] : undefined
    const chats = one ?? store.chats.page({ conditions: [], ...latest }).items
    if (chats.length === 0) return ['There is no chat yet.']
    return chats.map(chat =>
      chat
        ? `${chat.chat_id}: ${reason(journal, world, event, chat.chat_id) ?? reasonOfChat(chat, event)}`
        : `There is no chat ${chat_id} in this workspace; each API key has a workspace of its own.`,
    )
  }
  const one = typeof call_id === 'string' ? [store.calls.find(call_id)] : undefined
  const calls = one ?? store.calls.page({ conditions: [], ...latest }).items
  if (calls.length === 0) return ['There is no call yet; each API key has a workspace of its own.']
  return calls.map(call =>
    call
      ? `${call.call_id}: ${reason(journal, world, event, call.call_id) ?? reasonOfCall(world, call, event)}`
      : `There is no call ${call_id} in this workspace; each API key has a workspace of its own.`,
  )
}

/** What the log says of the event, if it happened. */
function reason(journal: Journal, world: World, event: string, subject: string): string | undefined {
  const about = subject.startsWith('chat_') ? { chat_id: subject } : { call_id: subject }
  const delivery = world.store.deliveries.list({ ...about, event, kind: 'webhook' }).at(-1)
  if (delivery) return `${event} ${stateOf(delivery)}`
  const unsent = journal.unsent(world.id).find(entry => entry.event === event && entry.subject === subject)
  return unsent && `${event} was not sent: ${unsent.why}`
}

function stateOf({ state, url, attempts }: Delivery): string {
  const times = attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`
  const last = attempts.at(-1)?.error
  if (state === 'delivered') return `was delivered to ${url}, and does not match`
  if (state === 'failed') return `to ${url} was given up after ${times}: ${last}`
  if (attempts.length === 0)
    return `to ${url} is being sent and has no answer yet, or is held back on purpose; ${WAITS}`
  return `to ${url} failed so far, after ${times}: ${last}; ${WAITS}`
}

function reasonOfCall(world: World, call: Call, event: string): string {
  const { call_status: status, disconnection_reason: why } = call
  if (TRANSFER_EVENTS.includes(event))
    return 'nobody was transferred, or its agent does not name it in webhook_events'
  if (event === 'transcript_updated')
    return 'nobody has spoken, or its agent does not name transcript_updated in webhook_events'
  if (status === 'registered') return `nobody has picked up yet; ${WAITS}`
  if (status === 'ongoing') return `it is still ongoing; ${WAITS}`
  if (event === 'call_started') return `it never connected (${why}), and then there is no call_started`
  const { analysis_delay_ms: delayMs, analyze_unconnected_calls: analyzesAll } = world.settings
  if (call.start_timestamp === undefined && !analyzesAll)
    return `it never connected (${why}), and analyze_unconnected_calls is false`
  return `it is over and not analyzed yet, which takes ${delayMs} ms; ${WAITS}`
}

function reasonOfChat({ chat_status: status }: Chat, event: string): string {
  if (event === 'transcript_updated')
    return 'the agent has not had a turn, or does not name transcript_updated in webhook_events'
  return status === 'ongoing'
    ? `it is still ongoing; ${WAITS}`
    : `it is ${status}, and not analyzed yet; ${WAITS}`
}

function inboundReasons(world: World, event: string): string[] {
  const asked = world.store.deliveries.list({ event, kind: 'inbound' }).slice(-SHOWN_SUBJECTS)
  if (asked.length > 0)
    return asked.map(delivery => `${delivery.call_id ?? delivery.chat_id}: ${event} ${stateOf(delivery)}`)
  const url = event === 'call_inbound' ? 'inbound_webhook_url' : 'inbound_sms_webhook_url'
  return [`Nobody was asked: no number with an ${url} was rung or written to.`]
}

function alertReasons(world: World, event: string): string[] {
  const fired = world.store.deliveries.list({ event, kind: 'alert' }).slice(-SHOWN_SUBJECTS)
  if (fired.length === 0) return ['No such alert was fired: POST /_fake/alerts does so.']
  return fired.map(delivery => `${delivery.alert_incident_id}: ${event} ${stateOf(delivery)}`)
}

function sentSoFar(world: World): string[] {
  const sent = world.store.deliveries.list({ limit: 10_000 })
  if (sent.length === 0) return ['Nothing was sent so far.']
  const lines = sent.slice(-SHOWN_DELIVERIES).map(({ event, url, state, attempts, ...about }) => {
    const last = attempts.at(-1)
    return `  ${event} to ${url} about ${about.call_id ?? about.chat_id ?? about.alert_incident_id}: ${[state, last?.error].filter(Boolean).join(', ')}`
  })
  return [`Sent so far${sent.length > lines.length ? `, the latest of ${sent.length}` : ''}:`, ...lines]
}
