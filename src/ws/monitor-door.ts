// The door at which a call is watched while it goes on. Whoever is kept out is let in and closed with a code that says
// why: a browser sees no status of an upgrade. What is told is the business of watchers.ts.

import type { IncomingHttpHeaders } from 'node:http'
import { Refusal } from '../errors.ts'
import { MONITOR, MONITOR_OPERATION } from '../monitor-address.ts'
import type { Workspaces } from '../workspaces.ts'
import type { World } from '../world.ts'
import type { Door, Entrance } from './door.ts'
import { MAX_WATCHERS, type WatcherRegistry } from './watchers.ts'

/** Watchers have nothing to say. */
const MAX_PAYLOAD_BYTES = 4_096

/**
 * The codes: Retell docs, monitor call WebSocket, and the browser SDK, which tries again after 4004 alone. What tells
 * 4001 from 4003, and the words, are guesses.
 */
const CLOSINGS = {
  unauthorized: [4001, 'API key is missing or invalid.'],
  forbidden: [4003, 'Forbidden'],
  notLive: [4004, 'Call is not ongoing.'],
  full: [4008, `A call has at most ${MAX_WATCHERS} watchers.`],
} as const

export interface MonitorDoorParts {
  workspaces: Pick<Workspaces, 'of'>
  watchers: WatcherRegistry
}

export const monitorDoor = ({ workspaces, watchers }: MonitorDoorParts): Door => ({
  path: MONITOR,
  maxPayloadBytes: MAX_PAYLOAD_BYTES,
  // The other one is the key, which is not to be sent back.
  subprotocol: offered => (offered.has('bearer') ? 'bearer' : undefined),
  knock(callId, headers) {
    const world = worldOf(workspaces, keyIn(headers))
    return { world, admit: () => admit(watchers, world, callId) }
  },
})

function admit(watchers: WatcherRegistry, world: World | undefined, callId: string): Entrance {
  if (!world) return closeWith(...CLOSINGS.unauthorized)
  if (world.settings.forbidden_operations.includes(MONITOR_OPERATION)) return closeWith(...CLOSINGS.forbidden)
  if (world.store.calls.find(callId)?.call_status !== 'ongoing') return closeWith(...CLOSINGS.notLive)
  if (watchers.isFull(world, callId)) return closeWith(...CLOSINGS.full)
  return { enter: connection => watchers.join(world, callId, connection) }
}

const closeWith = (code: number, reason: string): Entrance => ({
  closing: `closed with ${code}: ${reason}`,
  enter(connection) {
    connection.listen({ text: () => {}, binary: () => {}, closed: () => {} })
    connection.peer.close(code, reason)
  },
})

/** The key of a header goes before that of the subprotocols `bearer` and the key, which is how browsers send it. */
function keyIn({
  authorization,
  'sec-websocket-protocol': offered = '',
}: IncomingHttpHeaders): string | undefined {
  if (authorization !== undefined) return /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
  const [scheme, key] = offered.split(',').map(protocol => protocol.trim())
  return scheme === 'bearer' ? key : undefined
}

function worldOf(workspaces: Pick<Workspaces, 'of'>, key: string | undefined): World | undefined {
  try {
    return workspaces.of(key)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
