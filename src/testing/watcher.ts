// For tests: somebody who watches a call over the monitor socket and merges what comes as the browser SDK does.

import { WebSocket } from 'ws'
import { type Guest, guestOn, opened } from './guest.ts'

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

export interface Watcher extends Guest {
  /** Every frame that came, in order. */
  frames: WatcherFrame[]
  of(type: string): WatcherFrame[]
  /** The transcript as it stands: an item takes the place of one with its id. */
  transcript(): WatchedItem[]
}

export interface Watch {
  callId: string
  protocols?: string[]
  headers?: Record<string, string>
}

/** Connects to watch a call. Rejects with the status and the words of a refusal. */
export async function watch(
  mockUrl: string,
  { callId, protocols = [], headers = {} }: Watch,
): Promise<Watcher> {
  const url = `${mockUrl.replace(/^http/, 'ws')}/v2/monitor-call/${callId}`
  const socket = new WebSocket(url, protocols, { headers })
  const guest = guestOn(socket)
  const frames: WatcherFrame[] = []
  socket.on('message', data => frames.push(JSON.parse(String(data)) as WatcherFrame))
  await opened(socket)
  return {
    ...guest,
    frames,
    of: type => frames.filter(frame => frame.type === type),
    transcript: () => merged(frames),
  }
}

/** In order of time; what began at one time stays in the order in which it came. */
function merged(frames: readonly WatcherFrame[]): WatchedItem[] {
  const items = new Map<string, WatchedItem>()
  for (const { transcripts = [] } of frames) for (const item of transcripts) items.set(item.id, item)
  return [...items.values()].sort((one, other) => one.time_sec - other.time_sec)
}
