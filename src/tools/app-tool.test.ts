import { expect, test } from 'vitest'
import type { ChatAgent, Schemas } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api } from '../testing/calls.ts'

const KEY = { type: 'api_key', api_key: 'a secret' }
const ADA = { phone: '+14155550101', firstname: 'Ada', lastname: 'King' }

/** An app whose CRM knows one contact, and what an agent with such a tool writes when it is asked to find one. */
async function answersWith(fake: FakeRetell, tool: object, connect = true) {
  const { app_id } = await api<Schemas['AppResponse']>(fake, 'POST', '/create-app', {
    type: 'crm',
    provider: 'hubspot',
    auth_config: KEY,
  })
  if (connect) await api(fake, 'POST', `/test-app-auth/${app_id}`)
  await api(fake, 'POST', '/_fake/crm-records', { items: [{ id: '7', fields: ADA }] })
  const own = {
    type: 'integration_app',
    name: 'find_contact',
    description: 'Finds a contact',
    app_id,
    provider: 'hubspot',
    app_tool_template_name: 'find_contact',
    parameters: [
      { type: 'object', properties: { object_type: { type: 'string', const: 'contact' } } },
      { type: 'object', properties: { phone: { type: 'string', const: '{{caller}}' } } },
    ],
    ...tool,
  }
  const llm = await api<object>(fake, 'POST', '/create-retell-llm', { general_tools: [own] })
  const response_engine = { type: 'retell-llm', ...llm }
  const { agent_id } = await api<ChatAgent>(fake, 'POST', '/create-chat-agent', { response_engine })
  const retell_llm_dynamic_variables = { caller: ADA.phone }
  const { chat_id } = await api<{ chat_id: string }>(fake, 'POST', '/create-chat', {
    agent_id,
    retell_llm_dynamic_variables,
  })
  const content = 'Please find the contact'
  const { messages } = await api<Schemas['ChatCompletion']>(fake, 'POST', '/create-chat-completion', {
    chat_id,
    content,
  })
  await api(fake, 'PATCH', `/end-chat/${chat_id}`)
  const { collected_dynamic_variables } = await api<Schemas['Chat']>(fake, 'GET', `/get-chat/${chat_id}`)
  return { result: messages.find(({ role }) => role === 'tool_call_result'), collected_dynamic_variables }
}

test('a tool of an app finds a contact, and its variables come from all of it', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { result, collected_dynamic_variables } = await answersWith(fake, {
    output_selection: { mode: 'subset', fields: ['firstname'] },
    response_variables: { surname: 'lastname' },
  })
  expect(result).toMatchObject({ successful: true, content: '{"firstname":"Ada"}' })
  expect(collected_dynamic_variables).toEqual({ surname: 'King' })
})

test('a contact that is not there is an empty answer, and all of one that is there is shown', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const stranger = { type: 'object', properties: { phone: { const: '+14155550199' } } }
  expect((await answersWith(fake, { parameters: [stranger] })).result).toMatchObject({ content: '{}' })
  const { result } = await answersWith(fake, {})
  expect(JSON.parse((result as { content: string }).content)).toEqual({ id: '7', ...ADA })
})

test('a tool of an app that is not connected fails, and the chat goes on', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { result } = await answersWith(fake, {}, false)
  expect(result).toMatchObject({ successful: false, content: expect.stringContaining('is not connected') })
})
