// Ten thousand calls on a frozen clock, each with its three webhooks to a receiver in the same process, beside a loop that
// does nothing but send as many POSTs of the same size to the same receiver, one at a time as the frozen clock does.

import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { wall } from '../src/clock.ts'
import type { FakeRetell } from '../src/index.ts'
import { bounded, compared, type Measure } from './measure.ts'
import { importMock, post } from './mock.ts'
import { newLine } from './outbound-line.ts'

const CALLS = 10_000
const WARM_UP = 200
const EVENTS = ['call_started', 'call_ended', 'call_analyzed']
/** Five hundred calls a second. */
const WITHIN_MS = CALLS * 2
/** A short one: somebody picks up, hears the agent out and hangs up. */
const SCENARIO = 'user_hangup'

export async function measureThroughput(): Promise<Measure[]> {
  const { startFakeRetell } = await importMock()
  const receiver = await startCounter()
  const fake = await startFakeRetell({ time: 'frozen' })
  try {
    const number = await newLine(fake, {
      webhook_url: receiver.url,
      concurrency_limit: CALLS + WARM_UP,
      default_scenario: SCENARIO,
    })
    await callMany(fake, number, WARM_UP)
    receiver.forget()
    const took = await callMany(fake, number, CALLS)
    refuseLoss(receiver.events)
    const floorMs = await sendAlone(receiver.url, CALLS * EVENTS.length, receiver.meanBytes())
    return [
      bounded(`${CALLS} calls with three webhooks each, frozen clock`, took, WITHIN_MS),
      compared({
        name: `${CALLS} calls with three webhooks each, beside their POSTs alone`,
        ours: (CALLS / took) * 1_000,
        peer: (CALLS / floorMs) * 1_000,
        unit: 'calls/s',
        peerName: 'a loop of POSTs',
        target: { atLeast: 0.2 },
      }),
    ]
  } finally {
    await fake.close()
    await receiver.close()
  }
}

/** In ms, from the first request to the answer to the last webhook. */
async function callMany(fake: FakeRetell, from_number: string, count: number): Promise<number> {
  const began = wall.monotonic()
  const order = { from_number, to_number: '+14155550199' }
  for (let call = 0; call < count; call++) await post(fake, '/v2/create-phone-call', order)
  const createdMs = wall.monotonic() - began
  await fake.runUntilIdle()
  const wholeMs = wall.monotonic() - began
  console.error(
    `  ${count} calls: made in ${createdMs.toFixed(0)} ms, over after ${wholeMs.toFixed(0)} ms, ${((count / wholeMs) * 1_000).toFixed(0)} a second`,
  )
  return wholeMs
}

/** Each event as often as there were calls, or the time would be worth nothing. */
function refuseLoss(events: ReadonlyMap<string, number>): void {
  if (EVENTS.some(event => events.get(event) !== CALLS) || events.size !== EVENTS.length)
    throw new Error(`the receiver got ${JSON.stringify(Object.fromEntries(events))} of ${CALLS} calls`)
}

async function startCounter() {
  const events = new Map<string, number>()
  let bytes = 0
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks)
      bytes += body.length
      const event = /^\{"event":"(\w+)"/.exec(body.toString('latin1', 0, 60))?.[1] ?? 'none'
      events.set(event, (events.get(event) ?? 0) + 1)
      response.writeHead(204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    events,
    meanBytes: () => Math.round(bytes / [...events.values()].reduce((sum, count) => sum + count, 0)),
    forget() {
      events.clear()
      bytes = 0
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function sendAlone(url: string, count: number, bytes: number): Promise<number> {
  const agent = new Agent({ keepAlive: true })
  const body = Buffer.alloc(bytes, 'x')
  const headers = { 'content-type': 'application/json', 'content-length': bytes }
  const began = wall.monotonic()
  for (let sent = 0; sent < count; sent++) {
    await new Promise<void>((resolve, reject) => {
      const outgoing = request(url, { method: 'POST', agent, headers }, answer =>
        answer.resume().on('end', resolve),
      )
      outgoing.on('error', reject).end(body)
    })
  }
  const tookMs = wall.monotonic() - began
  agent.destroy()
  return tookMs
}
