// Ten thousand calls on a frozen clock, each with its three webhooks, sent side by side and as a clock does that is told nothing: the
// mock, who orders the calls and who receives the webhooks are a process each, as a user's are. Beside it a sender that does
// nothing but post as many bodies of the same size.

import { wall } from '../src/clock.ts'
import { bounded, compared, type Measure } from './measure.ts'
import { type RunningMock, startMock } from './mock.ts'
import { newLine } from './outbound-line.ts'
import { output, startServer } from './processes.ts'
import type { Workbench } from './workbench.ts'

const CALLS = 10_000
const WARM_UP = 200
const EVENTS = ['call_started', 'call_ended', 'call_analyzed']
/** Five hundred calls a second. */
const WITHIN_MS = CALLS * 2
/** So many calls are ordered at a time, and so many webhooks sent, by the mock and by the peer. */
const AT_A_TIME = 32
/** A short one: somebody picks up, hears the agent out and hangs up. */
const SCENARIO = 'user_hangup'

/** What the receiver has seen. */
interface Seen {
  events: Record<string, number>
  bytes: number
}

export async function measureThroughput({ counter, bareSender }: Workbench): Promise<Measure[]> {
  const receiver = await startServer([counter])
  const seen = async (path = '/') => (await (await fetch(receiver.url + path)).json()) as Seen
  const timed = async (webhooks_at_once: number) => {
    const mock = await startMock('--time', 'frozen', '--quiet')
    try {
      const number = await newLine(mock.send, {
        webhook_url: `${receiver.url}/webhook`,
        concurrency_limit: CALLS + WARM_UP,
        default_scenario: SCENARIO,
        webhooks_at_once,
      })
      await callMany(mock, number, WARM_UP)
      await seen('/forget')
      const took = await callMany(mock, number, CALLS)
      refuseLoss((await seen()).events)
      return took
    } finally {
      await mock.stop()
    }
  }
  try {
    const took = await timed(AT_A_TIME)
    const { bytes } = await seen()
    const count = CALLS * EVENTS.length
    const sender = [bareSender, receiver.url, ...[count, AT_A_TIME, Math.round(bytes / count)].map(String)]
    const floorMs = Number(/\d+/.exec(await output(sender))?.[0])
    return [
      bounded(
        `${CALLS} calls with three webhooks each, frozen clock, \`webhooks_at_once\` ${AT_A_TIME}`,
        took,
        WITHIN_MS,
      ),
      compared({
        name: `${CALLS} calls with three webhooks each, beside their POSTs alone`,
        ours: (CALLS / took) * 1_000,
        peer: (CALLS / floorMs) * 1_000,
        unit: 'calls/s',
        peerName: `bare sender, ${AT_A_TIME} at a time`,
        target: { atLeast: 0.1 },
      }),
      compared({
        name: `${CALLS} calls with three webhooks each, one webhook after the other`,
        ours: (CALLS / (await timed(1))) * 1_000,
        peer: (CALLS / took) * 1_000,
        unit: 'calls/s',
        peerName: `${AT_A_TIME} at once`,
        target: { atLeast: 0.5 },
      }),
    ]
  } finally {
    await receiver.stop()
  }
}

/** In ms, from the first request to the answer to the last webhook. */
async function callMany(mock: RunningMock, from_number: string, count: number): Promise<number> {
  const began = wall.monotonic()
  let ordered = 0
  const order = async () => {
    while (ordered++ < count)
      await mock.send('/v2/create-phone-call', { from_number, to_number: '+14155550199' })
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, order))
  const createdMs = wall.monotonic() - began
  await mock.send('/_fake/clock', { run_until_idle: true })
  const wholeMs = wall.monotonic() - began
  console.error(
    `  ${count} calls: made in ${createdMs.toFixed(0)} ms, over after ${wholeMs.toFixed(0)} ms, ${((count / wholeMs) * 1_000).toFixed(0)} a second`,
  )
  return wholeMs
}

/** Each event as often as there were calls, or the time would be worth nothing. */
function refuseLoss(events: Readonly<Record<string, number>>): void {
  if (EVENTS.some(event => events[event] !== CALLS) || Object.keys(events).length !== EVENTS.length)
    throw new Error(`the receiver got ${JSON.stringify(events)} of ${CALLS} calls`)
}
