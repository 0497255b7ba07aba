// For tests: whoever connects to one of the mock's WebSocket doors, whatever is spoken there.

import { WebSocket } from 'ws'

export interface Guest extends Disposable {
  socket: WebSocket
  /** Resolves when all that was said and sent before this has come, or the connection is over. */
  caughtUp(): Promise<void>
  /** Resolves when this is so, which is looked at after every message. */
  until(isSo: () => boolean): Promise<void>
  /** The code with which the connection ends, and the reason. */
  closed: Promise<[code: number, reason: string]>
}

/** To be made before the socket is open, so that nothing is missed. */
export function guestOn(socket: WebSocket): Guest {
  const closed = new Promise<[number, string]>(resolve =>
    socket.on('close', (code, reason) => resolve([code, String(reason)])),
  )
  return {
    socket,
    // A pong comes behind every frame that was sent before it.
    async caughtUp() {
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
  }
}

/** Rejects with the status and the words of a refusal. */
export function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve())
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
