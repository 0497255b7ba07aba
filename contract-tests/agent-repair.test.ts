// Mending a draft that refers to what is gone: what changes, what does not, and what is refused.

import { NotFoundError } from 'retell-sdk'
import { expect } from 'vitest'
import { test } from './marks.ts'
import { refusal } from './refusal.ts'

const DEAD = 'knowledge_base_0000000000000000'

test('repairing an agent that is in order changes nothing', async ({ api, make, target }) => {
  const made = await make.agent()
  await target.passTime()
  expect(await api.repairAgent({ params: { agent_id: made.agent_id } })).toEqual(made)
})

test('repairing a chat agent answers a chat agent', async ({ api, make }) => {
  const made = await make.chatAgent()
  expect(await api.repairAgent({ params: { agent_id: made.agent_id } })).toEqual(made)
})

test('a repair takes dead knowledge bases out of the engine', async ({ api, make }) => {
  const { llm_id } = await make.llm({ knowledge_base_ids: [DEAD] })
  const { agent_id } = await make.agent({ response_engine: { type: 'retell-llm', llm_id } })
  await api.repairAgent({ params: { agent_id }, query: { version: '0' } })
  expect((await api.getRetellLlm({ params: { llm_id } })).knowledge_base_ids ?? []).toEqual([])
})

test('a published version is not repaired', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  await api.publishAgentVersion({ params: { agent_id }, body: { version: 0 } })
  expect(await refusal(api.repairAgent({ params: { agent_id } }))).toMatchObject({ status: 422 })
})

test('SDK 5 repairs an agent, and cannot find one that is gone', async ({ sdk5, make }) => {
  const { agent_id } = await make.agent()
  expect(await sdk5.agent.repair(agent_id)).toMatchObject({ agent_id, version: 0 })
  await expect(sdk5.agent.repair('agent_gone')).rejects.toThrow(NotFoundError)
})
