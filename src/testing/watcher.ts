// For tests: somebody who watches a call over the monitor socket and merges what comes as the browser SDK does.

import { WebSocket } from 'ws'

export interface WatchedItem {
  id: string
  time_sec: number
  role: string
  content?: string
  [field: string]: unknown
}

export interface WatcherFrame {
  type: string
  transcripts?: WatchedItem[]
  disconnection_reason?: string
  event_timestamp?: number
}

export interface Watcher extends Disposable {
  socket: WebSocket
  /** Every frame that came, in order. */
  frames: WatcherFrame[]
  of(type: string): WatcherFrame[]
  /** The transcript as it stands: an item takes the place of one with its id. */
  transcript(): WatchedItem[]
  /** Resolves when all that was sent before this has come, or the connection is over. */
  caughtUp(): Promise<void>
  /** Resolves when this is so, which is looked at after every frame. */
  until(isSo: () => boolean): Promise<void>
  /** The code with which the connection ends, and the reason. */
  closed: Promise<[code: number, reason: string]>
}

export interface Watch {
  callId: string
  protocols?: string[]
  headers?: Record<string, string>
}

/** Connects to watch a call. Rejects with the status and the words of a refusal. */
export function watch(mockUrl: string, { callId, protocols = [], headers = {} }: Watch): Promise<Watcher> {
  const url = `${mockUrl.replace(/^http/, 'ws')}/v2/monitor-call/${callId}`
  const socket = new WebSocket(url, protocols, { headers })
  const frames: WatcherFrame[] = []
  const closed = new Promise<[number, string]>(resolve =>
    socket.on('close', (code, reason) => resolve([code, String(reason)])),
  )
  socket.on('message', data => frames.push(JSON.parse(String(data)) as WatcherFrame))
  return new Promise((resolve, reject) => {
    socket.on('open', () =>
      resolve({
        socket,
        frames,
        of: type => frames.filter(frame => frame.type === type),
        transcript: () => merged(frames),
        // A pong comes behind every frame that was sent before it.
        caughtUp: async () => {
          const pong = new Promise(resolve => socket.once('pong', resolve))
          if (socket.readyState === WebSocket.OPEN) socket.ping()
          await Promise.race([pong, closed])
        },
        until: isSo =>
          new Promise(resolve => {
            const look = () => {
              if (isSo()) resolve()
              else socket.once('message', look)
            }
            look()
          }),
        closed,
        [Symbol.dispose]: () => socket.terminate(),
      }),
    )
    socket.on('unexpected-response', (request, response) => {
      reject(new Error(`${response.statusCode}`))
      response.resume().on('close', () => request.destroy())
    })
    socket.on('error', reject)
  })
}

/** In order of time; what began at one time stays in the order in which it came. */
function merged(frames: readonly WatcherFrame[]): WatchedItem[] {
  const items = new Map<string, WatchedItem>()
  for (const { transcripts = [] } of frames) for (const item of transcripts) items.set(item.id, item)
  return [...items.values()].sort((one, other) => one.time_sec - other.time_sec)
}
