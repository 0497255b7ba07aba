import * as http from 'node:http'
import * as net from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Connection } from './connection.ts'
import { dial } from './dialer.ts'

const options = { timeoutMs: 5_000, maxPayloadBytes: 100_000 }

async function listen(server: net.Server): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return `127.0.0.1:${address.port}`
}

/** A WebSocket server that gives each connection to `talk`; its host. */
async function serve(talk: (socket: WebSocket, request: http.IncomingMessage) => void): Promise<string> {
  const server = http.createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: true })
  sockets.on('connection', (socket, request) => {
    socket.on('error', () => {})
    talk(socket, request)
  })
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate()
  })
  return listen(server)
}

/** A server of bare sockets that gives each one to `talk` when its first bytes are there; its host. */
async function serveSockets(talk: (socket: net.Socket, request: string) => void): Promise<string> {
  const open: net.Socket[] = []
  onTestFinished(() => {
    for (const socket of open) socket.destroy()
  })
  return listen(
    net.createServer(socket => {
      open.push(socket)
      socket.on('error', () => {})
      socket.once('data', text => talk(socket, text.toString()))
    }),
  )
}

/** Opens a connection that does not outlive the test. */
async function open(host: string, path = '/call_1'): Promise<Connection> {
  const connection = await dial(`ws://${host}${path}`, options)
  onTestFinished(() => connection.terminate())
  return connection
}

/** All that a connection hands over until it is closed. */
function heard(connection: Connection): Promise<string[]> {
  const what: string[] = []
  return new Promise(resolve => {
    connection.listen({
      text: data => what.push(data),
      binary: () => what.push('binary'),
      closed: code => {
        what.push(`closed ${code}`)
        setImmediate(resolve, what)
      },
    })
  })
}

test('frames go both ways, and the request is plain', async () => {
  let request: http.IncomingMessage | undefined
  const host = await serve((socket, incoming) => {
    request = incoming
    socket.on('message', text => socket.send(`echo ${text}`, () => socket.close(1000)))
  })
  const connection = await open(host, '/llm/call_1?tenant=7')
  connection.peer.send('Grüße 🙂')
  expect(await heard(connection)).toEqual(['echo Grüße 🙂', 'closed 1000'])
  expect(request?.url).toBe('/llm/call_1?tenant=7')
  expect(request?.headers).not.toHaveProperty('authorization')
  expect(request?.headers).not.toHaveProperty('sec-websocket-extensions')
})

test('what arrives before anybody listens is kept, in order', async () => {
  const written: Promise<void>[] = []
  const host = await serve(socket => {
    for (const text of ['one', 'two', 'three'])
      written.push(new Promise(done => socket.send(text, () => done())))
    socket.close(1000)
  })
  const connection = await open(host)
  await Promise.all(written)
  expect(await heard(connection)).toEqual(['one', 'two', 'three', 'closed 1000'])
})

test('a binary frame is told as one', async () => {
  const host = await serve(socket => {
    socket.send(Buffer.from('bytes'))
    socket.close(1000)
  })
  expect(await heard(await open(host))).toEqual(['binary', 'closed 1000'])
})

test.each([
  ['its own code', 1011, (socket: WebSocket) => socket.close(1011, 'odd')],
  ['1005 when it gives none', 1005, (socket: WebSocket) => socket.close()],
  ['1006 when it breaks off', 1006, (socket: WebSocket) => socket.terminate()],
  ['1009 when it sends too much', 1009, (socket: WebSocket) => socket.send('x'.repeat(100_001))],
  [
    '1007 when its text is not UTF-8',
    1007,
    (socket: WebSocket) => socket.send(Buffer.from([0xff]), { binary: false }),
  ],
])('a server that closes is told with %s', async (_, code, end) => {
  expect(await heard(await open(await serve(end)))).toEqual([`closed ${code}`])
})

test('a frame that breaks the protocol is told as 1002', async () => {
  const raw: net.Socket[] = []
  const host = await serve((_, request) => raw.push(request.socket))
  const connection = await open(host)
  raw[0]?.write(Buffer.from([0x8f, 0x00]))
  expect(await heard(connection)).toEqual(['closed 1002'])
})

test('a close is told to whoever listens only after it, too', async () => {
  const host = await serve(() => {})
  const connection = await open(host)
  const closed = heard(connection)
  connection.terminate()
  expect(await closed).toEqual(['closed 1006'])
  expect(await heard(connection)).toEqual(['closed 1006'])
})

test('our close reaches the server with its code and reason, and sending after it is no error', async () => {
  let closed: Promise<string> | undefined
  const host = await serve(socket => {
    closed = new Promise(resolve => socket.on('close', (code, reason) => resolve(`${code} ${reason}`)))
  })
  const connection = await open(host)
  const end = heard(connection)
  connection.peer.close(1001, 'going')
  connection.peer.send('late')
  expect(await end).toEqual(['closed 1001'])
  expect(await closed).toBe('1001 going')
})

test('a port where nobody listens refuses', async () => {
  const server = net.createServer()
  const host = await listen(server)
  await new Promise(resolve => server.close(resolve))
  await expect(dial(`ws://${host}/call_1`, options)).rejects.toThrow(`connection refused by ${host}`)
})

test('a server that speaks HTTP only is no WebSocket', async () => {
  const host = await listen(http.createServer((_, response) => void response.writeHead(404).end('no')))
  await expect(dial(`ws://${host}/call_1`, options)).rejects.toThrow(
    `${host} does not open a WebSocket (status 404)`,
  )
})

test('a redirect is not followed', async () => {
  const host = await listen(
    http.createServer((_, response) => void response.writeHead(302, { Location: '/elsewhere' }).end()),
  )
  await expect(dial(`ws://${host}/call_1`, options)).rejects.toThrow(
    `${host} redirects, which is not followed (status 302)`,
  )
})

test('a server that answers nothing is given up after the timeout', async () => {
  const host = await serveSockets(() => {})
  await expect(dial(`ws://${host}/call_1`, { ...options, timeoutMs: 20 })).rejects.toThrow(
    `${host} opened no WebSocket within 20 ms`,
  )
})

test.each([
  ['garbage', 'SSH-2.0-odd\r\n', 'is not valid HTTP'],
  ['nothing and a close', '', 'connection closed before the answer was complete'],
  [
    'a handshake with a wrong key',
    'HTTP/1.1 101 Odd\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: odd\r\n\r\n',
    'does not open a WebSocket: Invalid Sec-WebSocket-Accept header',
  ],
])('%s instead of a handshake is a sentence', async (_, answer, sentence) => {
  const host = await serveSockets(socket => void socket.end(answer))
  await expect(dial(`ws://${host}/call_1`, options)).rejects.toThrow(sentence)
})

test('wss to a server without TLS is a sentence', async () => {
  const host = await serve(() => {})
  await expect(dial(`wss://${host}/call_1`, options)).rejects.toThrow(`${host} does not speak TLS`)
})

test.each(['', 'no url', 'ftp://127.0.0.1/x', 'ws://127.0.0.1/#part'])(
  '"%s" is not a WebSocket URL',
  async url => {
    await expect(dial(url, options)).rejects.toThrow(`not a WebSocket URL: ${url}`)
  },
)

test('a signal stops the dialling before and while it runs', async () => {
  const stopping = new AbortController()
  const host = await serveSockets(() => stopping.abort())
  const dialling = () => dial(`ws://${host}/call_1`, { ...options, signal: stopping.signal })
  await expect(dialling()).rejects.toThrow(`dialling ${host} was stopped`)
  await expect(dialling()).rejects.toThrow(`dialling ${host} was stopped`)
})
