import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { WebCall } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import { Calls } from '../store/calls.ts'
import { openDatabase } from '../store/database.ts'
import { sliceOf } from '../store/paging.ts'
import { api, dial, scriptedAgent } from '../testing/calls.ts'
import { stocked } from '../testing/explained-store.ts'
import { type Bench, newBench } from './testing-context.ts'

type Order = 'ascending' | 'descending'
type Generation = 'listCalls' | 'listCallsV2' | 'listCallReference'

const ORDERS: readonly Order[] = ['ascending', 'descending']
const GENERATIONS: readonly Generation[] = ['listCalls', 'listCallsV2', 'listCallReference']
const EVERY = ORDERS.flatMap(order => GENERATIONS.map(generation => [generation, order] as const))

const PATHS = {
  listCalls: '/v3/list-calls',
  listCallsV2: '/v2/list-calls',
  listCallReference: '/v2/list-call',
} as const

type Answer = { call_id: string }[] | { items: { call_id: string }[]; pagination_key?: string }

/** The ids of a page, and the key of the next if there is one; an older list goes on until nothing comes. */
function pageIn(answer: Answer): { ids: string[]; next: string | undefined } {
  const ids = (Array.isArray(answer) ? answer : answer.items).map(({ call_id }) => call_id)
  return { ids, next: Array.isArray(answer) ? ids.at(-1) : answer.pagination_key }
}

test.each(EVERY)(
  '%s, %s: calls that start between two pages keep their places',
  async (generation, order) => {
    await using fake = await startFakeRetell({ time: 'frozen' })
    const agent = await scriptedAgent(fake, {})
    const made: string[] = []
    for (let count = 0; count < 6; count++) {
      made.push((await dial(fake, agent)).call_id)
      await fake.advance(500)
    }
    const inOrder = await everyId(fake, order)
    const seen: string[] = []
    let next: string | undefined
    for (let pages = 0; pages === 0 || next !== undefined; pages++) {
      expect(pages).toBeLessThan(6)
      const asked = { limit: 2, sort_order: order, pagination_key: next }
      const page = pageIn(await api<Answer>(fake, 'POST', PATHS[generation], asked))
      seen.push(...page.ids)
      next = page.next
      await fake.advance(1_400)
    }
    expect(seen).toEqual(inOrder)
    expect(await everyId(fake, order)).not.toEqual(inOrder)
  },
)

async function everyId(fake: Parameters<typeof api>[0], sort_order: Order): Promise<string[]> {
  return pageIn(await api<Answer>(fake, 'POST', '/v2/list-calls', { sort_order })).ids
}

const registered = (call_id: string): WebCall => ({
  call_id,
  call_type: 'web_call',
  agent_id: 'agent_1',
  agent_version: 0,
  call_status: 'registered',
  access_token: 't',
})
const started = (call_id: string, start_timestamp: number): WebCall => ({
  ...registered(call_id),
  call_status: 'ongoing',
  start_timestamp,
})

type Change = { do: 'make' | 'start' | 'delete' | 'delete the last seen' | 'pass'; which: number }

const change: fc.Arbitrary<Change> = fc.record({
  do: fc.constantFrom('make', 'make', 'start', 'start', 'delete', 'delete the last seen'),
  which: fc.nat(20),
})

/** Calls that are made, start and go at random, in a workspace whose clock moves only when time is to pass. */
class Changing {
  readonly bench: Bench = newBench()
  readonly alive: string[] = []
  readonly #unstarted = new Set<string>()
  #made = 0

  /** Nothing is left of what was made before. */
  clear(): void {
    for (const id of this.alive.splice(0)) this.bench.world.store.calls.delete(id)
    this.#unstarted.clear()
  }

  apply({ do: what, which }: Change, lastSeen?: string): void {
    const { calls } = this.bench.world.store
    const of = (ids: readonly string[]) => ids[which % ids.length]
    // Several things may happen at one moment.
    this.bench.pass(which % 3)
    const now = this.bench.world.now()
    if (what === 'make') {
      const { call_id } = calls.insert(registered(`call_${++this.#made}`), now)
      this.alive.push(call_id)
      this.#unstarted.add(call_id)
    } else if (what === 'start') {
      const id = of([...this.#unstarted])
      if (id !== undefined && this.#unstarted.delete(id)) calls.put(started(id, now))
    } else {
      const id = what === 'delete' ? of(this.alive) : lastSeen
      if (id === undefined || !this.alive.includes(id)) return
      this.alive.splice(this.alive.indexOf(id), 1)
      this.#unstarted.delete(id)
      calls.delete(id)
    }
  }
}

test.each(EVERY)(
  '%s, %s: whatever starts, comes and goes, every call is told once, in the order of the first page',
  (generation, order) => {
    const changes = fc.array(change, { maxLength: 12 })
    const pages = fc.array(fc.array(change, { maxLength: 5 }), { minLength: 1, maxLength: 12 })
    const changing = new Changing()
    const property = fc.property(changes, pages, fc.integer({ min: 1, max: 4 }), (before, between, limit) => {
      changing.clear()
      for (const each of before) changing.apply(each)
      const ask = (pagination_key?: string, most = limit) =>
        pageIn(
          changing.bench.ask(generation, {
            body: { limit: most, sort_order: order, pagination_key },
          }) as Answer,
        )
      const inOrder = ask(undefined, 50).ids
      const throughout = new Set(inOrder)
      const seen: string[] = []
      let next: string | undefined
      for (let count = 0; count === 0 || next !== undefined; count++) {
        const page = ask(next)
        seen.push(...page.ids)
        next = page.next
        for (const each of between[count] ?? []) changing.apply(each, page.ids.at(-1))
      }
      for (const id of throughout) if (!changing.alive.includes(id)) throughout.delete(id)
      expect(new Set(seen).size).toBe(seen.length)
      expect(seen.filter(id => throughout.has(id))).toEqual(inOrder.filter(id => throughout.has(id)))
    })
    fc.assert(property, { seed: 1, numRuns: 150 })
  },
)

const idsOn = (calls: Calls, order: Order, pagination_key?: string) => {
  const { items, pagination_key: next } = calls.page({
    conditions: [],
    ...sliceOf({ limit: 2, sort_order: order, pagination_key }),
  })
  return { ids: items.map(({ call_id }) => call_id), next }
}

test.each(ORDERS)('a restart does not change the order that a cursor carries, %s', order => {
  const sql = openDatabase(':memory:')
  const before = new Calls(sql, 1)
  for (const at of [1, 2, 3, 4, 5, 6]) before.insert(registered(`call_${at}`), at)
  before.put(started('call_1', 10))
  const all = ['call_2', 'call_3', 'call_4', 'call_5', 'call_6', 'call_1']
  const inOrder = order === 'ascending' ? all : all.toReversed()
  const first = idsOn(before, order)
  // The last that started is gone, and yet the next one to start has not started before the page.
  before.delete('call_1')
  const after = new Calls(sql, 1)
  for (const id of ['call_4', 'call_3']) after.put(started(id, 11))
  const second = idsOn(after, order, first.next)
  const third = idsOn(after, order, second.next)
  const seen = [...first.ids, ...second.ids, ...third.ids]
  expect(seen.filter(id => id !== 'call_1')).toEqual(inOrder.filter(id => id !== 'call_1'))
})

test('after a restart an older list goes on where the call that ended a page stands', () => {
  const sql = openDatabase(':memory:')
  const before = new Calls(sql, 1)
  for (const at of [1, 2, 3]) before.insert(registered(`call_${at}`), at)
  const query = { conditions: [], limit: 1, order: 'ascending' } as const
  const idsAfter = (calls: Calls, id?: string) => calls.pageAfter(id, query).map(({ call_id }) => call_id)
  expect(idsAfter(before)).toEqual(['call_1'])
  before.put(started('call_1', 10))
  expect(idsAfter(before, 'call_1')).toEqual(['call_2'])
  expect(idsAfter(new Calls(sql, 1), 'call_1')).toEqual([])
})

test('calls that have moved since the first page are found by an index of their moves', () => {
  const { bench, plans } = stocked()
  const { calls } = bench.world.store
  for (let count = 0; count < 6; count++) calls.insert(registered(`call_${count}`), count)
  const body = {
    limit: 2,
    filter_criteria: { call_type: { type: 'enum', op: 'in', value: ['web_call'] } },
  }
  const { pagination_key } = bench.ask('listCalls', { body })
  plans.length = 0
  bench.ask('listCalls', { body: { ...body, pagination_key } })
  const still = [
    'SEARCH calls USING INDEX calls_call_type_sort_at (workspace=? AND call_type=? AND sort_at<?)',
  ]
  expect(plans).toEqual(still)
  calls.put(started('call_0', 9))
  plans.length = 0
  bench.ask('listCalls', { body: { ...body, pagination_key } })
  expect(plans).toEqual([
    ...still,
    'SEARCH calls USING INDEX calls_moved (workspace=? AND moved>?)',
    'USE TEMP B-TREE FOR ORDER BY',
  ])
})
