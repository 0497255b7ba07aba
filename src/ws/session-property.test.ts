import { createHook } from 'node:async_hooks'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Answer } from './answers.ts'
import { readFrame } from './frames.ts'
import type { PeerHandlers } from './peer.ts'
import { Session } from './session.ts'
import { transcript } from './session-rig.ts'

/** `SESSION_SEED` and `SESSION_RUNS` look elsewhere, and longer. */
const seed = Number(process.env.SESSION_SEED ?? 1)
const numRuns = Number(process.env.SESSION_RUNS ?? 200)

type Step =
  | { do: 'connect' | 'update' | 'close' | 'begin' | 'pause' }
  | { do: 'lose'; code: number }
  | { do: 'ask'; early: boolean; twice: boolean; cut: number | undefined; patient: boolean }
  | { do: 'request' }
  | { do: 'more'; patient: boolean }
  | { do: 'ping'; patient: boolean }
  | { do: 'say'; back: number; content: string; complete: boolean; action: object }
  | { do: 'raw'; text: string }
  | { do: 'binary' }

const content = fc.constantFrom('', 'One. ', 'Two', ' three. ', 'x', '好。', '\u{1F600} ')
const odd = fc.oneof(
  fc.constantFrom(null, 'true', 1, -1, 1.5, {}, []),
  fc.boolean(),
  fc.string({ maxLength: 5 }),
)
const frame = fc
  .record(
    {
      response_type: fc.constantFrom(
        'response',
        'agent_interrupt',
        'ping_pong',
        'config',
        'tool_call_invocation',
        'tool_call_result',
        'update_agent',
        'metadata',
        'dance',
        7,
      ),
      response_id: odd,
      interrupt_id: fc.oneof(fc.integer({ min: 0, max: 3 }), odd),
      content: fc.oneof(content, odd),
      content_complete: odd,
      timestamp: odd,
      config: fc.oneof(odd, fc.record({ call_details: odd, transcript_with_tool_calls: fc.boolean() })),
      tool_call_id: odd,
      name: odd,
      arguments: odd,
      agent_config: fc.oneof(
        odd,
        fc.record({ responsiveness: odd, reminder_trigger_ms: odd }, { requiredKeys: [] }),
      ),
      metadata: odd,
      end_call: odd,
    },
    { requiredKeys: [] },
  )
  .map(fields => JSON.stringify(fields))

const kind = <Kind extends Step['do']>(name: Kind) => fc.constant(name)
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ do: kind('connect') }), weight: 3 },
  { arbitrary: fc.record({ do: kind('lose'), code: fc.constantFrom(1000, 1005, 1006, 1011) }), weight: 2 },
  {
    arbitrary: fc.record({
      do: kind('ask'),
      early: fc.boolean(),
      twice: fc.boolean(),
      cut: fc.option(fc.nat(2), { nil: undefined, freq: 5 }),
      patient: fc.boolean(),
    }),
    weight: 6,
  },
  { arbitrary: fc.record({ do: kind('request') }), weight: 2 },
  { arbitrary: fc.record({ do: kind('more'), patient: fc.boolean() }), weight: 2 },
  { arbitrary: fc.record({ do: kind('ping'), patient: fc.boolean() }), weight: 2 },
  {
    arbitrary: fc.record({ do: fc.constantFrom('update' as const, 'begin' as const, 'pause' as const) }),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      do: kind('say'),
      back: fc.integer({ min: -1, max: 2 }),
      content,
      complete: fc.boolean(),
      action: fc.constantFrom(
        {},
        { end_call: true },
        { transfer_number: null },
        { no_interruption_allowed: true },
      ),
    }),
    weight: 12,
  },
  { arbitrary: fc.record({ do: kind('raw'), text: fc.oneof(frame, fc.string(), fc.json()) }), weight: 6 },
  { arbitrary: fc.record({ do: kind('binary') }), weight: 1 },
  { arbitrary: fc.record({ do: kind('close') }), weight: 1 },
)

/** The timers that the session makes, while it is given something to do. */
function timersOf() {
  const live = new Set<number>()
  let watching = false
  const hook = createHook({
    init(id, type) {
      if (watching && type === 'Timeout') live.add(id)
    },
    destroy: id => void live.delete(id),
  })
  return {
    live,
    during(work: () => void) {
      hook.enable()
      watching = true
      try {
        work()
      } finally {
        watching = false
      }
    },
    end: () => hook.disable(),
  }
}

/** Plays the steps, and refuses what must never be. */
async function play(steps: readonly Step[]): Promise<void> {
  const timers = timersOf()
  const waits: Promise<unknown>[] = []
  const ids: number[] = []
  /** What has been accepted for the newest id, by the rules of the protocol and not by those of the session. */
  let said = ''
  let open = false
  let handlers: PeerHandlers | undefined
  let connected = false
  const isWhole = (answer: Answer) => {
    if (answer.responseId !== ids.at(-1)) return
    if (answer.complete) expect(answer.content).toBe(said)
    else if (answer.cutShort === 'growing') expect(said.startsWith(answer.content)).toBe(true)
  }
  const session = new Session({
    callDetails: () => ({ call_id: 'call_1' }),
    onEvent: event => {
      if (event.type === 'closed') connected = false
      if (event.type === 'answered') isWhole(event.answer)
    },
    onSent: sent => {
      const head = JSON.parse(typeof sent === 'string' ? sent : sent.head) as { response_id?: number }
      if (head.response_id === undefined) return
      // Twice the same is a repetition that was ordered.
      expect(head.response_id - (ids.at(-1) ?? 0)).toBeOneOf([0, 1])
      if (head.response_id !== ids.at(-1)) [said, open] = ['', true]
      ids.push(head.response_id)
    },
  })
  const limit = (patient: boolean) => (patient ? 60_000 : 1)
  const answers = (answer: Promise<Answer>) => waits.push(answer.then(isWhole))
  const peer = { send: () => {}, close: () => {}, terminate: () => {} }
  const hear = (text: string) => {
    const read = connected ? readFrame(text) : { fault: '' }
    if ('frame' in read && read.frame.response_type === 'agent_interrupt') open = false
    if ('frame' in read && read.frame.response_type === 'response') {
      const { response_id, content: words, content_complete } = read.frame
      if (open && response_id === ids.at(-1)) {
        said += words
        open = !content_complete
      }
    }
    handlers?.text(text)
  }
  const take = (it: Step) => {
    switch (it.do) {
      case 'connect':
        handlers = session.attach(peer)
        connected = true
        return
      case 'lose':
        connected = false
        return handlers?.closed(it.code)
      case 'ask':
        return answers(
          session.ask('response_required', transcript, limit(it.patient), {
            early: it.early,
            twice: it.twice,
            ...(it.cut === undefined ? {} : { cutAfterChunks: it.cut }),
          }),
        )
      case 'request':
        return void session.request(transcript)
      case 'more':
        return answers(session.more(session.nextResponseId - 1, limit(it.patient)))
      case 'ping':
        return waits.push(session.ping(1, limit(it.patient)))
      case 'begin':
        return answers(session.begin(limit(false)))
      case 'update':
        return session.update(transcript)
      case 'say': {
        const response_id = session.nextResponseId - 1 - it.back
        const chunk = { response_id, content: it.content, content_complete: it.complete, ...it.action }
        return hear(JSON.stringify(chunk))
      }
      case 'raw':
        return hear(it.text)
      case 'binary':
        connected = false
        return handlers?.binary()
      case 'close':
        connected = false
        return session.close()
    }
  }
  for (const it of steps) {
    if (it.do === 'pause') await new Promise(resolve => setImmediate(resolve))
    timers.during(() => void take(it))
    expect(session.connected).toBe(connected)
  }
  session.close()
  await Promise.all(waits)
  await new Promise(resolve => setImmediate(resolve))
  timers.end()
  expect([...timers.live]).toEqual([])
  expect(session.nextResponseId).toBe((ids.at(-1) ?? 0) + 1)
}

test('whatever comes in whatever order, a session neither throws, waits for ever nor gives an id twice', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 60 }), play), { seed, numRuns })
}, 600_000)
