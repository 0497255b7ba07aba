// The bond between an agent and its response engine: which engine a version has, and when it may be another one.

import { expect } from 'vitest'
import { VOICE } from './makers.ts'
import { mockOnly, test } from './marks.ts'
import { refusal } from './refusal.ts'

test('version 0 alone may change to another LLM', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const { llm_id } = await make.llm()
  const response_engine = { type: 'retell-llm', llm_id } as const
  const changed = await api.updateAgent({ params: { agent_id }, body: { response_engine } })
  expect(changed.response_engine).toEqual({ ...response_engine, version: 0 })
})

test('an agent with versions keeps its LLM, which may be named again', async ({ api, make }) => {
  const { agent_id, response_engine } = await make.agent()
  const { llm_id } = await make.llm()
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  const body = { response_engine: { type: 'retell-llm', llm_id } } as const
  expect(await refusal(api.updateAgent({ params: { agent_id }, body }))).toEqual({
    status: 400,
    message: 'Cannot update response engine after agent versions have been created',
  })
  const again = { ...response_engine, version: 1 }
  expect(await api.updateAgent({ params: { agent_id }, body: { response_engine: again } })).toMatchObject({
    version: 1,
  })
})

test('the version of an engine is the version of its agent', async ({ api, make }) => {
  const { llm_id } = await make.llm()
  const response_engine = { type: 'retell-llm', llm_id, version: 3 } as const
  const mismatch = { status: 400, message: 'Response engine version must match agent version' }
  expect(await refusal(api.createAgent({ body: { response_engine, voice_id: VOICE } }))).toEqual(mismatch)
  const { agent_id } = await make.agent({ response_engine: { type: 'retell-llm', llm_id } })
  expect(await refusal(api.updateAgent({ params: { agent_id }, body: { response_engine } }))).toEqual(
    mismatch,
  )
})

test('an agent keeps the type of its engine', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const response_engine = { type: 'custom-llm', llm_websocket_url: 'wss://llm.example.com/socket' } as const
  expect(await refusal(api.updateAgent({ params: { agent_id }, body: { response_engine } }))).toEqual({
    status: 400,
    message: 'Cannot update response engine to different response engine type',
  })
})

mockOnly('with strict binding an agent with versions takes no engine at all', async ({ api, fake, make }) => {
  const { agent_id, response_engine } = await make.agent()
  await api.publishAgent({ params: { agent_id } })
  const body = { response_engine: { ...response_engine, version: 1 } }
  expect(await api.updateAgent({ params: { agent_id }, body })).toMatchObject({ version: 1 })
  fake.settings({ strict_engine_binding: true })
  const refused = await refusal(api.updateAgent({ params: { agent_id }, body })).finally(() =>
    fake.settings({ strict_engine_binding: false }),
  )
  expect(refused).toEqual({
    status: 400,
    message: 'Cannot update response engine after agent versions have been created',
  })
})
