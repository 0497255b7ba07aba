// A store with something of everything in it, whose queries are explained.

import { newAgent, newBench, newChatAgent, newComponent, newFlow, newLlm } from '../routes/testing-context.ts'
import { openDatabase, type Sql, type Value } from '../store/database.ts'

/** A database that also writes down how SQLite goes about each query. */
function explaining(): { sql: Sql; plans: string[] } {
  const inner = openDatabase(':memory:')
  const plans: string[] = []
  const explain = (text: string, values: Value[]) => {
    const steps = inner.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values)
    plans.push(...steps.map(({ detail }) => detail))
  }
  const sql: Sql = {
    all(text, ...values) {
      explain(text, values)
      return inner.all(text, ...values)
    },
    get(text, ...values) {
      explain(text, values)
      return inner.get(text, ...values)
    },
    run(text, ...values) {
      explain(text, values)
      return inner.run(text, ...values)
    },
    atomically: work => inner.atomically(work),
    enlist: participant => inner.enlist(participant),
    afterCommit: work => inner.afterCommit(work),
    lasts: inner.lasts,
    get rollbacks() {
      return inner.rollbacks
    },
    get isOpen() {
      return inner.isOpen
    },
    close: () => inner.close(),
  }
  return { sql, plans }
}

export const NUMBER = '+15005550100'

const sharing = (component_id: string) => ({
  id: 'shared-part',
  type: 'component',
  component_id,
  component_type: 'shared',
  else_edge: { id: 'else', transition_condition: { type: 'prompt', prompt: 'Else' } },
})

/** One of everything. */
export function stocked() {
  const { sql, plans } = explaining()
  const bench = newBench(sql)
  const component = newComponent(bench).conversation_flow_component_id
  const llm = newLlm(bench)
  const response_engine = { type: 'retell-llm' as const, llm_id: llm }
  const testCase = bench.ask('createTestCaseDefinition', {
    body: { name: 'a', response_engine, user_prompt: 'b', metrics: ['c'] },
  }).test_case_definition_id
  const body = { response_engine, test_case_definition_ids: [testCase] }
  const batch = bench.ask('createBatchTest', { body }).test_case_batch_job_id
  bench.ask('importPhoneNumber', { body: { phone_number: NUMBER, termination_uri: 'sip.example.com' } })
  const app = bench.ask('createApp', { body: { name: 'a', type: 'crm', provider: 'hubspot' } }).app_id
  const general_tools = [{ type: 'end_call', name: 'finish', app_id: app }]
  newAgent(bench, { response_engine: { type: 'retell-llm', llm_id: newLlm(bench, { general_tools }) } })
  const ids = {
    agent: newAgent(bench).agent_id,
    chatAgent: newChatAgent(bench).agent_id,
    llm,
    flow: newFlow(bench, { nodes: [sharing(component)] }).conversation_flow_id,
    component,
    testCase,
    batch,
    run: bench.ask('listTestRunsV1', { params: { test_case_batch_job_id: batch } })[0]!.test_case_job_id,
    contact: bench.ask('createContact', { body: { phone_number: NUMBER } }).contact_id,
    app,
    knowledgeBase: bench.ask('createKnowledgeBase', { body: { knowledge_base_name: 'a' } }).knowledge_base_id,
    voice: bench.ask('addCommunityVoice', {
      body: { provider_voice_id: 'a', voice_name: 'b', public_user_id: 'c' },
    }).voice_id,
  }
  // The first list looks for the last move there was.
  bench.ask('listCalls')
  plans.length = 0
  return { bench, plans, ids }
}

export const one = (value: string) => ({ type: 'enum' as const, op: 'in' as const, value: [value] })
export const is = (value: string) => ({ type: 'string' as const, op: 'eq' as const, value })
