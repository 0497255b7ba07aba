// Many conversations with a custom-LLM server at once: how many turns a second on the frozen clock, whether any ping is
// late in real time, what the mock itself adds to a turn, and what a call in silence costs. The LLM server is a process of
// its own.

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { wall } from '../src/clock.ts'
import type { FakeRetell, Scenario } from '../src/index.ts'
import { percentile } from '../src/percentile.ts'
import { bareTurns, type Frames } from './bare-conversations.ts'
import { atLeast, bounded, compared, type Measure, median } from './measure.ts'
import { importMock, sendTo } from './mock.ts'
import { startServer } from './processes.ts'
import { projectFile } from './workbench.ts'

const CONVERSATIONS = 1_000
const FEWER = 100
const TURNS = 8
const REAL_MS = 20_000
const PING_MS = 2_000
/** How long an endless caller and its agent take for a turn, about. */
const A_TURN_MS = 9_000
const MEMORY_ROUNDS = 3
const LEAVES_WITHIN_MS = 10_000
const LOOKS_EVERY_MS = 100
const FROZEN_BUDGET_MS = 120_000

const TURN = { say: 'Is there anything free next week?', after_ms: 500 }
const TALK: Scenario = {
  name: 'bench_talk',
  rings: { for_ms: 0, then: 'answer' },
  caller: [...Array.from({ length: TURNS }, () => TURN), { hang_up: true }],
}
const ENDLESS: Scenario = { ...TALK, name: 'bench_endless', caller: [TURN], repeat: true }
const SILENCE: Scenario = {
  name: 'bench_silence',
  rings: { for_ms: 0, then: 'answer' },
  caller: [{ silence_ms: 3_600_000 }],
}

interface Seen extends Frames {
  widestPingGapMs: number
  /** Real ms from the last chunk of an answer to the mock's next frame. */
  shares: number[]
  connections: number
}

export async function measureConversations(): Promise<Measure[]> {
  const llm = await startEchoLlm()
  try {
    return [
      // First: what the others leave behind would be taken for what a call gives back.
      ...(await idleMemory(llm)),
      ...(await frozenTurns(llm)),
      ...(await realTime(llm)),
      ...(await ownShare(llm)),
    ]
  } finally {
    await llm.stop()
  }
}

/** All turns of all conversations, as fast as they go. */
async function frozenTurns(llm: EchoLlm): Promise<Measure[]> {
  const fake = await newMock('frozen')
  try {
    await placeCalls(fake, llm.url, TALK, CONVERSATIONS)
    const began = wall.monotonic()
    await within(fake.runUntilIdle(), FROZEN_BUDGET_MS)
    const seconds = (wall.monotonic() - began) / 1_000
    const frames = await llm.seen()
    if (frames.turns < CONVERSATIONS * TURNS) throw new Error(`only ${frames.turns} turns were asked`)
    const name = `Turns a second, ${CONVERSATIONS} conversations on the frozen clock`
    const ours = frames.turns / seconds
    return [
      atLeast(name, ours, 2_000, '/s'),
      compared({
        name: `${name}, beside their frames alone`,
        ours,
        peer: await bareTurns(llm.url, CONVERSATIONS, frames),
        unit: '/s',
        peerName: 'the same frames, nothing else',
        target: { atLeast: 0.2 },
      }),
    ]
  } finally {
    await fake.close()
  }
}

/** The same conversations at the pace of people. */
async function realTime(llm: EchoLlm): Promise<Measure[]> {
  const fake = await newMock('real')
  try {
    await placeCalls(fake, llm.url, ENDLESS, CONVERSATIONS)
    await wall.sleep(3 * PING_MS)
    await llm.seen()
    const lag = monitorEventLoopDelay({ resolution: 5 })
    lag.enable()
    await wall.sleep(REAL_MS)
    lag.disable()
    const { widestPingGapMs, connections } = await llm.seen()
    if (connections < CONVERSATIONS) throw new Error(`only ${connections} conversations are still on`)
    return [
      bounded(
        `Widest gap between two pings, ${CONVERSATIONS} conversations in real time`,
        widestPingGapMs,
        5_000,
      ),
      bounded('Scheduling lag meanwhile, p99', lag.percentile(99) / 1e6, 50),
    ]
  } finally {
    await fake.close()
  }
}

/** From the last chunk of an answer to the mock's next frame, as the LLM server sees it. */
async function ownShare(llm: EchoLlm): Promise<Measure[]> {
  const fake = await newMock('real')
  try {
    // Placed at once they would all ask at once, again and again, and wait for one another: a line, no conversation.
    await placeCalls(fake, llm.url, ENDLESS, FEWER, A_TURN_MS / FEWER)
    await llm.seen()
    await wall.sleep(REAL_MS)
    const { shares } = await llm.seen()
    const p99 = percentile(
      shares.toSorted((one, other) => one - other),
      0.99,
    )
    return [bounded(`The mock's share of a turn, ${FEWER} conversations, p99`, p99, 5)]
  } finally {
    await fake.close()
  }
}

async function idleMemory(llm: EchoLlm): Promise<Measure[]> {
  const fake = await newMock('frozen')
  try {
    // The heap's young generation grows by megabytes at once, whichever call it meets: the median of rounds leaves it out.
    const growth: number[] = []
    let before = 0
    for (let round = 0; round <= MEMORY_ROUNDS; round++) {
      await placeCalls(fake, llm.url, SILENCE, CONVERSATIONS)
      await fake.advance(2_000)
      const now = settledHeap()
      if (round > 0) growth.push((now - before) / 1_024 / CONVERSATIONS)
      before = now
    }
    const kilobytes = median(growth)
    if (kilobytes <= 0) throw new Error('the process has become smaller: nothing was measured')
    return [bounded('Memory of a conversation in silence', kilobytes, 60, 'kB')]
  } finally {
    await fake.close()
    await untilAllLeft(llm)
  }
}

/** Thousands of sockets take a while to close, and would slow down what is measured next. */
async function untilAllLeft(llm: EchoLlm): Promise<void> {
  for (let waited = 0; waited < LEAVES_WITHIN_MS; waited += LOOKS_EVERY_MS) {
    if ((await llm.seen()).connections === 0) return
    await wall.sleep(LOOKS_EVERY_MS)
  }
  throw new Error(`sockets are still open ${LEAVES_WITHIN_MS / 1_000} s after their calls`)
}

/** What this process holds once the garbage is collected. */
function settledHeap(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().rss
}

async function newMock(time: 'real' | 'frozen'): Promise<FakeRetell> {
  const { startFakeRetell } = await importMock()
  const fake = await startFakeRetell({ time })
  fake.settings({ concurrency_limit: 10 * CONVERSATIONS })
  return fake
}

async function placeCalls(
  fake: FakeRetell,
  url: string,
  definition: Scenario,
  count: number,
  apartMs = 0,
): Promise<void> {
  const { agent_id } = await sendTo(fake)<{ agent_id: string }>('/create-agent', {
    response_engine: { type: 'custom-llm', llm_websocket_url: url },
    voice_id: '11labs-Adrian',
    reminder_max_count: 0,
  })
  for (let call = 0; call < count; call++) {
    await sendTo(fake)('/_fake/scenarios', { definition })
    await sendTo(fake)('/v2/create-web-call', { agent_id })
    if (apartMs > 0) await wall.sleep(apartMs)
  }
}

interface EchoLlm {
  url: string
  /** What it saw since it was asked last. */
  seen(): Promise<Seen>
  stop(): Promise<void>
}

async function startEchoLlm(): Promise<EchoLlm> {
  const server = await startServer(['--import', 'tsx', projectFile('bench/peers/echo-llm.ts')])
  return {
    url: `${server.url.replace('http', 'ws')}/llm`,
    seen: async () => (await (await fetch(server.url, { method: 'DELETE' })).json()) as Seen,
    stop: () => server.stop(),
  }
}

async function within(work: Promise<unknown>, limitMs: number): Promise<void> {
  const late = wall.sleep(limitMs).then(() => {
    throw new Error(`not done within ${limitMs / 1_000} s`)
  })
  await Promise.race([work, late])
}
