import { expect, test } from 'vitest'
import { type Bench, newBench, newLlm } from './testing-context.ts'

const bodyFor = (llm_id: string, body: object = {}) => ({
  name: 'Books a table',
  response_engine: { type: 'retell-llm', llm_id },
  user_prompt: 'You want a table.',
  metrics: ['Polite'],
  ...body,
})
const newCase = (bench: Bench, llm_id: string, body: object = {}) =>
  bench.ask('createTestCaseDefinition', { body: bodyFor(llm_id, body) })

test('a test case answers what was sent and the defaults of the rest, and reads back', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const made = newCase(bench, llm_id)
  expect(made).toMatchObject({
    ...bodyFor(llm_id),
    type: 'simulation',
    dynamic_variables: {},
    tool_mocks: [],
    llm_model: 'gpt-4.1',
    creation_timestamp: bench.world.now(),
    user_modified_timestamp: bench.world.now(),
  })
  expect(made.response_engine).not.toHaveProperty('version')
  const params = { test_case_definition_id: made.test_case_definition_id }
  expect(bench.ask('getTestCaseDefinition', { params })).toEqual(made)
})

test('the engine must be there, and a customer’s own is refused', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const refused = (response_engine: object) =>
    bench.refusal('createTestCaseDefinition', { body: bodyFor(llm_id, { response_engine }) })
  expect(refused({ type: 'retell-llm', llm_id: 'llm_gone' })).toEqual({
    status: 404,
    message: 'Item llm_gone not found from retell-llm',
  })
  expect(refused({ type: 'retell-llm', llm_id, version: 4 }).status).toBe(404)
  expect(refused({ type: 'conversation-flow', conversation_flow_id: 'flow_gone' }).status).toBe(404)
  expect(refused({ type: 'custom-llm', llm_websocket_url: 'wss://llm.example.com' }).status).toBe(400)
})

test('an update changes what it names, notes the time and checks the engine', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const made = newCase(bench, llm_id, { metrics: ['One', 'Two'] })
  const params = { test_case_definition_id: made.test_case_definition_id }
  bench.pass()
  const changed = bench.ask('updateTestCaseDefinition', { params, body: { metrics: ['Three'] } })
  expect(changed).toEqual({ ...made, metrics: ['Three'], user_modified_timestamp: bench.world.now() })
  expect(bench.ask('getTestCaseDefinition', { params })).toEqual(changed)
  const body = { response_engine: { type: 'retell-llm', llm_id: 'llm_gone' } }
  expect(bench.refusal('updateTestCaseDefinition', { params, body }).status).toBe(404)
})

test('a test case that is not there is 404 to read, change and delete, also once it is deleted', () => {
  const bench = newBench()
  const params = {
    test_case_definition_id: newCase(bench, newLlm(bench)).test_case_definition_id,
  }
  bench.ask('deleteTestCaseDefinition', { params })
  const refused = {
    status: 404,
    message: `Item ${params.test_case_definition_id} not found from test-case-definition`,
  }
  expect(bench.refusal('getTestCaseDefinition', { params })).toEqual(refused)
  expect(bench.refusal('updateTestCaseDefinition', { params, body: {} })).toEqual(refused)
  expect(bench.refusal('deleteTestCaseDefinition', { params })).toEqual(refused)
})

test('a list is about one engine, which its query must name', () => {
  const bench = newBench()
  const [llm_id, other] = [newLlm(bench), newLlm(bench)]
  const made = [1, 2, 3].map(() => {
    bench.pass()
    return newCase(bench, llm_id)
  })
  newCase(bench, other)
  const query = { type: 'retell-llm', llm_id }
  const first = bench.ask('listTestCaseDefinitions', { query: { ...query, limit: '2' } })
  expect(first).toMatchObject({ items: [made[2], made[1]], has_more: true })
  const rest = bench.ask('listTestCaseDefinitions', {
    query: { ...query, pagination_key: first.pagination_key! },
  })
  expect(rest).toEqual({ items: [made[0]], has_more: false })
  expect(bench.ask('listTestCaseDefinitionsV1', { query })).toEqual(made.toReversed())
  for (const id of ['listTestCaseDefinitions', 'listTestCaseDefinitionsV1'] as const) {
    expect(bench.refusal(id, { query: { type: 'retell-llm', conversation_flow_id: 'f' } })).toEqual({
      status: 400,
      message: "request/query must have required property 'llm_id'",
    })
    expect(bench.refusal(id, { query: { type: 'conversation-flow', llm_id } }).status).toBe(400)
    expect(bench.refusal(id, { query: { llm_id } }).status).toBe(400)
  }
})
