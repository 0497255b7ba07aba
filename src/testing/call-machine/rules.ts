// For the property test of calls and chats: what must hold after every step, and what must hold when time has run out.

import assert from 'node:assert/strict'
import { endings } from '../../lifecycle/endings.ts'
import type { Arrival, Rig, SeenCall, SeenChat } from './rig.ts'

const NEXT: Readonly<Record<string, readonly string[]>> = {
  registered: ['registered', 'ongoing', 'ended', 'error', 'not_connected'],
  ongoing: ['ongoing', 'ended', 'error'],
}
const LIVE: readonly (string | undefined)[] = ['registered', 'ongoing']
/** What of a call never changes once it is there. */
const LASTING = ['disconnection_reason', 'start_timestamp', 'end_timestamp', 'duration_ms'] as const
const CALL_EVENTS: readonly string[] = ['call_started', 'call_ended', 'call_analyzed']
const CHAT_EVENTS: readonly string[] = ['chat_started', 'chat_ended', 'chat_analyzed']
const FINAL_ROUNDS = 20

export const isLive = (call: SeenCall | undefined): boolean => LIVE.includes(call?.call_status)

/** Looks at everything there is and holds it against what was seen before. Moves nothing. */
export async function observe(rig: Rig): Promise<void> {
  const { body } = await rig.ask('POST', '/v3/list-calls', { limit: 1_000 })
  const calls = body.items as SeenCall[]
  for (const call of calls) {
    holdStep(rig.calls.get(call.call_id), call)
    rig.calls.set(call.call_id, call)
  }
  const listed = new Set(calls.map(({ call_id }) => call_id))
  for (const id of rig.calls.keys())
    assert.equal(listed.has(id), !rig.deleted.has(id), `${id} is listed if and only if it was not deleted`)
  const { body: places } = await rig.ask('GET', '/get-concurrency')
  const expected = calls.filter(
    call => call.call_status === 'ongoing' || (isLive(call) && call.direction !== 'inbound'),
  )
  assert.equal(places.current_concurrency, expected.length, 'get-concurrency counts what the list shows')
  await observeChats(rig)
}

async function observeChats(rig: Rig): Promise<void> {
  const { body } = await rig.ask('POST', '/v3/list-chats', { limit: 1_000 })
  for (const chat of body.items as SeenChat[]) {
    const before = rig.chats.get(chat.chat_id)?.chat_status ?? 'ongoing'
    if (before !== 'ongoing') assert.equal(chat.chat_status, before, `${chat.chat_id} stays as it ended`)
    rig.chats.set(chat.chat_id, chat)
  }
}

/** One call as it is, after what it was when it was last looked at. */
function holdStep(before: SeenCall | undefined, call: SeenCall): void {
  const id = call.call_id
  const from = before?.call_status ?? 'registered'
  const allowed = NEXT[from] ?? [from]
  assert.ok(allowed.includes(call.call_status), `${id} went from ${from} to ${call.call_status}`)
  for (const field of LASTING)
    if (before?.[field] !== undefined) assert.equal(call[field], before[field], `${id}: ${field} lasts`)
  holdFields(call)
}

function holdFields(call: SeenCall): void {
  const { call_id: id, call_status: status, disconnection_reason: reason } = call
  const { start_timestamp: start, end_timestamp: end, duration_ms: duration } = call
  if (status === 'registered')
    assert.deepEqual([reason, start, end, duration], [undefined, undefined, undefined, undefined], id)
  if (status === 'ongoing') {
    assert.ok(start !== undefined, `${id} goes on and has started`)
    assert.deepEqual([reason, end, duration], [undefined, undefined, undefined], id)
  }
  if (isLive(call)) return
  assert.ok(reason !== undefined && reason in endings, `${id} is over for ${reason}`)
  const ending = endings[reason as keyof typeof endings]
  assert.equal(status, ending.status, `${id} is over for ${reason}`)
  // An LLM server may be given up before anybody has picked up.
  if (start !== undefined || !reason.startsWith('error_llm_websocket'))
    assert.equal(start !== undefined, ending.connected, `${id}, over for ${reason}, started at ${start}`)
  assert.equal(end !== undefined, status !== 'not_connected', `${id} has an end unless it was not connected`)
  if (start === undefined) return assert.equal(duration, 0, id)
  assert.ok(end !== undefined && end >= start, `${id} ended at ${end}, before it started at ${start}`)
  assert.equal(duration, end - start, id)
}

/** Lets everything come to its end, and holds what must be true then. */
export async function finish(rig: Rig): Promise<void> {
  rig.manners.refusals = 0
  rig.manners.reaction = undefined
  await rig.ask('PATCH', '/_fake/settings', {
    call_drive: 'clock',
    polls_per_step: 1,
    concurrency_limit: 1_000,
  })
  for (let round = 0; round < FINAL_ROUNDS; round++) {
    await rig.ask('POST', '/_fake/clock', { run_until_idle: true })
    await observe(rig)
    const waiting = [...rig.calls.values()].filter(
      call => !rig.deleted.has(call.call_id) && (isLive(call) || call.call_analysis === undefined),
    )
    const batchesWait = [...rig.batches].some(([id, count]) => callsOfBatch(rig, id) < count)
    if (waiting.length === 0 && !batchesWait) break
    // What is driven by polls is waiting for these, and a batch that could not dial looks again once a minute.
    for (const { call_id } of waiting) await rig.ask('GET', `/v2/get-call/${call_id}`)
    if (batchesWait) await rig.ask('POST', '/_fake/clock', { advance_ms: 60_000 })
  }
  for (const [id, call] of rig.calls) if (!rig.deleted.has(id)) assert.ok(!isLive(call), `${id} is over`)
  for (const [id, chat] of rig.chats)
    if (!rig.deleted.has(id)) assert.equal(chat.chat_status, 'ended', `${id} is over`)
  for (const [id, count] of rig.batches)
    assert.equal(callsOfBatch(rig, id), count, `all calls of ${id} were made`)
  const { body } = await rig.ask('GET', '/get-concurrency')
  assert.equal(body.current_concurrency, 0, 'no call holds a place any more')
  await holdLists(rig)
  for (const call of rig.calls.values())
    holdEvents(rig, call.call_id, CALL_EVENTS, call.start_timestamp !== undefined)
  for (const id of rig.chats.keys()) holdEvents(rig, id, CHAT_EVENTS, true)
}

/** A call that was deleted as soon as it was told of has been in no list. */
const callsOfBatch = ({ calls, arrivals }: Rig, id: string) =>
  new Set(
    [...calls.values(), ...arrivals.map(({ record }) => record)]
      .filter(({ batch_call_id }) => batch_call_id === id)
      .map(({ call_id }) => call_id),
  ).size

/** Every generation of the list has what get-call has. */
async function holdLists(rig: Rig): Promise<void> {
  // The end of a transfer may wait for a poll, too.
  for (const id of rig.calls.keys()) await rig.ask('GET', `/v2/get-call/${id}`)
  const { body: newest } = await rig.ask('POST', '/v3/list-calls', { limit: 1_000 })
  const { body: older } = await rig.ask('POST', '/v2/list-calls', { limit: 1_000 })
  const items = newest.items as SeenCall[]
  const calls = older as unknown as SeenCall[]
  assert.deepEqual(
    items.map(({ call_id }) => call_id),
    calls.map(({ call_id }) => call_id),
    'both lists have the same order',
  )
  for (const [index, call] of calls.entries()) {
    const { body: got } = await rig.ask('GET', `/v2/get-call/${call.call_id}`)
    assert.deepEqual(call, got, 'the older list has what get-call has')
    for (const [name, value] of Object.entries(items[index]!))
      assert.deepEqual(value, got[name], `the newest list has what get-call has in ${name}`)
  }
}

/** Every event once and in order, and each of them arrived; of what was deleted, those from before that. */
function holdEvents(
  { fake, deleted, arrivals, calls }: Rig,
  id: string,
  names: readonly string[],
  connected: boolean,
): void {
  const filter = id.startsWith('chat_') ? { chat_id: id } : { call_id: id }
  const sent = fake.deliveries({ ...filter, kind: 'webhook', limit: 10_000 })
  const told = sent.map(({ event }) => event).filter(event => names.includes(event))
  const whole = connected ? names : names.slice(1)
  const before = deleted.get(id)
  if (before === undefined) assert.deepEqual(told, whole, `the events of ${id}`)
  else {
    // Whether it was connected may have been found out by its first event alone.
    const chosen = told[0] === names[0] ? names : names.slice(1)
    assert.deepEqual(told, chosen.slice(0, told.length), `the events of ${id}, which was deleted`)
    assert.equal(sent.length, before, `the number of events of ${id} since it was deleted`)
  }
  for (const { event, state, attempts, delivery_id } of sent) {
    assert.equal(state, 'delivered', `${delivery_id}, ${event} of ${id}`)
    if (!names.includes(event)) continue
    const came = arrivals.filter(arrival => arrival.id === id && arrival.event === event)
    assert.equal(came.length, attempts.length, `how often ${event} of ${id} came`)
    for (const arrival of came) holdArrival(arrival, before === undefined ? calls.get(id) : undefined)
  }
}

/** What an event tells of a call is what became of it. */
function holdArrival({ event, record }: Arrival, call: SeenCall | undefined): void {
  if (record.call_id === undefined) return
  holdFields(record)
  assert.equal(
    record.call_status === 'ongoing',
    event === 'call_started',
    `${event} tells of a call that is ${record.call_status}`,
  )
  assert.equal(record.call_analysis !== undefined, event === 'call_analyzed', event)
  for (const field of LASTING)
    if (record[field] !== undefined && call) assert.equal(record[field], call[field], `${event}: ${field}`)
}
