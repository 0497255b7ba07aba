// For tests: somebody at an audio WebSocket, who keeps what comes and plays nothing.

import { WebSocket } from 'ws'

export interface AudioCaller extends Disposable {
  socket: WebSocket
  /** Every binary message that came, in order. */
  pieces: Buffer[]
  /** Every text that came, in order, keepalives aside. */
  texts: string[]
  /** What came as JSON. */
  frames(): Record<string, unknown>[]
  /** All bytes of sound together, those in JSON included. */
  sound(): Buffer
  /** Resolves when the mock has heard all that was said to it, and all that it sent before that has come. */
  caughtUp(): Promise<void>
  /** Resolves when this is so, which is looked at after every message. */
  until(isSo: () => boolean): Promise<void>
  closed: Promise<[code: number, reason: string]>
}

export interface AudioVisit {
  callId: string
  query?: string
  headers?: Record<string, string>
  protocols?: string[]
}

/** Connects to a call. Rejects with the status and the words of a refusal. */
export function listenIn(
  mockUrl: string,
  { callId, query = '', headers = {}, protocols = [] }: AudioVisit,
): Promise<AudioCaller> {
  const url = `${mockUrl.replace(/^http/, 'ws')}/audio-websocket/${callId}${query}`
  const socket = new WebSocket(url, protocols, { headers })
  const pieces: Buffer[] = []
  const texts: string[] = []
  socket.on('message', (data, isBinary) => {
    if (isBinary) pieces.push(data as Buffer)
    else if (String(data) !== 'pong') texts.push(String(data))
  })
  const closed = new Promise<[number, string]>(resolve =>
    socket.on('close', (code, reason) => resolve([code, String(reason)])),
  )
  const frames = () =>
    texts.flatMap(text => (text.startsWith('{') ? [JSON.parse(text) as Record<string, unknown>] : []))
  return new Promise((resolve, reject) => {
    socket.on('open', () =>
      resolve({
        socket,
        pieces,
        texts,
        frames,
        sound: () => Buffer.concat([...pieces, ...frames().flatMap(payloadIn)]),
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
      let text = ''
      response.on('data', chunk => {
        text += String(chunk)
      })
      response.on('end', () => reject(new Error(`${response.statusCode} ${text}`)))
      response.on('close', () => request.destroy())
    })
    socket.on('error', reject)
  })
}

function payloadIn({ media }: Record<string, unknown>): Buffer[] {
  const payload = (media as { payload?: string } | undefined)?.payload
  return payload === undefined ? [] : [Buffer.from(payload, 'base64')]
}
