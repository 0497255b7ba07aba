// What is left of a call's record by its storage setting, and links that expire. Ends of calls and time are the mock's to
// decide, so this is for the mock alone.

import { expect } from 'vitest'
import type { Schemas } from '../src/index.ts'
import { mockOnly } from './marks.ts'
import { refusal } from './refusal.ts'

const SAID = ['transcript', 'transcript_object', 'transcript_with_tool_calls', 'recording_url'] as const
const DAY = 86_400_000

mockOnly('a call stored without PII has scrubbed copies only', async ({ api, make, fake }) => {
  const { agent_id } = await make.agent({
    data_storage_setting: 'everything_except_pii',
    pii_config: { mode: 'post_call', categories: ['email', 'phone_number'] },
  })
  const { phone_number } = await make.number({ outbound_agents: [{ agent_id, weight: 1 }] })
  const { call_id } = await api.createPhoneCall({
    body: {
      from_number: phone_number,
      to_number: '+14155550160',
      metadata: { email: 'ada@mail.example' },
      retell_llm_dynamic_variables: { note: 'Write to ada@mail.example.' },
    },
  })
  await fake.runUntilIdle()
  const call = await api.getCall({ params: { call_id } })
  for (const field of [...SAID, 'metadata', 'call_analysis', 'to_number'])
    expect(call).not.toHaveProperty(field)
  expect(call).toMatchObject({
    from_number: phone_number,
    scrubbed_metadata: { email: '[email 1]' },
    scrubbed_retell_llm_dynamic_variables: { note: 'Write to [email 1].' },
    scrubbed_call_analysis: { call_summary: expect.any(String), call_successful: true },
  })
  expect(call.scrubbed_transcript_with_tool_calls!.length).toBeGreaterThan(0)
  for (const url of [
    call.scrubbed_recording_url!,
    call.scrubbed_recording_multi_channel_url!,
    call.public_log_url!,
  ])
    expect((await fake.fetch(url)).status).toBe(200)
})

mockOnly(
  'a call that stores basic attributes keeps its outcome and its cost',
  async ({ api, make, fake }) => {
    const { agent_id } = await make.agent({ data_storage_setting: 'basic_attributes_only' })
    const { call_id } = await make.webCall({ agent_id, metadata: { order: 17 } })
    await fake.runUntilIdle()
    const call = await api.getCall({ params: { call_id } })
    for (const field of [...SAID, 'public_log_url', 'metadata']) expect(call).not.toHaveProperty(field)
    expect(Object.keys(call.call_analysis!).sort()).toEqual([
      'call_successful',
      'in_voicemail',
      'user_sentiment',
    ])
    expect(call).toMatchObject({
      call_status: 'ended',
      call_cost: { combined_cost: expect.any(Number) },
      tool_calls: [],
    })
    expect(await refusal(api.rerunCallAnalysis({ params: { call_id } }))).toMatchObject({ status: 422 })
  },
)

mockOnly('signed links of a call expire, and asking again gives new ones', async ({ api, make, fake }) => {
  const { agent_id } = await make.agent({ opt_in_signed_url: true, signed_url_expiration_ms: 60_000 })
  const { call_id } = await make.webCall({ agent_id })
  await fake.runUntilIdle()
  const { recording_url } = await api.getCall({ params: { call_id } })
  expect((await fake.fetch(recording_url!)).status).toBe(200)
  await fake.advance(60_000)
  expect((await fake.fetch(recording_url!)).status).toBe(403)
  const again = await api.getCall({ params: { call_id } })
  expect((await fake.fetch(again.recording_url!)).status).toBe(200)
})

mockOnly('a call is gone on the day after the days of its agent are over', async ({ api, make, fake }) => {
  const { agent_id } = await make.agent({ data_storage_retention_days: 1 })
  const { call_id } = await make.webCall({ agent_id })
  await fake.runUntilIdle()
  await fake.advance(2 * DAY)
  expect(await refusal(api.getCall({ params: { call_id } }))).toMatchObject({ status: 404 })
  const { items } = await api.listCalls({ body: { filter_criteria: { agent: [{ agent_id }] } } })
  expect(items).toEqual([])
})

mockOnly('a chat stores what its agent says, and is deleted after its days', async ({ api, make, fake }) => {
  const storage = { data_storage_setting: 'basic_attributes_only', data_storage_retention_days: 1 } as const
  const { agent_id } = await make.chatAgent(storage satisfies Partial<Schemas['CreateChatAgentRequest']>)
  const { chat_id } = await api.createChat({ body: { agent_id, metadata: { order: 17 } } })
  await api.createChatCompletion({ body: { chat_id, content: 'Hello.' } })
  await api.endChat({ params: { chat_id } })
  await fake.runUntilIdle()
  const chat = await api.getChat({ params: { chat_id } })
  for (const field of ['transcript', 'message_with_tool_calls', 'metadata'])
    expect(chat).not.toHaveProperty(field)
  await fake.advance(2 * DAY)
  expect(await refusal(api.getChat({ params: { chat_id } }))).toMatchObject({ status: 404 })
})
