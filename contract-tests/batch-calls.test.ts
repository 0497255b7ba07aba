// Many calls in one request. A batch cannot be taken back, so this is for the mock alone.

import { NotFoundError } from 'retell-sdk'
import { expect } from 'vitest'
import type { Makers } from './makers.ts'
import { mockOnly } from './marks.ts'
import { refusal } from './refusal.ts'

const TASKS = [{ to_number: '+15005550160' }, { to_number: '+15005550161', metadata: { row: 2 } }]

async function lineOf(make: Makers) {
  const { agent_id } = await make.agent()
  return (await make.number({ outbound_agents: [{ agent_id, weight: 1 }] })).phone_number
}

mockOnly('a batch dials its numbers, and its calls are found by its id', async ({ api, make, fake }) => {
  const from_number = await lineOf(make)
  const batch = await api.createBatchCall({ body: { from_number, tasks: TASKS, name: 'Both' } })
  expect(batch).toMatchObject({ from_number, name: 'Both', total_task_count: 2 })
  expect(batch).not.toHaveProperty('call_time_window')
  await fake.runUntilIdle()
  const { batch_call_id } = batch
  const { items } = await api.listCalls({
    body: { filter_criteria: { batch_call_id: { type: 'string', op: 'eq', value: batch_call_id } } },
  })
  expect(items.map(({ metadata }) => metadata)).toEqual(expect.arrayContaining([{ row: 2 }, undefined]))
  for (const call of items) expect(call).toMatchObject({ batch_call_id, from_number, direction: 'outbound' })
  const older = await api.listCallsV2({ body: { filter_criteria: { batch_call_id: [batch_call_id] } } })
  expect(older).toHaveLength(2)
  const others = await api.listCallsV2({ body: { filter_criteria: { batch_call_id: ['batch_call_0'] } } })
  expect(others).toEqual([])
})

mockOnly('a batch waits for its time and its hours', async ({ api, make, fake }) => {
  const from_number = await lineOf(make)
  const trigger_timestamp = fake.now() + 60_000
  const call_time_window = {
    windows: [{ start: 0, end: 1440 }],
    timezone: 'Europe/Berlin',
    day: ['Saturday' as const],
  }
  const body = { from_number, tasks: TASKS, trigger_timestamp, call_time_window }
  const batch = await api.createBatchCall({ body })
  expect(batch).toMatchObject({ scheduled_timestamp: trigger_timestamp, call_time_window })
  const count = async () =>
    (await api.listCallsV2({ body: { filter_criteria: { batch_call_id: [batch.batch_call_id] } } })).length
  await fake.advance(24 * 3_600_000)
  expect(await count()).toBe(0)
  await fake.advance(7 * 24 * 3_600_000)
  expect(await count()).toBe(2)
})

mockOnly('a batch that could not be dialled is refused', async ({ api, make }) => {
  const { phone_number: bare } = await make.number()
  const from_number = await lineOf(make)
  const wrong = (body: object) => refusal(api.unchecked.createBatchCall({ body }))
  expect(await wrong({ from_number: '+14155559999', tasks: TASKS })).toEqual({
    status: 404,
    message: 'Item +14155559999 not found from phone-number',
  })
  expect(await wrong({ from_number: bare, tasks: TASKS })).toMatchObject({ status: 400 })
  expect(await wrong({ from_number })).toEqual({
    status: 400,
    message: "request/body must have required property 'tasks'",
  })
  const call_time_window = { windows: [{ start: 600, end: 60 }] }
  expect(await wrong({ from_number, tasks: TASKS, call_time_window })).toMatchObject({ status: 400 })
})

mockOnly('SDK 5 starts a batch and finds its calls', async ({ sdk5, make, fake }) => {
  const from_number = await lineOf(make)
  const { batch_call_id } = await sdk5.batchCall.createBatchCall({ from_number, tasks: TASKS })
  await fake.settled()
  const value = batch_call_id
  const { items } = await sdk5.call.list({
    filter_criteria: { batch_call_id: { type: 'string', op: 'eq', value } },
  })
  expect(items).toHaveLength(2)
  const gone = sdk5.batchCall.createBatchCall({ from_number: '+14155559999', tasks: TASKS })
  await expect(gone).rejects.toThrow(NotFoundError)
})

mockOnly('SDK 4 starts a batch and finds its calls', async ({ sdk4, make, fake }) => {
  const from_number = await lineOf(make)
  const { batch_call_id } = await sdk4.batchCall.createBatchCall({ from_number, tasks: TASKS })
  await fake.settled()
  expect(await sdk4.call.list({ filter_criteria: { batch_call_id: [batch_call_id] } })).toHaveLength(2)
  const gone = sdk4.batchCall.createBatchCall({ from_number: '+14155559999', tasks: TASKS })
  await expect(gone).rejects.toThrow('404 Item +14155559999 not found from phone-number')
})
