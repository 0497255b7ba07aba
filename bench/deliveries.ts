// Webhooks that the mock sends to many receivers at once: how many a second, beside a sender that does nothing else; whether its
// memory grows over many of them; and what a receiver that never answers does to the others. They are alerts, since one order
// makes a hundred deliveries, which go the way of every other webhook.

import { wall } from '../src/clock.ts'
import { atLeast, bounded, compared, type Measure, median } from './measure.ts'
import { KEY, type RunningMock, startMock } from './mock.ts'
import { output, startServer } from './processes.ts'
import { residentMegabytes } from './resident.ts'
import type { Workbench } from './workbench.ts'

const RECEIVERS = 200
const URLS_AN_ALERT = 100
const ROUNDS = 5
const A_ROUND = 8_000
/** As many as are under way in the mock while each of 200 receivers takes 50 ms. */
const AT_A_TIME = 200
const MANY = 100_000
const WARM = 20_000
const PACED = 1_000
const PACE_MS = 100
const TO_THE_DEAD = 2_000
const SETTLES_WITHIN_MS = 120_000

interface Seen {
  answered: number
  firstAt: number
  lastAt: number
  /** From firing to answering, summed. */
  delayMs: number
  unsigned: number
  urls: string[]
  dead: string
}

export async function measureDeliveries({ receivers, bareSender }: Workbench): Promise<Measure[]> {
  const customers = await startServer([receivers, String(RECEIVERS)])
  const control = customers.url
  const mock = await startMock('--quiet')
  const ours: number[] = []
  const peer: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const [mine, bare] = [
      await rateOf(control, () => fire(mock, control, A_ROUND), A_ROUND),
      await rateOf(control, () => output([bareSender, control, String(A_ROUND), String(AT_A_TIME)]), A_ROUND),
    ]
    // The first is to warm up.
    if (round > 0) [ours.push(mine), peer.push(bare)]
  }
  const growth = await growthOf(mock, control)
  const delays = await delaysOf(mock, control)
  await Promise.all([mock.stop(), customers.stop()])
  return [
    compared({
      name: `Signed deliveries to ${RECEIVERS} receivers that take 50 ms`,
      ours: median(ours),
      peer: median(peer),
      unit: '/s',
      peerName: `bare sender, ${AT_A_TIME} at a time`,
      target: { atLeast: 0.5 },
    }),
    atLeast('The same, a second', median(ours), 2_000, '/s'),
    bounded(`Memory that ${MANY - WARM} deliveries more take after ${WARM}`, Math.max(0.1, growth), 30, 'MB'),
    compared({
      name: 'A delivery to its answer while another receiver is dead',
      ours: median(delays.beside),
      peer: median(delays.alone),
      unit: 'ms',
      peerName: 'without it',
      target: { atMost: 1.05 },
    }),
  ]
}

const ask = async (control: string, path = '/'): Promise<Seen> =>
  (await (await fetch(control + path)).json()) as Seen

/** Deliveries a second, from the first that arrives to the last that is answered. */
async function rateOf(control: string, send: () => Promise<unknown>, count: number): Promise<number> {
  await ask(control, '/forget')
  await send()
  const { firstAt, lastAt } = await answered(control, count)
  return (count * 1_000) / (lastAt - firstAt)
}

async function answered(control: string, count: number): Promise<Seen> {
  for (let waited = 0; waited < SETTLES_WITHIN_MS; waited += PACE_MS) {
    const seen = await ask(control)
    if (seen.unsigned > 0) throw new Error(`${seen.unsigned} deliveries were not signed`)
    if (seen.answered === count) return seen
    if (seen.answered > count) throw new Error(`${seen.answered} deliveries came, and ${count} were meant`)
    await wall.sleep(PACE_MS)
  }
  throw new Error(`not all of ${count} deliveries came within ${SETTLES_WITHIN_MS} ms`)
}

/** Fires alerts until `count` deliveries are ordered, to each receiver as many. */
async function fire(mock: RunningMock, control: string, count: number): Promise<void> {
  const { urls } = await ask(control)
  for (let ordered = 0; ordered < count; ordered += URLS_AN_ALERT) {
    const from = ordered % urls.length
    await mock.send('/_fake/alerts', { webhook_urls: urls.slice(from, from + URLS_AN_ALERT) })
  }
}

/** How much more memory the mock holds after many deliveries than after some, when it has settled. */
async function growthOf(mock: RunningMock, control: string): Promise<number> {
  const sent = async (count: number) => {
    for (let done = 0; done < count; done += A_ROUND) {
      const part = Math.min(A_ROUND, count - done)
      await rateOf(control, () => fire(mock, control, part), part)
    }
    await wall.sleep(2_000)
    return residentMegabytes(mock.pid)
  }
  const before = await sent(WARM)
  return (await sent(MANY - WARM)) - before
}

/** The mean time from firing to the answer at an easy pace, with and without a receiver that never answers. */
async function delaysOf(mock: RunningMock, control: string) {
  const alone: number[] = []
  const beside: number[] = []
  const paced = async () => {
    await ask(control, '/forget')
    for (let ordered = 0; ordered < PACED; ordered += URLS_AN_ALERT) {
      await fire(mock, control, URLS_AN_ALERT)
      await wall.sleep(PACE_MS)
    }
    return (await answered(control, PACED)).delayMs / PACED
  }
  const { dead } = await ask(control)
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await paced())
    const urls = Array.from({ length: URLS_AN_ALERT }, (_, index) => `${dead}/${index}`)
    for (let ordered = 0; ordered < TO_THE_DEAD; ordered += URLS_AN_ALERT)
      await mock.send('/_fake/alerts', { webhook_urls: urls })
    beside.push(await paced())
    await fetch(`${mock.url}/_fake/reset`, { method: 'POST', headers: { authorization: `Bearer ${KEY}` } })
    await wall.sleep(PACE_MS)
  }
  return { alone, beside }
}
