// Response engines that Retell hosts: made, read, edited, listed, deleted. Their versions are in agent-versions.test.ts.

import { expect } from 'vitest'
import type { Schemas } from '../src/index.ts'
import { test } from './marks.ts'
import { everyPage } from './pages.ts'
import { refusal } from './refusal.ts'

const PARAMETERS = { type: 'object', properties: { name: { type: 'string' } } } as const
const TOOL = { type: 'custom', name: 'book_table', url: 'https://tools.example.com/book' } as const

test('an LLM can be made from nothing, as version 0', async ({ api, cleanUp }) => {
  const llm = await api.createRetellLlm()
  cleanUp(() => api.deleteRetellLlm({ params: { llm_id: llm.llm_id } }))
  expect(llm).toMatchObject({ version: 0, is_published: false })
  expect(llm.llm_id).toMatch(/^llm_[0-9a-f]{28}$/)
  expect(llm).not.toHaveProperty('general_prompt')
})

test('an LLM reads back as it was answered when it was made', async ({ api, make }) => {
  const made = await make.llm({
    model: 'gpt-4.1-mini',
    general_prompt: 'Answer briefly.',
    begin_message: '',
    default_dynamic_variables: { city: 'Lisbon' },
  })
  expect(made).toMatchObject({ begin_message: '', default_dynamic_variables: { city: 'Lisbon' } })
  expect(await api.getRetellLlm({ params: { llm_id: made.llm_id } })).toEqual(made)
})

test('an update of an LLM changes what it names, replaces lists whole, and is cleared by null', async ({
  api,
  make,
}) => {
  const { llm_id } = await make.llm({
    general_prompt: 'Kept',
    begin_message: 'Hello',
    general_tools: [{ type: 'end_call', name: 'hang_up' }],
    default_dynamic_variables: { city: 'Lisbon', day: 'Monday' },
  })
  const changed = await api.updateRetellLlm({
    params: { llm_id },
    body: { begin_message: null, general_tools: [], default_dynamic_variables: { city: 'Porto' } },
  })
  expect(changed).toMatchObject({
    general_prompt: 'Kept',
    general_tools: [],
    default_dynamic_variables: { city: 'Porto' },
  })
  expect(changed.default_dynamic_variables).not.toHaveProperty('day')
  expect(changed.begin_message ?? null).toBeNull()
})

test('an update of an LLM edits the draft in place and notes the time', async ({ api, make, target }) => {
  const made = await make.llm()
  await target.passTime()
  const changed = await api.updateRetellLlm({
    params: { llm_id: made.llm_id },
    body: { general_prompt: 'New' },
  })
  expect(changed.version).toBe(0)
  expect(changed.last_modification_timestamp).toBeGreaterThan(made.last_modification_timestamp)
})

test('a version in the body of an LLM decides nothing', async ({ api, make }) => {
  const { llm_id } = await make.llm()
  const changed = await api.updateRetellLlm({
    params: { llm_id },
    body: { version: 9, general_prompt: 'New' },
  })
  expect(changed).toMatchObject({ version: 0, general_prompt: 'New' })
})

test('what takes transfers is settled when an LLM is made', async ({ api, make }) => {
  const { llm_id } = await make.llm({ is_transfer_llm: false })
  const changed = await api.updateRetellLlm({ params: { llm_id }, body: { is_transfer_llm: true } })
  expect(changed.is_transfer_llm ?? false).toBe(false)
})

test('an LLM speaks with a model or with a speech-to-speech model', async ({ api, make }) => {
  const both = { status: 400, message: 'Cannot set both model and s2s_model' }
  const body = { model: 'gpt-4.1', s2s_model: 'gpt-realtime' } as const
  expect(await refusal(api.createRetellLlm({ body }))).toEqual(both)
  const { llm_id } = await make.llm({ s2s_model: 'gpt-realtime' })
  expect(await refusal(api.updateRetellLlm({ params: { llm_id }, body: { model: 'gpt-4.1' } }))).toEqual(both)
  const swapped = await api.updateRetellLlm({
    params: { llm_id },
    body: { model: 'gpt-4.1', s2s_model: null },
  })
  expect(swapped).toMatchObject({ model: 'gpt-4.1' })
})

test('a tool of an unknown type is refused with its path', async ({ api }) => {
  const body = { general_tools: [{ type: 'function', name: 'look_up' }] }
  const refused = await refusal(api.unchecked.createRetellLlm({ body }))
  expect(refused.status).toBe(400)
  expect(refused.message).toContain('general_tools/0')
  expect(refused.message).toContain('must be equal to one of the allowed values')
})

test('a transfer needs to know how', async ({ api }) => {
  const tool = {
    type: 'transfer_call',
    name: 'to_a_human',
    transfer_destination: { type: 'predefined', number: '+14155550123' },
  }
  const refused = await refusal(api.unchecked.createRetellLlm({ body: { general_tools: [tool] } }))
  expect(refused.status).toBe(400)
  expect(refused.message).toContain("general_tools/0 must have required property 'transfer_option'")
})

test('a tool is called by letters, digits, underscores and dashes', async ({ api }) => {
  const body = { general_tools: [{ type: 'end_call', name: 'hang up!' }] }
  const refused = await refusal(api.unchecked.createRetellLlm({ body }))
  expect(refused.status).toBe(400)
  expect(refused.message).toContain('general_tools/0/name')
})

test('no two tools at hand have one name', async ({ api, make }) => {
  const general_tools: Schemas['LlmTool'][] = [
    { type: 'end_call', name: 'finish' },
    { ...TOOL, name: 'finish' },
  ]
  expect(await refusal(api.createRetellLlm({ body: { general_tools } }))).toMatchObject({ status: 400 })
  const { llm_id } = await make.llm({ general_tools: [{ type: 'end_call', name: 'finish' }] })
  const states = [
    { name: 'open', tools: [{ type: 'end_call', name: 'finish' }] },
  ] satisfies Schemas['LlmState'][]
  const body = { states, starting_state: 'open' }
  expect(await refusal(api.updateRetellLlm({ params: { llm_id }, body }))).toMatchObject({ status: 400 })
})

test('a custom tool comes back with its default and without what Retell does not keep', async ({ make }) => {
  const properties = {
    when: { type: 'string', format: 'date-time' },
    format: { type: 'string', readOnly: true },
  }
  const parameters = { type: 'object', properties, required: [] } as const
  const { general_tools } = await make.llm({
    general_tools: [{ ...TOOL, parameters: { ...parameters, required: [] } }],
  })
  expect(general_tools).toEqual([
    {
      ...TOOL,
      speak_after_execution: true,
      parameters: { type: 'object', properties: { when: { type: 'string' }, format: { type: 'string' } } },
    },
  ])
})

test('states need a first one, which is one of them', async ({ api, make }) => {
  const states = [{ name: 'greet' }, { name: 'book' }]
  expect(await refusal(api.createRetellLlm({ body: { states } }))).toMatchObject({ status: 400 })
  expect(await refusal(api.createRetellLlm({ body: { states, starting_state: 'pay' } }))).toMatchObject({
    status: 400,
  })
  expect(await make.llm({ states, starting_state: 'book' })).toMatchObject({ starting_state: 'book' })
})

test('the steps from one state to another are stored with what they collect', async ({ make }) => {
  const edges = [
    { destination_state_name: 'book', description: 'Wants a table', parameters: { ...PARAMETERS } },
  ]
  const { states } = await make.llm({
    states: [{ name: 'greet', edges }, { name: 'book' }],
    starting_state: 'greet',
  })
  expect(states?.[0]?.edges).toEqual(edges)
})

test('an LLM in use is deleted only by force, and its agent stays', async ({ api, make }) => {
  const { llm_id } = await make.llm()
  const { agent_id } = await make.agent({ response_engine: { type: 'retell-llm', llm_id } })
  expect(await refusal(api.deleteRetellLlm({ params: { llm_id } }))).toMatchObject({ status: 400 })
  expect(await api.getRetellLlm({ params: { llm_id } })).toMatchObject({ llm_id })
  expect(await api.deleteRetellLlm({ params: { llm_id }, query: { force_delete: true } })).toBeUndefined()
  expect(await refusal(api.getRetellLlm({ params: { llm_id } }))).toMatchObject({ status: 404 })
  expect(await api.getAgent({ params: { agent_id } })).toMatchObject({ response_engine: { llm_id } })
})

test('an LLM that nobody uses is deleted with all its versions', async ({ api, make }) => {
  const { llm_id } = await make.llm()
  const { agent_id } = await make.agent({ response_engine: { type: 'retell-llm', llm_id } })
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  await api.deleteAgent({ params: { agent_id } })
  await api.deleteRetellLlm({ params: { llm_id } })
  expect((await api.listRetellLlmsV1()).filter(llm => llm.llm_id === llm_id)).toEqual([])
})

test('pages of LLMs lead to the end, one item an LLM', async ({ api, make }) => {
  const made = [await make.llm(), await make.llm(), await make.llm()]
  const { agent_id } = await make.agent({ response_engine: { type: 'retell-llm', llm_id: made[0]!.llm_id } })
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  for (const sort_order of ['descending', 'ascending'] as const) {
    const pages = await everyPage(pagination_key =>
      api.listRetellLlms({ query: { limit: 2, sort_order, pagination_key } }),
    )
    const ids = pages.flat().map(llm => llm.llm_id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(expect.arrayContaining(made.map(llm => llm.llm_id)))
    expect(pages.flat().find(llm => llm.llm_id === made[0]!.llm_id)?.version).toBe(1)
  }
})

test('the first generation lists every version of an LLM, whole, and pages by id and version', async ({
  api,
  make,
}) => {
  const { llm_id } = await make.llm({ general_prompt: 'In every row' })
  const { agent_id } = await make.agent({ response_engine: { type: 'retell-llm', llm_id } })
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  const all = await api.listRetellLlmsV1()
  const rows = all.filter(llm => llm.llm_id === llm_id)
  expect(rows.map(llm => llm.version).sort()).toEqual([0, 1])
  expect(rows.every(llm => llm.general_prompt === 'In every row')).toBe(true)
  const first = all[0]!
  const query = { pagination_key: first.llm_id, pagination_key_version: first.version, limit: 1 }
  expect(await api.listRetellLlmsV1({ query })).toEqual([all[1]])
})
