import type { AddressInfo, Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { connectionOf, MAX_UNREAD_BYTES } from './connection.ts'

test('a peer that does not read is dropped before it fills the memory', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise(resolve => server.once('listening', resolve))
  const accepted = new Promise<[WebSocket, Socket]>(resolve =>
    server.once('connection', (socket, request) => resolve([socket, request.socket])),
  )
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  onTestFinished(() => {
    client.terminate()
    server.close()
  })
  await new Promise(resolve => client.once('open', resolve))
  client.pause()
  const [socket, wire] = await accepted
  const connection = connectionOf(socket, wire)
  const closed = new Promise<number>(resolve =>
    connection.listen({ text: () => {}, binary: () => {}, closed: resolve }),
  )
  const megabyte = 'x'.repeat(1_048_576)
  let unread = 0
  for (
    let sent = 0;
    sent < 4 * MAX_UNREAD_BYTES && socket.readyState === WebSocket.OPEN;
    sent += megabyte.length
  ) {
    connection.peer.send(megabyte)
    unread = Math.max(unread, socket.bufferedAmount)
  }
  expect(await closed).toBe(1006)
  expect(unread).toBeLessThan(MAX_UNREAD_BYTES + 2 * megabyte.length)
})
