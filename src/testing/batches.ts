// Batches of calls, ordered over HTTP.

import type { Call, PhoneCall, Schemas } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api, type Fetching, numberFor, scriptedAgent } from './calls.ts'

export type Order = Partial<Schemas['CreateBatchCallRequest']>

export type Batch = Schemas['BatchCallResponse']

/** 15 January 2026, a Thursday, noon UTC. */
export const NOON = 1_768_478_400_000
export const HOUR_MS = 3_600_000
export const frozen = () => startFakeRetell({ time: 'frozen', now: NOON })
export const batchOf = (fake: Fetching, order: Order) => api<Batch>(fake, 'POST', '/create-batch-call', order)

export const numbered = (count: number, more: Partial<Schemas['BatchCallTask']> = {}) =>
  Array.from({ length: count }, (_, index) => ({ to_number: `+1500555${7000 + (index % 3000)}`, ...more }))

export async function newNumber(fake: FakeRetell, settings = {}) {
  return (await numberFor(fake, await scriptedAgent(fake, settings))).phone_number
}

/** The calls of a batch, in the order in which they were made. */
export async function callsOf(fake: Fetching, { batch_call_id }: Pick<Batch, 'batch_call_id'>) {
  const filter_criteria = { batch_call_id: [batch_call_id] }
  const body = { filter_criteria, sort_order: 'ascending', limit: 1000 }
  return (await api<Call[]>(fake, 'POST', '/v2/list-calls', body)) as PhoneCall[]
}
