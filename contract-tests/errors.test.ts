// What every operation refuses alike: no key, no JSON, ids of nothing, paths that are none. A refusal changes nothing.

import { expect } from 'vitest'
import { startFakeRetell } from '../src/index.ts'
import type { Operation } from './contract-document.ts'
import { contract, mockOnly, test } from './marks.ts'
import type { TypedOperations } from './raw-client.ts'
import { refusal } from './refusal.ts'
import type { Target } from './target.ts'

const operations = contract.operations.map(operation => [operation.id, operation] as const)
const withBody = operations.filter(([, { body }]) => body)
// A number that cannot be read is no contact's, and is refused otherwise: see contacts.test.ts.
const withParams = operations.filter(([id, { path }]) => path.includes('{') && id !== 'getContactByPhone')

/** By what Retell calls the kind of thing that a parameter names. */
const KINDS: Readonly<Record<string, string>> = {
  agent_id: 'agent',
  llm_id: 'retell-llm',
  phone_number: 'phone-number',
  call_id: 'call',
  chat_id: 'chat',
  voice_id: 'voice',
  test_case_definition_id: 'test-case-definition',
  test_case_batch_job_id: 'test-case-batch-job',
  test_case_job_id: 'test-case-job',
  contact_id: 'contact',
  app_id: 'app',
  knowledge_base_id: 'knowledge-base',
  conversation_flow_id: 'conversation-flow',
  conversation_flow_component_id: 'conversation-flow-component',
}

/** What an operation needs beside an id, so that only the id is wrong. */
const REST: Readonly<Record<string, object>> = {
  createAgentVersion: { body: { base_version: 0 } },
  publishAgentVersion: { body: { version: 0 } },
  deleteAgentVersion: { query: { version: 0 } },
  updateAgent: { body: {} },
  updateRetellLlm: { body: {} },
  updatePhoneNumber: { body: {} },
  updateCall: { body: {} },
  updateChat: { body: {} },
  updateTestCaseDefinition: { body: {} },
  createAgentPlaygroundCompletion: { body: { messages: [] } },
  getMcpTools: { query: { mcp_id: 'any' } },
  updateContact: { body: {} },
  updateApp: { body: {} },
  getAppToolSchema: { body: { app_tool_template_name: 'any' } },
  addKnowledgeBaseSources: { body: {} },
  updateChatAgent: { body: {} },
  updateConversationFlow: { body: {} },
  updateConversationFlowComponent: { body: {} },
  updateLiveCall: { body: {} },
  takeOverLiveCall: { body: { participant_id: 'listener_0000' } },
}

const keyOf = ({ apiKey }: Target) => `Bearer ${apiKey}`

/** A request as it stands, past every check of ours. */
function send({ baseUrl }: Target, { method, path }: Pick<Operation, 'method' | 'path'>, init: RequestInit) {
  const headers = { 'content-type': 'application/json', ...init.headers }
  return fetch(`${baseUrl}${path.replaceAll(/\{\w+\}/g, 'nothing')}`, { ...init, method, headers })
}

const answerOf = async (response: Response) => ({
  status: response.status,
  ...((await response.json()) as object),
})

async function stateOf(api: TypedOperations) {
  const lists = [
    api.listAgentsV1(),
    api.listRetellLlmsV1(),
    api.listPhoneNumbersV1(),
    api.listCallsV2(),
    api.listContacts(),
    api.listApps(),
    api.getCrmConfig(),
  ] as const
  return JSON.stringify(await Promise.all(lists))
}

test.for(operations)('%s without a key is a 401', async ([, operation], { target }) => {
  const refused = { status: 'error', message: 'API key is missing or invalid.' }
  const body = operation.body ? { body: '{}' } : {}
  const response = await send(target, operation, body)
  expect([response.status, await response.json()]).toEqual([401, refused])
})

test('a key that is empty, or comes in another form, is no key', async ({ target }) => {
  for (const authorization of [
    '',
    'Bearer',
    'Bearer ',
    target.apiKey,
    `Basic ${target.apiKey}`,
    `Token ${target.apiKey}`,
  ]) {
    const response = await send(
      target,
      { method: 'GET', path: '/get-concurrency' },
      { headers: { authorization } },
    )
    expect([authorization, response.status]).toEqual([authorization, 401])
  }
})

mockOnly('a key that is not let in is refused, and leaves nothing behind', async () => {
  await using guarded = await startFakeRetell({ time: 'frozen', apiKeys: ['key_known', 'key_second'] })
  const withKey = (key: string, path: string, init: RequestInit = {}) =>
    fetch(`${guarded.url}${path}`, { ...init, headers: { authorization: `Bearer ${key}` } })
  expect((await withKey('key_foreign', '/create-retell-llm', { method: 'POST', body: '{}' })).status).toBe(
    401,
  )
  expect((await withKey('key_known', '/create-retell-llm', { method: 'POST', body: '{}' })).status).toBe(201)
  expect(await (await withKey('key_second', '/list-retell-llms')).json()).toHaveLength(1)
})

mockOnly('another key opens another workspace', async ({ make, fake }) => {
  const { llm_id } = await make.llm()
  const other = fake.workspace()
  expect((await other.fetch(`/get-retell-llm/${llm_id}`)).status).toBe(404)
  expect((await fake.fetch(`/get-retell-llm/${llm_id}`)).status).toBe(200)
})

test.for(withBody.filter(([, { body }]) => body?.json))(
  '%s refuses a body that is not JSON',
  async ([, operation], { target, harness }) => {
    const before = await stateOf(harness)
    const init = { headers: { authorization: keyOf(target) }, body: '{"agent_name": "half' }
    expect(await answerOf(await send(target, operation, init))).toMatchObject({
      status: 'error',
      message: expect.stringContaining('JSON'),
    })
    expect((await send(target, operation, init)).status).toBe(400)
    expect(await stateOf(harness)).toBe(before)
  },
)

test.for(withBody)('%s refuses a body that is no object', async ([, operation], { target, harness }) => {
  const before = await stateOf(harness)
  for (const body of ['[]', '"text"', '7', 'null']) {
    const response = await send(target, operation, { headers: { authorization: keyOf(target) }, body })
    expect([body, response.status]).toEqual([body, 400])
  }
  expect(await stateOf(harness)).toBe(before)
})

test.for(operations.filter(([, { body }]) => body?.required))(
  '%s refuses a request without its body',
  async ([, operation], { target }) => {
    const response = await send(target, operation, { headers: { authorization: keyOf(target) } })
    expect(response.status).toBe(400)
  },
)

test.for(withParams)('%s does not find what is not there', async ([id, { path }], { api, harness }) => {
  const before = await stateOf(harness)
  const name = /\{(\w+)\}/.exec(path)![1]!
  const request = { params: { [name]: 'nothing-of-the-kind', source_id: 'source_gone' }, ...REST[id] }
  expect(await refusal(api.unchecked[id as keyof typeof api.unchecked](request))).toEqual({
    status: 404,
    message: `Item nothing-of-the-kind not found from ${KINDS[name]}`,
  })
  expect(await stateOf(harness)).toBe(before)
})

test('an id of another kind finds nothing', async ({ api, make }) => {
  const { agent_id, response_engine } = await make.agent()
  const llm_id = response_engine.type === 'retell-llm' ? response_engine.llm_id : ''
  const { call_id } = await make.webCall({ agent_id })
  expect(await refusal(api.getAgent({ params: { agent_id: llm_id } }))).toMatchObject({ status: 404 })
  expect(await refusal(api.getRetellLlm({ params: { llm_id: agent_id } }))).toMatchObject({ status: 404 })
  expect(await refusal(api.getCall({ params: { call_id: agent_id } }))).toMatchObject({ status: 404 })
  expect(await refusal(api.createWebCallV2({ body: { agent_id: call_id } }))).toMatchObject({ status: 404 })
})

test.for(['', ' ', '\t\n'])('a number in a query cannot be blank: %j', async (version, { api, make }) => {
  const { llm_id } = await make.llm()
  const blank = api.unchecked.getRetellLlm({ params: { llm_id }, query: { version } })
  const message = 'request/query/version must be integer'
  expect(await refusal(blank)).toEqual({ status: 400, message })
})

test('an id is matched to the letter', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  for (const wrong of [
    agent_id.slice('agent_'.length),
    `${agent_id} `,
    `${agent_id}\u200b`,
    agent_id.toUpperCase(),
  ]) {
    expect(await refusal(api.getAgent({ params: { agent_id: wrong } }))).toEqual({
      status: 404,
      message: `Item ${wrong} not found from agent`,
    })
  }
})

test('a refused update leaves everything as it was', async ({ api, make, harness }) => {
  const { agent_id } = await make.agent({ agent_name: 'Before' })
  const { phone_number } = await make.number({ nickname: 'Before' })
  const before = await stateOf(harness)
  const half = { agent_name: 'After', voice_id: '11labs-Nobody' }
  expect(await refusal(api.updateAgent({ params: { agent_id }, body: half }))).toMatchObject({ status: 404 })
  const bound = { nickname: 'After', inbound_agents: [{ agent_id: 'agent_gone', weight: 1 }] }
  expect(await refusal(api.updatePhoneNumber({ params: { phone_number }, body: bound }))).toMatchObject({
    status: 404,
  })
  expect(await stateOf(harness)).toBe(before)
})

test('a refused publication leaves neither half published', async ({ api, make }) => {
  const { llm_id } = await make.llm()
  const { agent_id } = await make.agent({ response_engine: { type: 'retell-llm', llm_id } })
  await api.deleteRetellLlm({ params: { llm_id }, query: { force_delete: true } })
  expect(
    await refusal(api.publishAgentVersion({ params: { agent_id }, body: { version: 0 } })),
  ).toMatchObject({ status: 404 })
  expect(await api.getAgent({ params: { agent_id } })).toMatchObject({ is_published: false })
})

mockOnly('a fault of the schema is said twice, other refusals once', async ({ fake }) => {
  const fault = await fake.fetch('/create-agent', { method: 'POST', body: '{}' })
  const message = "request/body must have required property 'response_engine'"
  expect(await fault.json()).toEqual({ status: 'error', message, error_message: message })
  const missing = await fake.fetch('/v2/get-call/call_gone')
  expect(await missing.json()).toEqual({ status: 'error', message: 'Item call_gone not found from call' })
})

mockOnly('a body beyond 10 MB is too large, however it is sent', async ({ target, harness }) => {
  const before = await stateOf(harness)
  const operation = { method: 'POST', path: '/create-retell-llm' }
  const headers = { authorization: keyOf(target) }
  const body = JSON.stringify({ general_prompt: 'x'.repeat(10_000_000) })
  expect(await answerOf(await send(target, operation, { headers, body }))).toEqual({
    status: 'error',
    message: 'request body is larger than 10 MB',
  })
  const stream = new Blob([body]).stream()
  const streamed = await send(target, operation, { headers, body: stream, duplex: 'half' })
  expect(streamed.status).toBe(413)
  expect(await stateOf(harness)).toBe(before)
})

mockOnly('a body of almost 10 MB is taken', async ({ api, make }) => {
  const general_prompt = 'x'.repeat(9_900_000)
  const { llm_id } = await make.llm({ general_prompt })
  const llm = await api.getRetellLlm({ params: { llm_id } })
  expect(llm.general_prompt?.length).toBe(general_prompt.length)
  await api.deleteRetellLlm({ params: { llm_id } })
})

test.for([
  ['GET', '/get-agnt/agent_1'],
  ['POST', '/create-retell-llm-version/llm_1'],
  ['DELETE', '/delete-agent-version/agent_1/0'],
  ['GET', '/v1/get-call/call_1'],
  ['GET', '/'],
] as const)('%s %s is no operation', async ([method, path], { target }) => {
  const response = await send(target, { method, path }, { headers: { authorization: keyOf(target) } })
  expect(response.status).toBe(404)
})

mockOnly.for([
  ['GET', '/get-agnt/agent_1', 'did you mean GET /get-agent/{agent_id}?'],
  ['POST', '/v2/create-phonecall', 'did you mean POST /v2/create-phone-call?'],
  ['POST', '/update-agent/agent_1', '/update-agent/agent_1 takes PATCH, not POST'],
  ['GET', '/v3/list-calls', '/v3/list-calls takes POST, not GET'],
] as const)('%s %s is answered with a hint', async ([method, path, hint], { target }) => {
  const response = await send(target, { method, path }, { headers: { authorization: keyOf(target) } })
  expect(response.headers.get('x-fake-retell-hint')).toBe(hint)
  expect([response.status, await response.json()]).toEqual([404, { status: 'error', message: 'Not Found' }])
})

mockOnly('where the documents are followed, a missing thing is a 422', async ({ api, fake }) => {
  fake.settings({ not_found_status: 422 })
  const refused = await refusal(api.getCall({ params: { call_id: 'call_gone' } })).finally(() =>
    fake.settings({ not_found_status: 404 }),
  )
  expect(refused).toEqual({ status: 422, message: 'Item call_gone not found from call' })
})
