// An address of the mock at which WebSockets are let in, one for each purpose. It knows no HTTP upgrade: upgrades.ts makes
// the connection that a door takes over.

import type { IncomingHttpHeaders } from 'node:http'
import type { World } from '../world.ts'
import type { Connection } from './connection.ts'

export interface Door {
  /** The path before the call id, which is its last segment. */
  readonly path: string
  /** A larger message breaks the connection. */
  readonly maxPayloadBytes: number
  /** Which of the subprotocols that a client offers is taken; the first unless this says another. */
  subprotocol?(offered: ReadonlySet<string>): string | undefined
  /** Somebody asks to be let in for a call. Refuses whoever has no right to ask. */
  knock(callId: string, headers: IncomingHttpHeaders, query: URLSearchParams): Visit
}

export interface Visit {
  /** The workspace in which the call is looked for; undefined where there is none. */
  world: World | undefined
  /** Refuses a visitor whom the state of the call keeps out, else says what becomes of the open connection. */
  admit(): Entrance
}

export interface Entrance {
  enter(connection: Connection): void
  /** Why a connection that is let in is closed at once, for the log of requests. */
  closing?: string
}
