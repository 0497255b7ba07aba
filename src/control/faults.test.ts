import Retell from 'retell-sdk'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'
import { api } from '../testing/calls.ts'

const fake = await startFakeRetell({ time: 'frozen' })
afterAll(() => fake.close())
beforeEach(() => fake.reset())

const order = (fault: object) => api<{ faults: object[] }>(fake, 'POST', '/_fake/faults', fault)
const client = new Retell({ apiKey: fake.apiKey, baseURL: fake.url })

test('a fault refuses as many requests as it was ordered for, and they do nothing', async () => {
  expect(await order({ status: 503, operation: 'createRetellLlm', message: 'Busy.', times: 2 })).toEqual({
    fault_id: 'fault_1',
    faults: [
      {
        status: 503,
        operation: 'createRetellLlm',
        message: 'Busy.',
        times: 2,
        fault_id: 'fault_1',
        struck: 0,
        left: 2,
      },
    ],
  })
  const create = () => fake.fetch('/create-retell-llm', { method: 'POST', body: '{}' })
  expect((await fake.fetch('/list-retell-llms')).status).toBe(200)
  const [first, second, third] = [await create(), await create(), await create()]
  expect([first.status, second.status, third.status]).toEqual([503, 503, 201])
  expect(await first.json()).toEqual({ status: 'error', message: 'Busy.' })
  expect(await (await fake.fetch('/list-retell-llms')).json()).toHaveLength(1)
})

test('the SDK gets past a fault that passes, and not past one that stays', async () => {
  await order({ status: 500, times: 2 })
  expect(await client.concurrency.retrieve()).toHaveProperty('concurrency_limit')
  await order({ status: 500, times: 3 })
  await expect(client.concurrency.retrieve()).rejects.toThrow(Retell.InternalServerError)
})

test('faults belong to a workspace, and are taken back by it or by its reset', async () => {
  await order({ status: 500 })
  expect((await fake.workspace().fetch('/get-concurrency')).status).toBe(200)
  await fake.fetch('/_fake/faults', { method: 'DELETE' })
  expect((await fake.fetch('/get-concurrency')).status).toBe(200)
  await order({ status: 500 })
  fake.reset()
  expect((await fake.fetch('/get-concurrency')).status).toBe(200)
})

test('a fault that could not come is refused', async () => {
  await expect(order({ status: 200 })).rejects.toThrow('answered 400')
  await expect(order({ status: 500, operation: 'createCall' })).rejects.toThrow(
    'names no operation of /openapi.json: createCall',
  )
})

test('an ordered failure is in the log of requests', async () => {
  await order({ status: 429 })
  await fake.fetch('/get-concurrency')
  const { items } = await api<{ items: object[] }>(fake, 'GET', '/_fake/requests')
  expect(items.at(-1)).toMatchObject({ operation: 'getConcurrency', status: 429 })
})
