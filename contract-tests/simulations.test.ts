// Test cases, the batches that run them, and the playground. How long a run takes and what is said in it are the engine's
// affair; what a verdict follows from is the mock's own, and tested for the mock alone.

import { expect } from 'vitest'
import type { Schemas } from '../src/index.ts'
import type { CleanUp } from './clean-up.ts'
import { mockOnly, spends, test } from './marks.ts'
import { everyItem } from './pages.ts'
import type { TypedOperations } from './raw-client.ts'
import { refusal } from './refusal.ts'

const GONE = 'gone_0123456789abcdef'

async function newCase(
  { api, cleanUp }: { api: TypedOperations; cleanUp: CleanUp },
  llm_id: string,
  fields: Partial<Schemas['CreateTestCaseDefinitionRequest']> = {},
) {
  const made = await api.createTestCaseDefinition({
    body: {
      name: 'Greeting',
      response_engine: { type: 'retell-llm', llm_id },
      user_prompt: 'Say "Hello there" and then "Please book a table".',
      metrics: ['The agent is polite'],
      ...fields,
    },
  })
  const { test_case_definition_id } = made
  cleanUp(() => api.deleteTestCaseDefinition({ params: { test_case_definition_id } }))
  return made
}

test('a test case reads back as it was answered, with what was not named filled in', async ({
  api,
  make,
  cleanUp,
}) => {
  const { llm_id } = await make.llm()
  const made = await newCase({ api, cleanUp }, llm_id)
  expect(made).toMatchObject({
    type: 'simulation',
    name: 'Greeting',
    response_engine: { type: 'retell-llm', llm_id },
    dynamic_variables: {},
    tool_mocks: [],
    llm_model: expect.any(String),
  })
  const params = { test_case_definition_id: made.test_case_definition_id }
  expect(await api.getTestCaseDefinition({ params })).toEqual(made)
})

test('a test case needs an engine that is there, and no customer’s own', async ({ api }) => {
  const body = { name: 'A', user_prompt: 'B', metrics: [] }
  const gone = { ...body, response_engine: { type: 'retell-llm' as const, llm_id: `llm_${GONE}` } }
  expect(await refusal(api.createTestCaseDefinition({ body: gone }))).toMatchObject({ status: 404 })
  const custom = {
    ...body,
    response_engine: { type: 'custom-llm', llm_websocket_url: 'wss://a.example.com' },
  }
  expect(await refusal(api.unchecked.createTestCaseDefinition({ body: custom }))).toMatchObject({
    status: 400,
  })
})

test('a test case changes in what is named, and lists are replaced whole', async ({
  api,
  make,
  cleanUp,
  target,
}) => {
  const { llm_id } = await make.llm()
  const made = await newCase({ api, cleanUp }, llm_id, { metrics: ['One', 'Two'] })
  await target.passTime()
  const params = { test_case_definition_id: made.test_case_definition_id }
  const changed = await api.updateTestCaseDefinition({ params, body: { metrics: ['Three'] } })
  expect(changed).toMatchObject({ name: 'Greeting', metrics: ['Three'] })
  expect(changed.user_modified_timestamp).toBeGreaterThan(made.user_modified_timestamp)
})

test('a test case that is deleted is gone', async ({ api, make }) => {
  const { llm_id } = await make.llm()
  const { test_case_definition_id } = await newCase({ api, cleanUp: () => {} }, llm_id)
  const params = { test_case_definition_id }
  expect(await api.deleteTestCaseDefinition({ params })).toBeUndefined()
  expect(await refusal(api.getTestCaseDefinition({ params }))).toMatchObject({ status: 404 })
})

test('test cases are listed by their engine, page by page or whole', async ({ api, make, cleanUp }) => {
  const { llm_id } = await make.llm()
  const made = [await newCase({ api, cleanUp }, llm_id), await newCase({ api, cleanUp }, llm_id)]
  await newCase({ api, cleanUp }, (await make.llm()).llm_id)
  const ids = made.map(item => item.test_case_definition_id).sort()
  const query = { type: 'retell-llm' as const, llm_id }
  const items = await everyItem(pagination_key =>
    api.listTestCaseDefinitions({ query: { ...query, limit: 1, pagination_key } }),
  )
  expect(items.map(item => item.test_case_definition_id).sort()).toEqual(ids)
  const all = await api.listTestCaseDefinitionsV1({ query })
  expect(all.map(item => item.test_case_definition_id).sort()).toEqual(ids)
  expect(await refusal(api.listTestCaseDefinitions({ query: { type: 'retell-llm' } }))).toMatchObject({
    status: 400,
  })
})

spends(20)(
  'a batch answers its engine with a version, and has a run for each test case',
  async ({ api, make, cleanUp }) => {
    const { llm_id } = await make.llm()
    const { test_case_definition_id } = await newCase({ api, cleanUp }, llm_id)
    const batch = await api.createBatchTest({
      body: {
        test_case_definition_ids: [test_case_definition_id],
        response_engine: { type: 'retell-llm', llm_id },
      },
    })
    expect(batch).toMatchObject({
      response_engine: { type: 'retell-llm', llm_id, version: 0 },
      total_count: 1,
    })
    const params = { test_case_batch_job_id: batch.test_case_batch_job_id }
    expect(await api.getBatchTest({ params })).toMatchObject(params)
    const runs = await everyItem(pagination_key => api.listTestRuns({ params, query: { pagination_key } }))
    expect(runs).toMatchObject([{ test_case_definition_id }])
    expect(await api.listTestRunsV1({ params })).toMatchObject([{ test_case_definition_id }])
    const run = await api.getTestRun({ params: { test_case_job_id: runs[0]!.test_case_job_id } })
    expect(run.test_case_definition_snapshot).toMatchObject({ test_case_definition_id, name: 'Greeting' })
    const query = { type: 'retell-llm' as const, llm_id }
    expect((await api.listBatchTests({ query })).items).toMatchObject([params])
    expect(await api.listBatchTestsV1({ query })).toMatchObject([params])
    expect(await api.listBatchTestsV1({ query: { ...query, version: 7 } })).toEqual([])
  },
)

test('batches and runs that are not there are refused', async ({ api }) => {
  const params = { test_case_batch_job_id: GONE }
  expect(await refusal(api.getBatchTest({ params }))).toMatchObject({ status: 404 })
  expect(await refusal(api.listTestRuns({ params }))).toMatchObject({ status: 404 })
  expect(await refusal(api.getTestRun({ params: { test_case_job_id: GONE } }))).toMatchObject({ status: 404 })
})

mockOnly(
  'a run passes or fails by its metrics, and then the batch is complete',
  async ({ api, make, fake, cleanUp }) => {
    const { llm_id } = await make.llm({
      general_tools: [{ type: 'custom', name: 'book_table', url: 'https://tools.example.com/book' }],
    })
    const tool_mocks: Schemas['ToolMock'][] = [
      { tool_name: 'book_table', input_match_rule: { type: 'any' }, output: '{"table":"T7"}' },
    ]
    const metrics = ['The agent calls book_table', 'It says "T7"']
    const cases = [
      await newCase({ api, cleanUp }, llm_id, { metrics, tool_mocks }),
      await newCase({ api, cleanUp }, llm_id, { metrics }),
    ]
    const { test_case_batch_job_id } = await api.createBatchTest({
      body: {
        test_case_definition_ids: cases.map(item => item.test_case_definition_id),
        response_engine: { type: 'retell-llm', llm_id },
      },
    })
    const params = { test_case_batch_job_id }
    expect(await api.getBatchTest({ params })).toMatchObject({ status: 'in_progress', pass_count: 0 })
    await fake.runUntilIdle()
    expect(await api.getBatchTest({ params })).toMatchObject({
      status: 'complete',
      pass_count: 1,
      fail_count: 1,
    })
    const { items } = await api.listTestRuns({ params })
    expect(items.map(run => run.status)).toEqual(['pass', 'fail'])
    expect(items[1]!.result_explanation).toContain('book_table')
    expect(JSON.stringify(items[0]!.transcript_snapshot)).toContain('Please book a table')
  },
)

spends(5)('the playground answers what the agent adds and keeps nothing', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const messages: Schemas['ChatMessageInput'][] = [
    { role: 'agent', content: 'Hello!' },
    { role: 'user', content: 'Who am I talking to?' },
  ]
  const reply = await api.createAgentPlaygroundCompletion({ params: { agent_id }, body: { messages } })
  const added = reply.messages ?? []
  expect(added.length).toBeGreaterThan(0)
  expect(JSON.stringify(added)).not.toContain('Who am I talking to?')
})

mockOnly('the playground walks from state to state', async ({ api, make }) => {
  const edges = [{ destination_state_name: 'booking', description: 'Wants a table' }]
  const { llm_id } = await make.llm({
    states: [{ name: 'greet', edges }, { name: 'booking' }],
    starting_state: 'greet',
  })
  const { agent_id } = await make.agent({ response_engine: { type: 'retell-llm', llm_id } })
  const reply = await api.createAgentPlaygroundCompletion({
    params: { agent_id },
    body: { messages: [{ role: 'user', content: 'A booking, please' }], current_state: 'greet' },
  })
  expect(reply).toMatchObject({ current_state: 'booking', messages: [{ role: 'state_transition' }, {}] })
})

mockOnly('the playground walks a flow from node to node', async ({ api, make }) => {
  const { conversation_flow_id } = await make.flow({
    start_node_id: 'start',
    nodes: [
      {
        id: 'start',
        type: 'conversation',
        instruction: { type: 'static_text', text: 'A table?' },
        edges: [
          {
            id: 'edge-1',
            transition_condition: { type: 'prompt', prompt: 'User agrees' },
            destination_node_id: 'end',
          },
        ],
      },
      { id: 'end', type: 'end' },
    ],
  })
  const response_engine = { type: 'conversation-flow' as const, conversation_flow_id }
  const { agent_id } = await make.agent({ response_engine })
  const play = (body: Schemas['PlaygroundCompletionRequest']) =>
    api.createAgentPlaygroundCompletion({ params: { agent_id }, body })
  const begun = await play({ messages: [] })
  expect(begun).toMatchObject({
    current_node_id: 'start',
    messages: [
      { role: 'node_transition', former_node_id: 'begin' },
      { role: 'agent', content: 'A table?' },
    ],
  })
  const messages: Schemas['ChatMessageInput'][] = [
    ...begun.messages,
    { role: 'user', content: 'Yes, please' },
  ]
  expect(await play({ messages, current_node_id: 'start' })).toMatchObject({
    current_node_id: 'end',
    call_ended: true,
    messages: [{ role: 'node_transition', new_node_id: 'end', transition_type: 'normal' }],
  })
  expect(await refusal(play({ messages, current_node_id: 'gone' }))).toMatchObject({ status: 400 })
})

spends(30)('SDK 5 makes, reads, edits, lists, runs and deletes a test case', async ({ sdk5, make }) => {
  const { llm_id } = await make.llm()
  const response_engine = { type: 'retell-llm', llm_id } as const
  const { tests } = sdk5
  const { test_case_definition_id: id } = await tests.createTestCaseDefinition({
    name: 'Greeting',
    response_engine,
    user_prompt: 'You want a table.',
    metrics: ['The agent is polite'],
  })
  const changed = await tests.updateTestCaseDefinition(id, { name: 'Booking' })
  expect(await tests.getTestCaseDefinition(id)).toEqual(changed)
  const query = { type: 'retell-llm', llm_id } as const
  expect((await tests.listTestCaseDefinitions(query)).items).toMatchObject([{ name: 'Booking' }])

  const batch = await tests.createBatchTest({ test_case_definition_ids: [id], response_engine })
  const { test_case_batch_job_id } = batch
  expect(await tests.getBatchTest(test_case_batch_job_id)).toMatchObject({ total_count: 1 })
  expect((await tests.listBatchTests(query)).items).toMatchObject([{ test_case_batch_job_id }])
  const { items } = await tests.listTestRuns(test_case_batch_job_id)
  expect(await tests.getTestRun(items![0]!.test_case_job_id)).toMatchObject({ test_case_definition_id: id })
  await tests.deleteTestCaseDefinition(id)
  expect((await tests.listTestCaseDefinitions(query)).items).toEqual([])
})

spends(20)('SDK 4 runs test cases', async ({ sdk4, api, make, cleanUp }) => {
  const { llm_id } = await make.llm()
  const { test_case_definition_id } = await newCase({ api, cleanUp }, llm_id)
  const batch = await sdk4.tests.createBatchTest({
    test_case_definition_ids: [test_case_definition_id],
    response_engine: { type: 'retell-llm', llm_id },
  })
  expect(batch).toMatchObject({ status: 'in_progress', total_count: 1 })
})

spends(5)('SDK 5 plays with an agent', async ({ sdk5, make }) => {
  const { agent_id } = await make.agent()
  const { messages } = await sdk5.playground.completion(agent_id, {
    messages: [{ role: 'user', content: 'Hello' }],
  })
  expect(messages.length).toBeGreaterThan(0)
})
