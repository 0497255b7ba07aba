// Who watches calls go on, by call, and what they are told: the transcript so far, what changes in it, the end. They live
// in memory alone; what they send is not listened to.

import type { Call } from '../contract.ts'
import type { World } from '../world.ts'
import type { Connection } from './connection.ts'

/** Retell docs, monitor call WebSocket: so many connections may watch one call. */
export const MAX_WATCHERS = 5

/** An item of a transcript, known by its id to whoever watches. */
export interface WatchedItem {
  id: string
}

/** What is new of a call since some `seq`: items that stand, and one that still grows. */
export interface Watched {
  added: WatchedItem[]
  seq: number
  growing?: WatchedItem
}

/** Of a call that is over; one that was deleted has no reason. */
export type OverCall = Pick<Call, 'call_id' | 'disconnection_reason' | 'end_timestamp'>

export interface WatcherParts {
  afterCommit(work: () => void): void
  watched(world: World, callId: string, seq: number): Watched
  /** Somebody has begun to watch. */
  joined(world: World, callId: string): void
}

type Listener = Pick<Connection, 'peer' | 'listen'>

interface Audience {
  connections: Set<Listener>
  /** How far the audience has been told. */
  seq: number
  /** The item that grows, as it was told last. */
  growing: WatchedItem | undefined
}

export class WatcherRegistry {
  readonly #parts: WatcherParts
  readonly #audiences = new Map<string, Audience>()

  constructor(parts: WatcherParts) {
    this.#parts = parts
  }

  isWatched(world: World, callId: string): boolean {
    return this.#audiences.has(keyOf(world, callId))
  }

  isFull(world: World, callId: string): boolean {
    return (this.#audiences.get(keyOf(world, callId))?.connections.size ?? 0) >= MAX_WATCHERS
  }

  /** Lets somebody watch a call that goes on, from here on. */
  join(world: World, callId: string, connection: Listener): void {
    const key = keyOf(world, callId)
    const { added, seq, growing } = this.#parts.watched(world, callId, 0)
    // Whoever watches already has been told all this.
    const audience = this.#audiences.get(key) ?? { connections: new Set(), seq, growing }
    this.#audiences.set(key, audience)
    audience.connections.add(connection)
    connection.listen({
      text: () => {},
      binary: () => {},
      closed: () => {
        audience.connections.delete(connection)
        if (audience.connections.size === 0 && this.#audiences.get(key) === audience)
          this.#audiences.delete(key)
      },
    })
    const transcripts = growing ? [...added, growing] : added
    connection.peer.send(JSON.stringify({ type: 'transcript_snapshot', transcripts }))
    this.#parts.joined(world, callId)
  }

  /** Tells, once the present transaction is committed, what has changed. */
  changed(world: World, callId: string): void {
    const key = keyOf(world, callId)
    if (!this.#audiences.has(key)) return
    this.#parts.afterCommit(() => {
      const audience = this.#audiences.get(key)
      if (audience) tellChanges(audience, this.#parts.watched(world, callId, audience.seq))
    })
  }

  /** Tells, once the present transaction is committed, what was said last, and that the call is over. */
  ended(world: World, { call_id, disconnection_reason, end_timestamp }: OverCall): void {
    const key = keyOf(world, call_id)
    const seq = this.#audiences.get(key)?.seq
    if (seq === undefined) return
    // Read now: after the transaction the transcript is the call's, without ids.
    const last = this.#parts.watched(world, call_id, seq)
    this.#parts.afterCommit(() => {
      const audience = this.#audiences.get(key)
      if (!audience) return
      tellChanges(audience, last)
      this.#dismiss(key, audience, {
        ...(disconnection_reason && { disconnection_reason }),
        event_timestamp: end_timestamp ?? world.now(),
      })
    })
  }

  /** Says goodbye to whoever watched a workspace that is gone. */
  closeAllOf(world: World): void {
    for (const [key, audience] of this.#audiences)
      if (key.startsWith(`${world.id}:`)) this.#dismiss(key, audience, {})
  }

  #dismiss(key: string, audience: Audience, facts: object): void {
    this.#audiences.delete(key)
    send(audience, { type: 'call_ended', ...facts })
    for (const { peer } of audience.connections) peer.close(1000, 'call_ended')
  }
}

function tellChanges(audience: Audience, { added, seq, growing }: Watched): void {
  audience.seq = seq
  const grown = growing && hasGrown(growing, audience.growing) ? [growing] : []
  if (grown.length > 0 || !growing) audience.growing = growing
  const transcripts = [...added, ...grown]
  if (transcripts.length > 0) send(audience, { type: 'transcript_updated', transcripts })
}

function send({ connections }: Audience, frame: object): void {
  const text = JSON.stringify(frame)
  for (const { peer } of connections) peer.send(text)
}

/** Work that is late is done at its own moment, at which less had been said than was told since: that is no news. */
const hasGrown = (now: WatchedItem, told: WatchedItem | undefined) =>
  now.id !== told?.id || JSON.stringify(now).length > JSON.stringify(told).length

const keyOf = (world: World, callId: string) => `${world.id}:${callId}`
