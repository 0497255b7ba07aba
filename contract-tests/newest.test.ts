// What only the newest SDK has, which is for Python alone: its operations and fields, by plain HTTP. The SDK itself is asked
// in python-tests/.

import { expect } from 'vitest'
import { fictionalNumber, SMALLEST_FLOW } from './makers.ts'
import { mockOnly, test } from './marks.ts'
import { refusal } from './refusal.ts'

const APP = {
  type: 'crm',
  provider: 'hubspot',
  auth_config: { type: 'api_key', api_key: 'a secret of nobody' },
} as const
const TEMPLATE = { app_tool_template_name: 'find_contact' }

mockOnly(
  'a tool of a connected app is set up round by round, and is then a tool like others',
  async ({ api, make }) => {
    const { app_id } = await api.createApp({ body: APP })
    const params = { app_id }
    expect(await refusal(api.getAppToolSchema({ params, body: TEMPLATE }))).toMatchObject({ status: 400 })
    await api.testAppAuth({ params })
    const parameters = []
    for (let round = await api.getAppToolSchema({ params, body: TEMPLATE }); round.input_schema; ) {
      parameters.push(round.input_schema)
      round = await api.getAppToolSchema({ params, body: { ...TEMPLATE, parameters } })
      if (!round.input_schema)
        expect(round).toMatchObject({ complete: true, response_schema: { type: 'object' } })
    }
    expect(parameters.length).toBeGreaterThan(1)
    const tool = {
      type: 'integration_app',
      name: 'find',
      provider: 'hubspot',
      app_id,
      ...TEMPLATE,
      parameters,
    } as const
    expect((await make.llm({ general_tools: [tool] })).general_tools).toEqual([tool])
    const gone = { ...tool, app_id: 'app_of_nobody' }
    const refused = await refusal(api.createRetellLlm({ body: { general_tools: [gone] } }))
    expect(refused).toMatchObject({ status: 400 })
    expect((await api.listApps({ query: { privacy_scope: 'pci' } })).items).toEqual([])
  },
)

test('a model configuration is changed key by key, and a backup is for voice agents', async ({
  api,
  make,
}) => {
  const primary = { model: 'gpt-4.1', tier: 'fast' } as const
  const backup = { model: 'gpt-6-luna', kick_in_timeout_ms: 900 } as const
  const { llm_id } = await make.llm({ model_config: { primary, backup } })
  const params = { llm_id }
  const changed = await api.updateRetellLlm({ params, body: { model_config: { temperature: 1 } } })
  expect(changed.model_config).toMatchObject({ primary, backup, temperature: 1 })
  const response_engine = { type: 'retell-llm', llm_id } as const
  expect(await refusal(api.createChatAgent({ body: { response_engine } }))).toMatchObject({ status: 400 })
  const without = await api.updateRetellLlm({ params, body: { model_config: { backup: null } } })
  expect(without.model_config).not.toHaveProperty('backup')
  const flow = await make.flow({
    model_config: { primary },
    backup_model: { type: 'cascading', model: 'gpt-5' },
  })
  expect(flow).toMatchObject({ model_config: { primary }, backup_model: { model: 'gpt-5' } })
})

test('nodes and tools keep the newest settings', async ({ make }) => {
  const sms = {
    sms_destination: { type: 'phone_number', phone_number: '+14155550142' },
    sms_sender: { type: 'retell_long_code' },
  } as const
  const nodes = [
    { ...SMALLEST_FLOW.nodes[0]!, skippable: true, boosted_keywords: ['Retell'] },
    { id: 'bye', type: 'end' as const, custom_sip_headers: { 'X-Reason': 'done' } },
  ]
  expect((await make.flow({ nodes })).nodes).toEqual(nodes)
  const content = { type: 'predefined' as const, text: 'Hello.' }
  const tool = {
    type: 'send_sms',
    name: 'text',
    sms_content: content,
    speak_after_execution: true,
    ...sms,
  } as const
  expect((await make.llm({ general_tools: [tool] })).general_tools).toEqual([tool])
})

test('an agent keeps the newest settings', async ({ make }) => {
  const settings = {
    voice_model: 'eleven_v4',
    stt_mode: 'custom',
    custom_stt_config: { provider: 'muse', endpointing_ms: 100 },
    denoising_enhancement_level: 0.5,
    enable_dnc_detection: true,
    contact_memory_config: { enable_read: true, enable_update: true },
    pre_session_tools: [{ type: 'code', name: 'look_up', code: 'return 1' }],
  } as const
  const body = { ...settings, pre_session_tools: [...settings.pre_session_tools] }
  expect(await make.agent(body)).toMatchObject(settings)
})

test('a list of agents says which are suspended, and which take transfers', async ({ api, make }) => {
  const { llm_id } = await make.llm({ is_transfer_llm: true })
  const response_engine = { type: 'retell-llm', llm_id } as const
  const { agent_id } = await make.agent({ response_engine, is_transfer_agent: true })
  const is_transfer_agent = { type: 'boolean', op: 'eq', value: true } as const
  const { items } = await api.listAgents({ body: { filter_criteria: { is_transfer_agent } } })
  expect(items).toContainEqual(
    expect.objectContaining({ agent_id, is_suspended: false, is_transfer_agent: true }),
  )
  const plain = (await make.llm()).llm_id
  const transferring = {
    response_engine: { type: 'retell-llm', llm_id: plain },
    voice_id: '11labs-Adrian',
    is_transfer_agent: true,
  } as const
  expect(await refusal(api.createAgent({ body: transferring }))).toMatchObject({ status: 400 })
})

mockOnly('contacts have labelled tags and a memory', async ({ api }) => {
  const tag = { id: 'c0ffee00'.repeat(4), label: 'Regular' }
  expect(await api.updateCrmConfig({ body: { contact_tags: [tag] } })).toMatchObject({ contact_tags: [tag] })
  const body = { phone_number: fictionalNumber(), contact_tag_ids: [tag.id], contact_memory: 'Likes tea.' }
  const contact = await api.createContact({ body })
  expect(contact).toMatchObject({ contact_tags: [tag], contact_memory: 'Likes tea.' })
  const contact_tag_ids = { type: 'enum' as const, op: 'in' as const, value: [tag.id] }
  expect((await api.listContacts({ body: { filter_criteria: { contact_tag_ids } } })).items).toEqual([
    contact,
  ])
  const excluded_contact_ids = [contact.contact_id]
  expect((await api.listContacts({ body: { excluded_contact_ids } })).items).not.toContainEqual(contact)
})

mockOnly('an imported number has codecs, a bought one has none', async ({ api, make }) => {
  const codecs = ['PCMU', 'opus']
  const number = await make.number({ codecs })
  expect(number.sip_outbound_trunk_config).toMatchObject({ codecs })
  const { phone_number } = await api.createPhoneNumber({ body: { area_code: 415 } })
  expect(await refusal(api.updatePhoneNumber({ params: { phone_number }, body: { codecs } }))).toMatchObject({
    status: 400,
  })
})

mockOnly('a key makes one call within an hour', async ({ api, make, fake }) => {
  const { agent_id } = await make.agent()
  const { phone_number } = await make.number()
  const body = {
    from_number: phone_number,
    to_number: '+14155550142',
    override_agent_id: agent_id,
    idempotency_key: 'order 17',
  }
  const { call_id } = await api.createPhoneCall({ body })
  await fake.runUntilIdle()
  expect((await api.createPhoneCall({ body })).call_id).toBe(call_id)
  expect((await api.createPhoneCall({ body: { ...body, idempotency_key: 'order 18' } })).call_id).not.toBe(
    call_id,
  )
  await fake.advance(3_600_000)
  expect((await api.createPhoneCall({ body })).call_id).not.toBe(call_id)
})

mockOnly(
  'who asks not to be called is marked, and no longer called where that is honoured',
  async ({ api, make, fake }) => {
    const { agent_id } = await make.agent({
      enable_dnc_detection: true,
      contact_memory_config: { enable_update: true },
    })
    const { phone_number } = await make.number()
    const to_number = fictionalNumber()
    const { contact_id } = await api.createContact({ body: { phone_number: to_number } })
    const scenario = {
      name: 'leave_me_alone',
      rings: { then: 'answer' },
      caller: [{ say: 'Please stop calling me.' }, { hang_up: true }],
    }
    await fake.fetch('/_fake/scenarios', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ definition: scenario }),
    })
    const body = {
      from_number: phone_number,
      to_number,
      override_agent_id: agent_id,
      honor_internal_dnc: true,
    }
    const { call_id } = await api.createPhoneCall({ body })
    await fake.runUntilIdle()
    const call = await api.getCall({ params: { call_id } })
    expect(call).toMatchObject({ call_status: 'ended', disconnection_reason: 'user_requested_dnc' })
    const contact = await api.getContact({ params: { contact_id } })
    expect(contact).toMatchObject({ do_not_call: true, contact_memory: call.call_analysis?.call_summary })
    expect(await refusal(api.createPhoneCall({ body }))).toMatchObject({ status: 400 })
    expect(await api.createPhoneCall({ body: { ...body, honor_internal_dnc: false } })).toHaveProperty(
      'call_id',
    )
  },
)

test('a key knows the id of its organisation, which its contacts have, too', async ({ api }) => {
  const { org_id } = await api.getApiKeyInfo()
  expect((await api.getCrmConfig()).org_id).toBe(org_id)
})

mockOnly('chats are found by their kind, direction, numbers and storage', async ({ api, make }) => {
  const { agent_id } = await make.chatAgent({ data_storage_setting: 'everything_except_pii' })
  const number = (await make.number()).phone_number
  const to_number = fictionalNumber()
  await api.createContact({ body: { phone_number: to_number, do_not_call: true } })
  const order = { from_number: number, to_number, override_agent_id: agent_id }
  const unwanted = api.createSmsChat({ body: { ...order, honor_internal_dnc: true } })
  expect(await refusal(unwanted)).toMatchObject({ status: 400 })
  const sms = await api.createSmsChat({ body: order })
  const plain = await api.createChat({ body: { agent_id } })
  const found = async (filter_criteria: object) =>
    (await api.listChats({ body: { filter_criteria } })).items.map(({ chat_id }) => chat_id).sort()
  const both = [sms.chat_id, plain.chat_id].sort()
  const among = (...value: string[]) => ({ type: 'enum', op: 'in', value })
  const equal = (value: string) => ({ type: 'string', op: 'eq', value })
  expect(await found({ chat_type: among('sms_chat') })).toEqual([sms.chat_id])
  expect(await found({ chat_type: among('sms_chat', 'api_chat') })).toEqual(both)
  expect(await found({ direction: among('outbound') })).toEqual([sms.chat_id])
  expect(await found({ direction: among('inbound') })).toEqual([])
  expect(await found({ agent_number: equal(number) })).toEqual([sms.chat_id])
  expect(await found({ user_number: equal(to_number) })).toEqual([sms.chat_id])
  expect(await found({ user_number: equal(number) })).toEqual([])
  expect(await found({ data_storage_setting: among('everything_except_pii') })).toEqual(both)
  expect(await found({ data_storage_setting: among('everything') })).toEqual([])
})
