import { expect, test } from 'vitest'
import { type Received, startReceiver } from '../testing/receiver.ts'
import { probeOf } from './probe.ts'

const event = { event: 'call_ended', id: 'call_1' }

/** Asks a server that answers so. */
async function asked(answer: string, { status = 200, path = '' } = {}) {
  await using server = await startReceiver((_request, response) => {
    response.writeHead(status).end(answer)
  })
  const count = await probeOf(`${server.url}${path}`)(event)
  return { count, asked: server.received.map(({ method, path: at }: Received) => `${method} ${at}`) }
}

test.each([
  ['2', 2],
  ['{"count":0}', 0],
])('the answer %s is a count', async (answer, count) => {
  expect((await asked(answer)).count).toBe(count)
})

test.each(['', 'two', '-1', '1.5', '{"count":"2"}', 'null', '[]'])('the answer %j is none', async answer => {
  await expect(asked(answer)).rejects.toThrow('the probe answered neither a number nor {"count": a number}')
})

test('the event is asked for in the placeholders, else in parameters', async () => {
  expect((await asked('1', { path: '/{event}/{call_id}' })).asked).toEqual(['GET /hook/call_ended/call_1'])
  expect((await asked('1', { path: '?secret=x' })).asked).toEqual([
    'GET /hook?secret=x&event=call_ended&call_id=call_1',
  ])
})

test('a probe that fails says so, and what is no URL is misuse', async () => {
  await expect(asked('1', { status: 404 })).rejects.toThrow('the probe answered 404')
  await expect(probeOf('http://127.0.0.1:9')(event)).rejects.toThrow(
    'the probe: connection refused by 127.0.0.1:9',
  )
  expect(() => probeOf('nowhere')).toThrow('--probe must be an http or https URL')
})
