import { expect, test } from 'vitest'
import type { WebCall } from '../contract.ts'
import { newBench } from './testing-context.ts'

const call = (call_id: string, call_status: WebCall['call_status']): WebCall => ({
  call_id,
  call_status,
  call_type: 'web_call',
  agent_id: 'agent_1',
  agent_version: 0,
  access_token: 'token',
})

test('every field is answered, and nothing is bought, burst or reserved at first', () => {
  expect(newBench().ask('getConcurrency')).toEqual({
    current_concurrency: 0,
    concurrency_limit: 20,
    base_concurrency: 20,
    purchased_concurrency: 0,
    concurrency_purchase_limit: 100,
    remaining_purchase_limit: 100,
    concurrency_burst_enabled: false,
    concurrency_burst_limit: 0,
    reserved_inbound_concurrency: 0,
  })
})

test('the calls that are registered or ongoing count', () => {
  const bench = newBench()
  const statuses = ['registered', 'ongoing', 'ended', 'error', 'not_connected'] as const
  for (const status of statuses)
    bench.world.store.calls.insert(call(`call_${status}`, status), bench.world.now())
  expect(bench.ask('getConcurrency').current_concurrency).toBe(2)
})

test.each([5, 20, 70, 500])('with a limit of %i the numbers agree with one another', limit => {
  const bench = newBench()
  bench.world.changeSettings({ concurrency_limit: limit })
  const concurrency = bench.ask('getConcurrency')
  const { base_concurrency: base = -1, purchased_concurrency: purchased = -1 } = concurrency
  expect(concurrency.concurrency_limit).toBe(limit)
  expect(base).toBe(Math.min(limit, 20))
  expect(base + purchased).toBe(limit)
  const { concurrency_purchase_limit: purchasable = -1, remaining_purchase_limit: remaining = -1 } =
    concurrency
  expect(purchased + remaining).toBe(purchasable)
})
