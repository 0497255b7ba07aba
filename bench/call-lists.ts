// What a page of the newest list of calls takes with each single filter, and what creating a call takes, when there are a
// million calls, beside the same with a thousand. Both are asked in turns, in this process and without sockets.

import { rmSync } from 'node:fs'
import { wall } from '../src/clock.ts'
import { type CallCrowd, gatherCalls } from './call-crowd.ts'
import { answered } from './crowd.ts'
import { compared, type Measure, median } from './measure.ts'
import type { Workbench } from './workbench.ts'

const LITTLE = 1_000
const MUCH = 1_000_000
/** So that the 99th percentile is not the second longest of all. */
const ROUNDS = 600
/** What takes longer than this is told of, and not asked so often. */
const SLOW_MS = 250
const FEW_ROUNDS = 3

interface Filter {
  name: string
  criteria(of: CallCrowd): object
}

const is = (name: string, filter: object, note = 'most'): Filter => ({
  name: `${name} (${note})`,
  criteria: () => ({ [name]: filter }),
})
const one = (value: unknown) => ({ type: 'enum', op: 'in', value: [value] })
const text = (value: string, op = 'eq') => ({ type: 'string', op, value })
const flag = (value: boolean) => ({ type: 'boolean', op: 'eq', value })
const above = (value: number) => ({ type: 'number', op: 'ge', value })
const below = (value: number) => ({ type: 'number', op: 'le', value })

/** Each with what most or many calls have, and with what only the twenty oldest of a kind have. */
const FILTERS: readonly Filter[] = [
  { name: 'none', criteria: () => ({}) },
  { name: 'agent (most)', criteria: ({ agent }) => ({ agent: [{ agent_id: agent }] }) },
  is('agent', [{ agent_id: 'agent_rare' }], 'few'),
  is('agent', [{ agent_id: 'agent_rare', version: [7] }], 'few, by version'),
  { name: 'call_id', criteria: ({ call }) => ({ call_id: text(call) }) },
  is('agent_tag', one('rare'), 'few'),
  is('batch_call_id', text('batch_call_rare'), 'few'),
  is('call_status', one('ended')),
  is('call_status', one('error'), 'a twentieth'),
  is('call_status', { type: 'enum', op: 'in', value: ['ended', 'error'] }, 'most, by two values'),
  is('call_status', one('ongoing'), 'none'),
  is('call_type', one('phone_call'), 'all'),
  is('call_type', one('web_call'), 'none'),
  is('direction', one('outbound')),
  is('direction', one('inbound'), 'few'),
  { name: 'from_number (most)', criteria: ({ number }) => ({ from_number: text(number) }) },
  is('from_number', text('+15005550142'), 'few'),
  is('to_number', text('+15005550100')),
  is('to_number', text('+15005550143'), 'few'),
  is('disconnection_reason', one('user_hangup')),
  is('disconnection_reason', one('ivr_reached'), 'few'),
  is('user_sentiment', one('Positive')),
  is('user_sentiment', one('Unknown'), 'few'),
  is('call_successful', flag(true)),
  is('call_successful', flag(false), 'few'),
  is('in_voicemail', flag(false)),
  is('in_voicemail', flag(true), 'few'),
  is('data_storage_setting', one('everything')),
  is('data_storage_setting', one('basic_attributes_only'), 'few'),
  is('start_timestamp', above(1_790_000_000_000)),
  is('start_timestamp', below(1_790_000_050_000), 'few'),
  is('end_timestamp', above(1_790_000_000_000)),
  is('end_timestamp', below(1), 'few'),
  is('duration_ms', above(60_000)),
  is('duration_ms', above(99_999_999), 'few'),
  is('combined_cost', above(10)),
  is('combined_cost', above(99_999), 'few'),
  is('e2e_latency_p50', above(1_000)),
  is('e2e_latency_p50', above(99_999), 'few'),
]

export async function measureCallLists({ file }: Workbench): Promise<Measure[]> {
  const files = [file('few-calls.db', ''), file('many-calls.db', '')] as const
  const little = await gatherCalls(files[0], LITTLE)
  const much = await gatherCalls(files[1], MUCH)
  try {
    return [await lists(little, much), await creation(little, much)]
  } finally {
    await Promise.all([little.server.close(), much.server.close()])
    for (const path of files) for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true })
  }
}

/** The filter that suffers most from the size; all of them are printed on the way. */
async function lists(little: CallCrowd, much: CallCrowd): Promise<Measure> {
  let worst = { name: '', littleMs: 1, muchMs: 0 }
  for (const { name, criteria } of FILTERS) {
    const page = (crowd: CallCrowd) => () =>
      answered(crowd.server, 'POST', '/v3/list-calls', { filter_criteria: criteria(crowd), limit: 50 })
    const [littleMs, muchMs] = (await inTurns(page(little), page(much))).map(p99) as [number, number]
    console.error(
      `  ${name}: p99 ${littleMs.toFixed(2)} → ${muchMs.toFixed(2)} ms, ${(muchMs / littleMs).toFixed(2)} ×`,
    )
    if (muchMs / littleMs > worst.muchMs / worst.littleMs) worst = { name, littleMs, muchMs }
  }
  return compared({
    name: `A page of 50 of 1,000,000 calls, p99, slowest of ${FILTERS.length} filters: ${worst.name}`,
    ours: worst.muchMs,
    peer: worst.littleMs,
    unit: 'ms',
    peerName: '1,000 calls',
    target: { atMost: 2 },
  })
}

async function creation(little: CallCrowd, much: CallCrowd): Promise<Measure> {
  const create = (crowd: CallCrowd) => async () => {
    const order = { from_number: crowd.number, to_number: '+15005550100' }
    const bytes = await answered(crowd.server, 'POST', '/v2/create-phone-call', order)
    return () => end(crowd, (JSON.parse(bytes.toString()) as { call_id: string }).call_id)
  }
  const [littleMs, muchMs] = (await inTurns(create(little), create(much))).map(median) as [number, number]
  return compared({
    name: 'create-phone-call with 1,000,000 calls, median',
    ours: muchMs,
    peer: littleMs,
    unit: 'ms',
    peerName: '1,000 calls',
    target: { atMost: 1.2 },
  })
}

/** So that the next one finds a place. */
const end = ({ server }: CallCrowd, callId: string) =>
  answered(server, 'DELETE', `/v2/delete-call/${callId}`).then(() => {})

type Work = () => Promise<unknown>

/** Durations in ms; the first round warms both up. What `work` gives back as a function is done without being timed. */
async function inTurns(...works: [Work, Work]): Promise<[number[], number[]]> {
  const durations: [number[], number[]] = [[], []]
  let rounds = ROUNDS
  for (let round = 0; round <= rounds; round++) {
    for (const [index, work] of works.entries()) {
      const began = wall.monotonic()
      const after = await work()
      const durationMs = wall.monotonic() - began
      if (typeof after === 'function') await after()
      if (round > 0) durations[index]!.push(durationMs)
      if (durationMs > SLOW_MS) rounds = Math.min(rounds, FEW_ROUNDS)
    }
  }
  return durations
}

function p99(durations: readonly number[]): number {
  const sorted = [...durations].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.99) - 1)]!
}
