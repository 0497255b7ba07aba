// An open WebSocket as the protocol sees it, whoever opened it: what comes is handed over, what breaks the rules of
// WebSockets closes it. It knows no call and no frame.

import type { Writable } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { wall } from '../clock.ts'
import { codeOf } from '../network-fault.ts'
import type { Peer, PeerHandlers } from './peer.ts'

/** As the protocol's own, which needs not know how large a binary message is. */
export interface ConnectionHandlers extends Omit<PeerHandlers, 'binary'> {
  binary(bytes: number): void
}

export interface Connection {
  readonly peer: Peer
  /**
   * Hands over what comes, from the first message on: nothing is read from the socket before this. `closed`
   * comes once, with the peer's code: 1005 when it gave none, 1006 when the connection broke; or with ours,
   * when the peer broke the protocol.
   */
  listen(handlers: ConnectionHandlers): void
  /** Sends a binary message; `waitMs` as with a peer's `send`. */
  sendBytes(bytes: Uint8Array, waitMs?: number): void
  /** What was sent and has not left this process. */
  readonly unreadBytes: number
  /** Drops the connection without a goodbye. */
  terminate(): void
}

/** How long the other side has to answer a close, in ms. */
export const closeTimeout = 2_000
/** What a peer that does not read may leave unread; beyond it the connection is dropped, which is told as 1006. */
export const MAX_UNREAD_BYTES = 16_777_216

/**
 * Takes an open socket over. Nothing is read from it until somebody listens. `wire` is what it writes to: what may wait
 * goes out in one write with what comes next, since a write costs more than all else about a frame.
 */
export function connectionOf(socket: WebSocket, wire: Writable): Connection {
  socket.pause()
  let uncork: (() => void) | undefined
  const flush = () => {
    uncork?.()
    uncork = undefined
  }
  const hold = (waitMs: number) => {
    if (uncork) return
    wire.cork()
    const cancel = wall.after(waitMs, flush)
    uncork = () => {
      cancel()
      wire.uncork()
    }
  }
  socket.removeAllListeners('error')
  let closedWith: number | undefined
  let ownCode: number | undefined
  socket.on('error', error => {
    ownCode = refusalCode(codeOf(error))
  })
  socket.on('close', code => {
    flush()
    closedWith = ownCode ?? code
  })
  // Sending on a socket that is just closing is no error; the package calls back with one instead of
  // throwing.
  const send = (message: string | Uint8Array, waitMs = 0) => {
    if (socket.bufferedAmount > MAX_UNREAD_BYTES) return socket.terminate()
    if (waitMs > 0) hold(waitMs)
    socket.send(message, () => {})
    if (waitMs === 0) flush()
  }
  return {
    peer: {
      send,
      close: (code, reason) => {
        flush()
        socket.close(code, reason)
      },
      terminate: () => socket.terminate(),
      flush,
    },
    sendBytes: send,
    get unreadBytes() {
      return socket.bufferedAmount
    },
    listen(handlers) {
      if (closedWith !== undefined) return handlers.closed(closedWith)
      socket.on('message', (data: RawData, isBinary: boolean) => {
        if (isBinary) handlers.binary(sizeOf(data))
        else handlers.text(data.toString())
      })
      socket.on('close', code => handlers.closed(ownCode ?? code))
      socket.resume()
    },
    terminate: () => socket.terminate(),
  }
}

const sizeOf = (data: RawData): number =>
  Array.isArray(data) ? data.reduce((sum, part) => sum + part.length, 0) : data.byteLength

const refusalCodes: Record<string, number> = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 1009,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
}

/** Our own close code when the peer breaks the protocol; undefined when the connection itself broke. */
const refusalCode = (errorCode: string): number | undefined =>
  refusalCodes[errorCode] ?? (errorCode.startsWith('WS_ERR_') ? 1002 : undefined)
