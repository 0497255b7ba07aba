// Batches of calls and the places that calls take, as the API reference has them.

import { expect } from 'vitest'
import { mockOnly, test } from '../marks.ts'
import { ask, type Fields } from './ask.ts'

mockOnly('S176 S177 S178 S179 S180 a batch calls each of its tasks', async ({ target, make, fake }) => {
  const { agent_id } = await make.agent()
  const { phone_number: from_number } = await make.number({ outbound_agents: [{ agent_id, weight: 1 }] })
  const tasks = [
    { to_number: '+14155550142', retell_llm_dynamic_variables: { name: 'Ada' } },
    { to_number: '+14155550143' },
  ]
  const made = await ask(target, 'POST', '/create-batch-call', { from_number, tasks })
  expect(made).toMatchObject({ status: 201, body: { from_number, total_task_count: 2 } })
  await fake.runUntilIdle()
  const filter_criteria = { agent_id: [agent_id] }
  const { body } = await ask<{ items: Fields[] }>(target, 'POST', '/v2/list-call', { filter_criteria })
  const calls = Object.fromEntries(body.items.map(call => [call.to_number, call]))
  expect(calls).toMatchObject({
    '+14155550142': { from_number, retell_llm_dynamic_variables: { name: 'Ada' } },
    '+14155550143': { from_number },
  })
  for (const wrong of [{ tasks }, { from_number }, { from_number, tasks: [{}] }])
    expect((await ask(target, 'POST', '/create-batch-call', wrong)).status).toBe(400)
})

test('S181 S182 S183 the calls that go on are told, and how many may', async ({ target, make }) => {
  const read = async () => (await ask(target, 'GET', '/get-concurrency')).body
  const before = await read()
  expect(before).toMatchObject({
    current_concurrency: expect.any(Number),
    concurrency_limit: expect.any(Number),
  })
  const { agent_id } = await make.agent()
  await make.webCall({ agent_id })
  const after = await read()
  expect(after.concurrency_limit).toBe(before.concurrency_limit)
  expect(after.current_concurrency).toBe(Number(before.current_concurrency) + 1)
})
