import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'
import { dial, scriptedAgent } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'

const CALLS = 3

/** A receiver that answers when `count` requests wait for it, and notes how many waited at most. */
async function startTogether(count: number) {
  const waiting: ServerResponse[] = []
  const seen = { most: 0 }
  const receiver = await startReceiver((_request, response) => {
    waiting.push(response)
    seen.most = Math.max(seen.most, waiting.length)
    if (waiting.length === count) for (const one of waiting.splice(0)) one.writeHead(204).end()
  })
  return { receiver, seen }
}

async function dialMany(fake: Awaited<ReturnType<typeof startFakeRetell>>, url: string): Promise<string[]> {
  const agent = await scriptedAgent(fake, { webhook_url: url })
  const ids: string[] = []
  for (let count = 0; count < CALLS; count++) ids.push((await dial(fake, agent)).call_id)
  return ids
}

test('with webhooks_at_once, webhooks of one moment about different calls go out side by side', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  fake.settings({ webhooks_at_once: 32 })
  const { receiver, seen } = await startTogether(CALLS)
  await using _receiver = receiver
  const ids = await dialMany(fake, receiver.url)
  await fake.advance(5_000)
  expect(seen.most).toBe(CALLS)
  expect(receiver.events()).toEqual(Array.from({ length: CALLS }, () => 'call_started'))
  const deliveries = fake.deliveries()
  expect(deliveries.map(({ call_id, state }) => [call_id, state])).toEqual(ids.map(id => [id, 'delivered']))
})

test('unless it is set, a webhook on a frozen clock waits for the answer to the one before', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  let waiting = 0
  let most = 0
  await using receiver = await startReceiver(async (_request, response) => {
    waiting += 1
    most = Math.max(most, waiting)
    // Time enough for another to come in.
    for (let turn = 0; turn < 50; turn++) await new Promise(resolve => setImmediate(resolve))
    waiting -= 1
    response.writeHead(204).end()
  })
  await dialMany(fake, receiver.url)
  await fake.runUntilIdle()
  expect(receiver.received).toHaveLength(3 * CALLS)
  expect(most).toBe(1)
})

test('the events of one call stay in order, however many calls there are', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  fake.settings({ webhooks_at_once: 32 })
  await using receiver = await startReceiver()
  const ids = await dialMany(fake, receiver.url)
  await fake.runUntilIdle()
  const told = receiver.received.map(
    ({ body }) => JSON.parse(body) as { event: string; call: { call_id: string } },
  )
  for (const id of ids)
    expect(told.filter(({ call }) => call.call_id === id).map(({ event }) => event)).toEqual([
      'call_started',
      'call_ended',
      'call_analyzed',
    ])
})

test('one that fails among them is tried again, and the others are not', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  fake.settings({ webhooks_at_once: 32 })
  let unlucky: string | undefined
  await using receiver = await startReceiver(({ body }, response) => {
    const isUnlucky = unlucky !== undefined && body.includes(unlucky)
    if (isUnlucky) unlucky = undefined
    response.writeHead(isUnlucky ? 500 : 204).end()
  })
  unlucky = (await dialMany(fake, receiver.url))[1]
  await fake.advance(10_000)
  expect(fake.deliveries({ event: 'call_started' }).map(({ attempts }) => attempts.length)).toEqual([1, 2, 1])
})
