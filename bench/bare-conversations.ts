// The frames of conversations and nothing else, for comparison: as many sockets, as many frames of the same mean size, and each
// keepalive and each request waits for its answer, as on a frozen clock. Nothing is thought, kept or checked.

import { once } from 'node:events'
import { WebSocket } from 'ws'
import { wall } from '../src/clock.ts'

/** What was counted in the conversations that this is compared with. */
export interface Frames {
  turns: number
  pings: number
  updates: number
  /** Of all frames to the LLM server. */
  bytes: number
}

/** The frames that the LLM server answers a request with. */
const CHUNKS = 2

/** Turns a second. */
export async function bareTurns(
  url: string,
  conversations: number,
  { turns, pings, updates, bytes }: Frames,
): Promise<number> {
  const sockets: WebSocket[] = []
  for (let index = 0; index < conversations; index++) sockets.push(await open(url))
  const size = Math.round(bytes / (turns + pings + updates))
  const text = (frame: object) => JSON.stringify(frame).padEnd(size)
  const ping = text({ interaction_type: 'ping_pong', timestamp: 0 })
  const update = text({ interaction_type: 'update_only', transcript: [] })
  let [pinged, updated] = [0, 0]
  const began = wall.monotonic()
  for (let turn = 0; turn < turns; turn++) {
    const socket = sockets[turn % conversations]!
    for (; pinged < (pings * (turn + 1)) / turns; pinged++) await exchange(socket, ping, 1)
    for (; updated < (updates * (turn + 1)) / turns; updated++) socket.send(update)
    await exchange(socket, text({ interaction_type: 'response_required', response_id: turn + 1 }), CHUNKS)
  }
  const seconds = (wall.monotonic() - began) / 1_000
  for (const socket of sockets) socket.terminate()
  return turns / seconds
}

/** With the two frames that the server greets with. */
async function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  const greeted = frames(socket, 2)
  await once(socket, 'open')
  await greeted
  return socket
}

function exchange(socket: WebSocket, text: string, count: number): Promise<void> {
  const answered = frames(socket, count)
  socket.send(text)
  return answered
}

function frames(socket: WebSocket, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = count
    const read = (data: unknown) => {
      JSON.parse(String(data))
      left -= 1
      if (left > 0) return
      socket.off('message', read).off('close', reject)
      resolve()
    }
    socket.on('message', read).on('close', reject)
  })
}
