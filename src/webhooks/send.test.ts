import * as http from 'node:http'
import * as net from 'node:net'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { closeIdleConnections, type OutgoingRequest, send } from './send.ts'

afterEach(closeIdleConnections)

const request = (url: string, more: Partial<OutgoingRequest> = {}): OutgoingRequest => ({
  method: 'POST',
  url,
  headers: [['Content-Type', 'application/json']],
  body: '{"event":"call_ended"}',
  timeoutMs: 5_000,
  limitBytes: 100_000,
  ...more,
})

/** A server that hands every request to `answer`, with its body; closed after the test. */
async function serve(
  answer: (incoming: http.IncomingMessage, response: http.ServerResponse, body: string) => void,
): Promise<string> {
  const server = http.createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    answer(incoming, response, Buffer.concat(chunks).toString())
  })
  onTestFinished(() => server.closeAllConnections())
  return `http://127.0.0.1:${await listen(server)}`
}

/** A server of bare sockets: `talk` gets each piece that arrives, with its socket and that one's number. */
async function serveSockets(
  talk: (socket: net.Socket, connection: number, text: string) => void,
): Promise<string> {
  const sockets: net.Socket[] = []
  const server = net.createServer(socket => {
    const connection = sockets.push(socket)
    socket.on('error', () => {})
    socket.on('data', text => talk(socket, connection, text.toString()))
  })
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
  })
  return `http://127.0.0.1:${await listen(server)}`
}

async function listen(server: net.Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

test('a request arrives as it was asked for and its answer comes back', async () => {
  const seen: unknown[] = []
  const url = await serve((incoming, response, body) => {
    seen.push(incoming.method, incoming.url, body)
    response.writeHead(202, { 'X-Answer': 'Yes', 'Set-Cookie': ['a=1', 'b=2'] }).end('{"fine":true}')
  })
  const outcome = await send(request(`${url}/hook?tenant=7&secret=a%20b`))
  expect(seen).toEqual(['POST', '/hook?tenant=7&secret=a%20b', '{"event":"call_ended"}'])
  expect(outcome).toMatchObject({ ok: true, status: 202, body: '{"fine":true}', truncated: false })
  expect(outcome).toMatchObject({ headers: { 'x-answer': 'Yes', 'set-cookie': 'a=1, b=2' } })
  expect(outcome.durationMs).toBeGreaterThanOrEqual(0)
})

test('headers keep their order and spelling, and a repeated name becomes two lines', async () => {
  let raw: string[] = []
  const url = await serve((incoming, response) => {
    raw = incoming.rawHeaders
    response.end()
  })
  const headers = [
    ['X-Retell-Signature', 'v=1,d=2'],
    ['cOnTeNt-TyPe', 'text/odd'],
    ['X-Twice', '1'],
    ['x-twice', '2'],
  ] as const
  await send(request(url, { headers }))
  expect(raw.slice(0, 8)).toEqual([
    'X-Retell-Signature',
    'v=1,d=2',
    'cOnTeNt-TyPe',
    'text/odd',
    'X-Twice',
    '1',
    'X-Twice',
    '2',
  ])
  expect(raw).toContain('Content-Length')
})

test('the length is that of the bytes, and the bytes are not touched', async () => {
  const body = '{"text":"Grüße 🙂\\r\\n"}'
  let length: string | undefined
  const url = await serve((incoming, response, received) => {
    length = incoming.headers['content-length']
    response.end(received)
  })
  expect(await send(request(url, { body }))).toMatchObject({ body })
  expect(length).toBe(String(Buffer.byteLength(body)))
  expect(await send(request(url, { body: Buffer.from(body) }))).toMatchObject({ body })
})

test('a body travels with DELETE too, and GET goes without one', async () => {
  const url = await serve((incoming, response, body) => {
    response.end(`${incoming.method} ${incoming.headers['content-length'] ?? 'no length'} ${body}`)
  })
  expect(await send(request(url, { method: 'DELETE', body: 'abc' }))).toMatchObject({ body: 'DELETE 3 abc' })
  expect(await send(request(url, { method: 'GET', body: undefined }))).toMatchObject({
    body: 'GET no length ',
  })
})

test('a redirect is an answer and is not followed', async () => {
  let requests = 0
  const url = await serve((_, response) => {
    requests++
    response.writeHead(307, { Location: '/elsewhere' }).end()
  })
  expect(await send(request(url))).toMatchObject({
    ok: true,
    status: 307,
    headers: { location: '/elsewhere' },
  })
  expect(requests).toBe(1)
})

test('an error status is an answer', async () => {
  const url = await serve((_, response) => void response.writeHead(503).end('later'))
  expect(await send(request(url))).toMatchObject({ ok: true, status: 503, body: 'later' })
})

test('a port where nobody listens refuses', async () => {
  const server = net.createServer()
  const port = await listen(server)
  await new Promise(resolve => server.close(resolve))
  const outcome = await send(request(`http://127.0.0.1:${port}/hook`))
  expect(outcome).toEqual({
    ok: false,
    error: `connection refused by 127.0.0.1:${port}`,
    durationMs: expect.any(Number),
  })
})

test('a server that never answers is given up after the timeout', async () => {
  const url = await serve(() => {})
  const outcome = await send(request(url, { timeoutMs: 50 }))
  expect(outcome).toMatchObject({ ok: false, error: 'no answer within 50 ms' })
  expect(outcome.durationMs).toBeGreaterThanOrEqual(49)
})

test('an answer that trickles does not outlive the timeout', async () => {
  const url = await serveSockets(socket => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n')
    const drip = () => socket.write('x', error => !error && setImmediate(drip))
    drip()
  })
  expect(await send(request(url, { timeoutMs: 50 }))).toMatchObject({
    ok: false,
    error: 'no answer within 50 ms',
  })
})

test('a huge answer is cut at the limit and its connection dropped', async () => {
  let closed: Promise<unknown> | undefined
  const url = await serve((_, response) => {
    closed = new Promise(resolve => response.on('close', () => resolve(response.writableFinished)))
    response.writeHead(200)
    const fill = () => {
      while (!response.destroyed && response.write('0123456789'.repeat(1_000)));
      response.once('drain', fill)
    }
    fill()
  })
  const outcome = await send(request(url, { limitBytes: 12_345 }))
  expect(outcome).toMatchObject({
    ok: true,
    truncated: true,
    body: '0123456789'.repeat(1_235).slice(0, 12_345),
  })
  expect(await closed).toBe(false)
})

test('an answer of exactly the limit is whole, and a cut never splits a character', async () => {
  const url = await serve((_, response) => void response.end('aéé'))
  expect(await send(request(url, { limitBytes: 5 }))).toMatchObject({ body: 'aéé', truncated: false })
  expect(await send(request(url, { limitBytes: 4 }))).toMatchObject({ body: 'aé', truncated: true })
})

test('a connection that is reset in the middle of the answer is an incomplete answer', async () => {
  const url = await serveSockets(socket => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () => socket.resetAndDestroy())
  })
  const error = 'connection closed before the answer was complete'
  expect(await send(request(url))).toMatchObject({ ok: false, error })
})

test('an answer that ends short of its length is incomplete too', async () => {
  const url = await serveSockets(
    socket => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'),
  )
  expect(await send(request(url))).toMatchObject({
    ok: false,
    error: 'connection closed before the answer was complete',
  })
})

test('a protocol switch that nobody asked for and an answer that is not HTTP are failures', async () => {
  const switching = await serveSockets(socket => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: odd\r\n\r\n')
  })
  expect(await send(request(switching))).toMatchObject({
    ok: false,
    error: expect.stringContaining('closed'),
  })
  const odd = await serveSockets(socket => void socket.end('SSH-2.0-odd\r\n'))
  expect(await send(request(odd))).toMatchObject({
    ok: false,
    error: expect.stringContaining('not valid HTTP'),
  })
})

test('a kept connection that is dead gets the request again on a new one, and says so', async () => {
  const heard: string[] = []
  const url = await serveSockets((socket, connection, text) => {
    heard.push(`${connection} ${text.split(' ', 2)[1]}`)
    if (heard.length === 2) return void socket.resetAndDestroy()
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  })
  expect(await send(request(`${url}/1`))).not.toHaveProperty('resent')
  expect(await send(request(`${url}/2`))).toMatchObject({ ok: true, status: 200, resent: true })
  expect(heard).toEqual(['1 /1', '1 /2', '2 /2'])
})

test('a new connection that is reset is not tried again', async () => {
  let connections = 0
  const url = await serveSockets((socket, connection) => {
    connections = connection
    socket.resetAndDestroy()
  })
  const outcome = await send(request(url))
  expect(outcome).toMatchObject({ ok: false, error: 'connection closed before the answer was complete' })
  expect(outcome).not.toHaveProperty('resent')
  expect(connections).toBe(1)
})

test('closing the idle connections makes the next request open its own', async () => {
  const ports = new Set<number | undefined>()
  const url = await serve((incoming, response) => {
    ports.add(incoming.socket.remotePort)
    response.end()
  })
  await send(request(url))
  await send(request(url))
  expect(ports.size).toBe(1)
  closeIdleConnections()
  await send(request(url))
  expect(ports.size).toBe(2)
})

test('a signal stops a request before and while it runs', async () => {
  const stopping = new AbortController()
  const url = await serve(() => stopping.abort())
  const stopped = { ok: false, error: 'stopped before the answer was complete' }
  expect(await send(request(url), stopping.signal)).toMatchObject(stopped)
  expect(await send(request(url), stopping.signal)).toMatchObject(stopped)
})

test.each(['', 'not a url', '/hook', 'ftp://127.0.0.1/x', 'http://', 'javascript:alert(1)'])(
  'a URL that HTTP cannot reach is a sentence: "%s"',
  async url => {
    expect(await send(request(url))).toEqual({
      ok: false,
      error: `not a valid http(s) URL: ${url}`,
      durationMs: 0,
    })
  },
)

test('what HTTP cannot carry is a sentence, not a throw', async () => {
  const url = await serve((_, response) => void response.end())
  const refused = { ok: false, error: expect.stringMatching(/^the request cannot be sent: /) }
  expect(await send(request(url, { method: 'NO SUCH' }))).toMatchObject(refused)
  expect(await send(request(url, { headers: [['X Y', '1']] }))).toMatchObject(refused)
  expect(await send(request(url, { headers: [['X-Line', 'a\r\nb: c']] }))).toMatchObject(refused)
})

test('https to a server without TLS is a sentence', async () => {
  const url = await serve((_, response) => void response.end())
  expect(await send(request(url.replace('http:', 'https:')))).toMatchObject({
    ok: false,
    error: expect.stringMatching(/^127\.0\.0\.1:\d+ does not speak TLS/),
  })
})
