import { expect, test } from 'vitest'
import type { Agent, RetellLlm, Schemas } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import { api, scriptedAgent } from '../testing/calls.ts'
import { type ModelAnswer, startModelServer } from '../testing/model-server.ts'

const BOOK = {
  type: 'custom',
  name: 'book_table',
  url: 'http://127.0.0.1:9/never',
  parameters: { type: 'object', properties: { people: { type: 'integer' } } },
}
const MOCK = {
  tool_name: 'book_table',
  input_match_rule: { type: 'partial_match', args: { people: 4 } },
  output: 'Table 7',
}

const speaking = (baseURL: string) => startFakeRetell({ time: 'frozen', llm: { baseURL, model: 'small' } })
const BOOKS: ModelAnswer = { calls: [['book_table', { people: 4 }]] }

test('in the playground the model speaks and calls, and mocks answer its calls', async () => {
  await using model = await startModelServer(BOOKS, 'You have table 7.')
  await using fake = await speaking(model.baseURL)
  const agent: Agent = await scriptedAgent(fake, {}, {
    general_tools: [BOOK],
  } as Schemas['CreateRetellLlmRequest'])
  const messages = [
    { role: 'agent', content: 'Hello.' },
    { role: 'user', content: 'A table for four.' },
  ]
  const reply = await api<Schemas['PlaygroundCompletion']>(
    fake,
    'POST',
    `/agent-playground-completion/${agent.agent_id}`,
    { messages, tool_mocks: [MOCK] },
  )
  expect(reply.messages).toMatchObject([
    { role: 'tool_call_invocation', name: 'book_table', arguments: '{"people":4}' },
    { role: 'tool_call_result', content: 'Table 7', successful: true },
    { role: 'agent', content: 'You have table 7.' },
  ])
  expect(model.asked[1]!.messages.map(({ role }) => role)).toEqual([
    'system',
    'assistant',
    'user',
    'assistant',
    'tool',
  ])
})

test('a batch test passes by what the model said and called', async () => {
  await using model = await startModelServer(BOOKS, 'You have table 7.')
  await using fake = await speaking(model.baseURL)
  const { llm_id } = await api<RetellLlm>(fake, 'POST', '/create-retell-llm', {
    begin_message: 'Hello.',
    general_tools: [BOOK],
  })
  const response_engine = { type: 'retell-llm', llm_id }
  const { test_case_definition_id } = await api<Schemas['TestCaseDefinitionResponse']>(
    fake,
    'POST',
    '/create-test-case-definition',
    {
      name: 'Books',
      response_engine,
      user_prompt: 'Say "A table for four, please."',
      metrics: ['book_table is called', 'Says "table 7"'],
      tool_mocks: [MOCK],
    },
  )
  const { test_case_batch_job_id: id } = await api<Schemas['BatchTestResponse']>(
    fake,
    'POST',
    '/create-batch-test',
    { test_case_definition_ids: [test_case_definition_id], response_engine },
  )
  await fake.runUntilIdle()
  expect(await api(fake, 'GET', `/get-batch-test/${id}`)).toMatchObject({ status: 'complete', pass_count: 1 })
})
