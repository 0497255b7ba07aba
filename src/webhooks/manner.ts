// How the body of a request goes down its connection, where that is not at once.

import type { ClientRequest } from 'node:http'
import { wall } from '../clock.ts'

export interface Manner {
  /** Real ms from the first byte to the last. */
  trickleMs?: number
  /** The connection is reset in the middle of the body. */
  resets?: boolean
}

const PIECES = 20
/** So that the receiver has begun to read before the reset, which may overtake what was sent. */
const ARRIVES_WITHIN_MS = 20

/** Sends the body and ends the request. `onReset` is called when the connection has been reset on purpose. */
export function sendBody(
  outgoing: ClientRequest,
  body: string | Buffer | undefined,
  manner: Manner | undefined,
  onReset: () => void,
): void {
  if (!manner || body === undefined || body.length === 0) return void outgoing.end(body)
  const { trickleMs, resets } = manner
  const bytes = Buffer.from(body)
  const reach = resets ? Math.ceil(bytes.length / 2) : bytes.length
  const pieces = trickleMs === undefined ? 1 : Math.min(PIECES, reach)
  const end = () => {
    if (!resets) return void outgoing.end()
    wall.after(ARRIVES_WITHIN_MS, () => {
      outgoing.socket?.resetAndDestroy()
      onReset()
    })
  }
  const next = (piece: number) => {
    if (outgoing.destroyed) return
    const from = Math.floor((reach * piece) / pieces)
    const chunk = bytes.subarray(from, Math.floor((reach * (piece + 1)) / pieces))
    outgoing.write(chunk, error => {
      if (error) return
      if (piece + 1 === pieces) return end()
      wall.after((trickleMs ?? 0) / (pieces - 1), () => next(piece + 1))
    })
  }
  next(0)
}
