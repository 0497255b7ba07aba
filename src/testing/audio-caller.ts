// For tests: somebody at an audio WebSocket, who keeps what comes and plays nothing.

import { WebSocket } from 'ws'
import { type Guest, guestOn, opened } from './guest.ts'

export interface AudioCaller extends Guest {
  /** Every binary message that came, in order. */
  pieces: Buffer[]
  /** Every text that came, in order, keepalives aside. */
  texts: string[]
  /** What came as JSON. */
  frames(): Record<string, unknown>[]
  /** All bytes of sound together, those in JSON included. */
  sound(): Buffer
}

export interface AudioVisit {
  callId: string
  query?: string
  headers?: Record<string, string>
  protocols?: string[]
}

/** Connects to a call. Rejects with the status and the words of a refusal. */
export async function listenIn(
  mockUrl: string,
  { callId, query = '', headers = {}, protocols = [] }: AudioVisit,
): Promise<AudioCaller> {
  const url = `${mockUrl.replace(/^http/, 'ws')}/audio-websocket/${callId}${query}`
  const socket = new WebSocket(url, protocols, { headers })
  const guest = guestOn(socket)
  const pieces: Buffer[] = []
  const texts: string[] = []
  socket.on('message', (data, isBinary) => {
    if (isBinary) pieces.push(data as Buffer)
    else if (String(data) !== 'pong') texts.push(String(data))
  })
  const frames = () =>
    texts.flatMap(text => (text.startsWith('{') ? [JSON.parse(text) as Record<string, unknown>] : []))
  await opened(socket)
  return {
    ...guest,
    pieces,
    texts,
    frames,
    sound: () => Buffer.concat([...pieces, ...frames().flatMap(payloadIn)]),
  }
}

function payloadIn({ media }: Record<string, unknown>): Buffer[] {
  const payload = (media as { payload?: string } | undefined)?.payload
  return payload === undefined ? [] : [Buffer.from(payload, 'base64')]
}
