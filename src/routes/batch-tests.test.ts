import { expect, test } from 'vitest'
import { type Bench, newAgent, newBench, newFlow, newLlm } from './testing-context.ts'

const BOOK = { type: 'custom', name: 'book_table', url: 'https://tools.example.com/book' }

function newCase(bench: Bench, llm_id: string, body: object = {}) {
  const definition = bench.ask('createTestCaseDefinition', {
    body: {
      name: 'Books a table',
      response_engine: { type: 'retell-llm', llm_id },
      user_prompt: 'Say "Hello there" and then "Please book a table".',
      metrics: ['Polite'],
      ...body,
    },
  })
  return definition.test_case_definition_id
}
const begin = (bench: Bench, llm_id: string, cases: string[], engine: object = {}) =>
  bench.ask('createBatchTest', {
    body: { test_case_definition_ids: cases, response_engine: { type: 'retell-llm', llm_id, ...engine } },
  })
const runsOf = (bench: Bench, test_case_batch_job_id: string) =>
  bench.ask('listTestRuns', { params: { test_case_batch_job_id } }).items

test('a batch begins in progress with its runs pending, and nothing happens before the clock moves', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const batch = begin(bench, llm_id, [newCase(bench, llm_id)])
  expect(batch).toMatchObject({
    status: 'in_progress',
    response_engine: { type: 'retell-llm', llm_id, version: 0 },
    pass_count: 0,
    fail_count: 0,
    error_count: 0,
    total_count: 1,
  })
  const [run] = runsOf(bench, batch.test_case_batch_job_id)
  expect(run).toMatchObject({ status: 'pending' })
  expect(run).not.toHaveProperty('transcript_snapshot')
})

test('as time passes runs talk and pass or fail by their metrics, and the last completes the batch', async () => {
  const bench = newBench()
  const llm_id = newLlm(bench, { general_tools: [BOOK] })
  const tool_mocks = [{ tool_name: 'book_table', input_match_rule: { type: 'any' }, output: 'T7' }]
  const passes = newCase(bench, llm_id, { metrics: ['book_table', 'Says "T7"'], tool_mocks })
  const fails = newCase(bench, llm_id, { metrics: ['book_table'] })
  const { test_case_batch_job_id } = begin(bench, llm_id, [passes, fails])
  await bench.runUntilIdle()
  const batch = bench.ask('getBatchTest', { params: { test_case_batch_job_id } })
  expect(batch).toMatchObject({ status: 'complete', pass_count: 1, fail_count: 1, error_count: 0 })
  expect(batch.user_modified_timestamp).toBeGreaterThan(batch.creation_timestamp)
  const runs = runsOf(bench, test_case_batch_job_id)
  expect(runs).toMatchObject([
    { status: 'pass', test_case_definition_id: passes, result_explanation: expect.stringContaining('Met') },
    { status: 'fail', result_explanation: expect.stringContaining('book_table was not called with success') },
  ])
  expect(runs[0]!.transcript_snapshot).toMatchObject({
    messages: [
      { role: 'agent' },
      { role: 'user', content: 'Hello there' },
      { role: 'agent' },
      { role: 'user', content: 'Please book a table' },
      { role: 'tool_call_invocation', name: 'book_table' },
      { role: 'tool_call_result', content: 'T7' },
      { role: 'agent', content: expect.stringContaining('T7') },
    ],
  })
  const params = { test_case_job_id: runs[0]!.test_case_job_id }
  expect(bench.ask('getTestRun', { params })).toEqual(runs[0])
})

test('half-way a run is in progress and shows what has been said', async () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const { test_case_batch_job_id } = begin(bench, llm_id, [newCase(bench, llm_id)])
  await bench.advance(2_000)
  const [run] = runsOf(bench, test_case_batch_job_id)
  expect(run).toMatchObject({ status: 'in_progress' })
  expect(run!.transcript_snapshot?.messages).toHaveLength(3)
  expect(bench.ask('getBatchTest', { params: { test_case_batch_job_id } }).status).toBe('in_progress')
})

test('a user without words of its own says what the caller of the default scenario says', async () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const cases = [newCase(bench, llm_id, { user_prompt: 'You want a table.' })]
  const { test_case_batch_job_id } = begin(bench, llm_id, cases)
  await bench.runUntilIdle()
  const [run] = runsOf(bench, test_case_batch_job_id)
  expect(JSON.stringify(run!.transcript_snapshot)).toContain('Hello, who am I speaking with?')
})

test('states are walked from turn to turn', async () => {
  const bench = newBench()
  const edges = [{ destination_state_name: 'booking', description: 'Wants a table' }]
  const states = [
    { name: 'greet', edges },
    { name: 'booking', tools: [BOOK] },
  ]
  const llm_id = newLlm(bench, { states, starting_state: 'greet' })
  const user_prompt = 'Say "A booking, please", then "Book a table".'
  const tool_mocks = [{ tool_name: 'book_table', input_match_rule: { type: 'any' }, output: 'T7' }]
  const cases = [newCase(bench, llm_id, { user_prompt, tool_mocks, metrics: ['book_table'] })]
  const { test_case_batch_job_id } = begin(bench, llm_id, cases)
  await bench.runUntilIdle()
  expect(runsOf(bench, test_case_batch_job_id)).toMatchObject([{ status: 'pass' }])
})

test('a flow is walked from turn to turn, and what it collects is kept', async () => {
  const bench = newBench()
  const toThe = (destination_node_id: string, prompt: string) => ({
    id: `to-${destination_node_id}`,
    transition_condition: { type: 'prompt', prompt },
    destination_node_id,
  })
  const { conversation_flow_id } = newFlow(bench, {
    start_node_id: 'ask',
    tools: [{ ...BOOK, tool_id: 'tool-1', response_variables: { table: 'table' } }],
    nodes: [
      {
        id: 'ask',
        type: 'conversation',
        instruction: { type: 'static_text', text: 'A table?' },
        edges: [toThe('book', 'User agrees')],
      },
      {
        id: 'book',
        type: 'function',
        tool_id: 'tool-1',
        tool_type: 'local',
        wait_for_result: true,
        edges: [toThe('done', 'It was booked')],
      },
      {
        id: 'done',
        type: 'conversation',
        instruction: { type: 'static_text', text: 'You have {{table}}.' },
        edges: [toThe('bye', 'User says thanks')],
      },
      {
        id: 'bye',
        type: 'end',
        speak_during_execution: true,
        instruction: { type: 'static_text', text: 'Goodbye, {{table}}.' },
      },
    ],
  })
  const engine = { response_engine: { type: 'conversation-flow', conversation_flow_id } }
  const definition = bench.ask('createTestCaseDefinition', {
    body: {
      ...engine,
      name: 'Table',
      user_prompt: 'Say "Yes", then "Many thanks", then "Never said".',
      metrics: ['Calls book_table', 'Says "Goodbye, T7"'],
      tool_mocks: [{ tool_name: 'book_table', input_match_rule: { type: 'any' }, output: '{"table":"T7"}' }],
    },
  })
  const { test_case_batch_job_id } = bench.ask('createBatchTest', {
    body: { ...engine, test_case_definition_ids: [definition.test_case_definition_id] },
  })
  await bench.runUntilIdle()
  const [run] = runsOf(bench, test_case_batch_job_id)
  expect(run).toMatchObject({ status: 'pass' })
  expect(JSON.stringify(run!.transcript_snapshot)).not.toContain('Never said')
})

test('a run whose engine is deleted before it ends is an error', async () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const { test_case_batch_job_id } = begin(bench, llm_id, [newCase(bench, llm_id)])
  bench.ask('deleteRetellLlm', { params: { llm_id } })
  await bench.runUntilIdle()
  expect(runsOf(bench, test_case_batch_job_id)).toMatchObject([
    { status: 'error', result_explanation: `The LLM ${llm_id}, version 0 is gone.` },
  ])
  expect(bench.ask('getBatchTest', { params: { test_case_batch_job_id } })).toMatchObject({
    status: 'complete',
    error_count: 1,
  })
})

test('a run keeps the test case as it was, whatever becomes of it', async () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const id = newCase(bench, llm_id)
  const { test_case_batch_job_id } = begin(bench, llm_id, [id])
  const params = { test_case_definition_id: id }
  bench.ask('updateTestCaseDefinition', { params, body: { metrics: ['Says "nonsense"'] } })
  bench.ask('deleteTestCaseDefinition', { params })
  await bench.runUntilIdle()
  expect(runsOf(bench, test_case_batch_job_id)).toMatchObject([
    { status: 'pass', test_case_definition_snapshot: { metrics: ['Polite'] } },
  ])
})

test('test cases, engines, batches and runs that are not there are 404', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const body = {
    test_case_definition_ids: ['test_gone'],
    response_engine: { type: 'retell-llm', llm_id },
  }
  expect(bench.refusal('createBatchTest', { body }).message).toBe(
    'Item test_gone not found from test-case-definition',
  )
  const engine = { type: 'retell-llm', llm_id: 'llm_gone' }
  const withoutEngine = { test_case_definition_ids: [newCase(bench, llm_id)], response_engine: engine }
  expect(bench.refusal('createBatchTest', { body: withoutEngine }).status).toBe(404)
  const params = { test_case_batch_job_id: 'batch_gone' }
  for (const id of ['getBatchTest', 'listTestRuns', 'listTestRunsV1'] as const) {
    expect(bench.refusal(id, { params }).message).toBe('Item batch_gone not found from test-case-batch-job')
  }
  expect(bench.refusal('getTestRun', { params: { test_case_job_id: 'run_gone' } }).message).toBe(
    'Item run_gone not found from test-case-job',
  )
})

test('batches are listed for one version of an engine, the newest unless one is named', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const { agent_id } = newAgent(bench, { response_engine: { type: 'retell-llm', llm_id } })
  bench.ask('createAgentVersion', { params: { agent_id }, body: { base_version: 0 } })
  const cases = [newCase(bench, llm_id)]
  const old = begin(bench, llm_id, cases, { version: 0 })
  const first = begin(bench, llm_id, cases)
  bench.pass()
  const second = begin(bench, llm_id, cases)
  const query = { type: 'retell-llm', llm_id }
  expect(bench.ask('listBatchTestsV1', { query })).toEqual([second, first])
  expect(bench.ask('listBatchTestsV1', { query: { ...query, version: '0' } })).toEqual([old])
  const page = bench.ask('listBatchTests', { query: { ...query, limit: '1' } })
  expect(page).toMatchObject({ items: [second], has_more: true })
  const rest = bench.ask('listBatchTests', { query: { ...query, pagination_key: page.pagination_key! } })
  expect(rest).toEqual({ items: [first], has_more: false })
  expect(bench.ask('listBatchTests', { query: { ...query, llm_id: 'llm_gone' } }).items).toEqual([])
  expect(bench.refusal('listBatchTests', { query: { type: 'retell-llm' } }).status).toBe(400)
})

test('the runs of a batch are paged in the order in which it named its test cases', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const cases = [newCase(bench, llm_id), newCase(bench, llm_id), newCase(bench, llm_id)]
  const params = { test_case_batch_job_id: begin(bench, llm_id, cases).test_case_batch_job_id }
  begin(bench, llm_id, cases)
  const page = bench.ask('listTestRuns', { params, query: { limit: '2' } })
  const rest = bench.ask('listTestRuns', { params, query: { pagination_key: page.pagination_key! } })
  const runs = [...page.items, ...rest.items]
  expect(runs.map(run => run.test_case_definition_id)).toEqual(cases)
  expect([page.has_more, rest.has_more]).toEqual([true, false])
  expect(bench.ask('listTestRunsV1', { params })).toEqual(runs)
})
