import { expect, test } from 'vitest'
import { openDatabase, type Sql, type Value } from '../store/database.ts'
import {
  type Bench,
  newAgent,
  newBench,
  newChatAgent,
  newComponent,
  newFlow,
  newLlm,
} from './testing-context.ts'

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
    afterCommit: work => inner.afterCommit(work),
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

const NUMBER = '+15005550100'

const sharing = (component_id: string) => ({
  id: 'shared-part',
  type: 'component',
  component_id,
  component_type: 'shared',
  else_edge: { id: 'else', transition_condition: { type: 'prompt', prompt: 'Else' } },
})

/** One of everything. */
function stocked() {
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
  plans.length = 0
  return { bench, plans, ids }
}

type Ids = ReturnType<typeof stocked>['ids']
type Step = (bench: Bench, ids: Ids) => unknown
const tests = ({ llm }: Ids) => ({ type: 'retell-llm', llm_id: llm })
const version = { version: 'latest_published' }
const channel = (op: string) => ({ filter_criteria: { channel: { type: 'string', op, value: 'chat' } } })

/** The steps of a plan, those that only belong to others left out. */
const STEPS: Record<string, [Step, ...string[]]> = {
  'the page of all agents': [
    bench => bench.ask('listAgents', { body: {} }),
    'SEARCH agents USING INDEX agents_latest (workspace=?)',
  ],
  'the page of one kind of agents': [
    bench => bench.ask('listAgents', { body: channel('eq') }),
    'SEARCH agents USING INDEX agents_channel (workspace=? AND channel=?)',
  ],
  'the page of the other kind': [
    bench => bench.ask('listAgents', { body: channel('ne') }),
    'SEARCH agents USING INDEX agents_channel (workspace=? AND channel=?)',
  ],
  'the older list of agents': [
    bench => bench.ask('listAgentsV1'),
    'SEARCH agents USING INDEX agents_modified (workspace=? AND channel=?)',
  ],
  'the older list of the latest agents': [
    bench => bench.ask('listAgentsV1', { query: { is_latest: 'true' } }),
    'SEARCH agents USING INDEX agents_channel (workspace=? AND channel=?)',
  ],
  'the list of chat agents': [
    bench => bench.ask('listChatAgentsV1'),
    'SEARCH agents USING INDEX agents_modified (workspace=? AND channel=?)',
  ],
  'an agent': [
    (bench, { agent }) => bench.ask('getAgent', { params: { agent_id: agent } }),
    'SEARCH agents USING INDEX agents_id (workspace=? AND id=?)',
  ],
  'the agent that was published last': [
    (bench, { agent }) => bench.refusal('getAgent', { params: { agent_id: agent }, query: version }),
    'SEARCH agents USING INDEX agents_id (workspace=? AND id=?)',
    'SEARCH agents USING INDEX agents_published (workspace=? AND id=? AND published_as>?)',
  ],
  'the versions of an agent': [
    (bench, { agent }) => bench.ask('listAgentVersions', { params: { agent_id: agent } }),
    'SEARCH agents USING INDEX agents_id (workspace=? AND id=?)',
    'SEARCH agents USING INDEX agents_id (workspace=? AND id=?)',
  ],
  // Few enough to be sorted.
  'the versions of an agent in the older way': [
    (bench, { agent }) => bench.ask('getAgentVersions', { params: { agent_id: agent } }),
    'SEARCH agents USING INDEX agents_id (workspace=? AND id=?)',
    'SEARCH agents USING INDEX agents_id (workspace=? AND id=?)',
    'USE TEMP B-TREE FOR ORDER BY',
  ],
  'the page of LLMs': [
    bench => bench.ask('listRetellLlms'),
    'SEARCH retell_llms USING INDEX retell_llms_latest (workspace=?)',
  ],
  'the older list of LLMs': [
    bench => bench.ask('listRetellLlmsV1'),
    'SEARCH retell_llms USING INDEX retell_llms_modified (workspace=?)',
  ],
  'the page of flows': [
    bench => bench.ask('listConversationFlows'),
    'SEARCH conversation_flows USING INDEX conversation_flows_latest (workspace=?)',
  ],
  'the older list of flows': [
    bench => bench.ask('listConversationFlowsV1'),
    'SEARCH conversation_flows USING INDEX conversation_flows_modified (workspace=?)',
  ],
  'whether an LLM is used': [
    (bench, { llm }) => bench.ask('deleteRetellLlm', { params: { llm_id: llm } }),
    'SEARCH retell_llms USING INDEX retell_llms_id (workspace=? AND id=?)',
    'SEARCH agents USING INDEX agents_engine (workspace=? AND engine=?)',
    'SEARCH retell_llms USING INDEX retell_llms_id (workspace=? AND id=?)',
    'SEARCH mentions USING COVERING INDEX mentions_by (workspace=? AND source=? AND id=?)',
  ],
  'the page of phone numbers': [
    bench => bench.ask('listPhoneNumbers'),
    'SEARCH phone_numbers USING INDEX phone_numbers_modified (workspace=?)',
  ],
  'the page of test cases': [
    (bench, ids) => bench.ask('listTestCaseDefinitions', { query: tests(ids) }),
    'SEARCH test_cases USING INDEX test_cases_engine_modified (workspace=? AND engine=?)',
  ],
  'the page of batch tests': [
    (bench, ids) => bench.ask('listBatchTests', { query: { ...tests(ids), version: '0' } }),
    'SEARCH batch_tests USING INDEX batch_tests_engine_engine_version_modified (workspace=? AND engine=? AND engine_version=?)',
  ],
  'the page of test runs': [
    (bench, { batch }) => bench.ask('listTestRuns', { params: { test_case_batch_job_id: batch } }),
    'SEARCH batch_tests USING INDEX batch_tests_id (workspace=? AND id=?)',
    'SEARCH test_runs USING INDEX test_runs_batch (workspace=? AND batch=?)',
  ],
  'the page of contacts and their number': [
    bench => bench.ask('listContacts', { body: {} }),
    'SEARCH contacts USING INDEX contacts_last_spoken (workspace=?)',
    'SEARCH contact_counts USING INTEGER PRIMARY KEY (rowid=?)',
  ],
  'the page of apps': [bench => bench.ask('listApps'), 'SEARCH apps USING INDEX apps_modified (workspace=?)'],
}

test.each(Object.entries(STEPS))('%s is found by an index', (_, [step, ...expected]) => {
  const { bench, plans, ids } = stocked()
  step(bench, ids)
  expect(plans).toEqual(expected)
})

const one = (value: string) => ({ type: 'enum' as const, op: 'in' as const, value: [value] })
const is = (value: string) => ({ type: 'string' as const, op: 'eq' as const, value })
const flag = { type: 'boolean' as const, op: 'eq' as const, value: true }
const above = { type: 'number' as const, op: 'ge' as const, value: 1 }

test.each<[string, object]>([
  ['agent_id', { agent: [{ agent_id: 'agent_1' }] }],
  ['agent_id', { agent: [{ agent_id: 'agent_1' }, { agent_id: 'agent_2' }] }],
  ['id', { call_id: is('call_1') }],
  ['agent_tag', { agent_tag: one('a') }],
  ['batch_call_id', { batch_call_id: is('batch_call_1') }],
  ['call_status', { call_status: one('ended') }],
  ['call_status', { call_status: { ...one('ended'), value: ['ended', 'error'] } }],
  ['call_type', { call_type: one('web_call') }],
  ['direction', { direction: one('inbound') }],
  ['from_number', { from_number: is(NUMBER) }],
  ['to_number', { to_number: is(NUMBER) }],
  ['disconnection_reason', { disconnection_reason: one('user_hangup') }],
  ['user_sentiment', { user_sentiment: one('Positive') }],
  ['data_storage_setting', { data_storage_setting: one('everything') }],
  ['call_successful', { call_successful: flag }],
  ['in_voicemail', { in_voicemail: flag }],
  ['sort_at', { start_timestamp: above }],
  ['end_timestamp', { end_timestamp: above }],
  ['duration_ms', { duration_ms: above }],
  ['combined_cost', { combined_cost: { type: 'range', op: 'bt', value: [1, 2] } }],
  ['e2e_latency_p50', { e2e_latency_p50: above }],
])('a few calls are found by an index of %s: %j', (column, filter_criteria) => {
  const { bench, plans } = stocked()
  bench.ask('listCalls', { body: { filter_criteria } })
  const searches = plans.filter(plan => / calls /.test(plan))
  expect(searches.length).toBeGreaterThan(0)
  for (const search of searches)
    expect(search).toMatch(new RegExp(`^SEARCH calls USING (COVERING )?INDEX calls_${column}(_sort_at)? `))
})

test('many calls of a range are found in the order of the list', () => {
  const { bench, plans } = stocked()
  const model = {
    call_type: 'web_call',
    agent_id: 'agent_1',
    agent_version: 0,
    call_status: 'ended',
  } as const
  for (let index = 0; index <= 1_000; index++)
    bench.world.store.calls.insert(
      {
        ...model,
        call_id: `call_${index}`,
        access_token: 'a',
        start_timestamp: index,
        duration_ms: index + 1,
      },
      0,
    )
  plans.length = 0
  const { items } = bench.ask('listCalls', { body: { filter_criteria: { duration_ms: above }, limit: 2 } })
  expect(items.map(({ call_id }) => call_id)).toEqual(['call_1000', 'call_999'])
  expect(plans.at(-1)).toBe('SEARCH calls USING INDEX calls_sort_at (workspace=?)')
})

const componentOf = ({ component }: Ids) => ({
  params: { conversation_flow_component_id: component },
})

/** By its id, or an agent by its engine. */
const FOUND = /_id \(workspace=\? AND id=\?.*\)$|_engine \(workspace=\? AND engine=\? AND version=\?\)$/

test.each<[string, Step]>([
  ['the page of components', bench => bench.ask('listConversationFlowComponents')],
  ['a component', (bench, ids) => bench.ask('getConversationFlowComponent', componentOf(ids))],
  ['deleting one', (bench, ids) => bench.ask('deleteConversationFlowComponent', componentOf(ids))],
  ['the usages of an app', (bench, { app }) => bench.ask('listAppUsages', { params: { app_id: app } })],
])('%s looks for what mentions it by an index', (_, step) => {
  const { bench, plans, ids } = stocked()
  step(bench, ids)
  const mentions = plans.filter(plan => plan.includes('mentions'))
  expect(mentions.length).toBeGreaterThan(0)
  for (const plan of mentions) expect(plan).toMatch(/\(workspace=\? AND source=\? AND (target|id)=\?/)
  expect(plans.filter(plan => /^SCAN/.test(plan))).toEqual([])
  const versions = plans.filter(plan => /^SEARCH (agents|conversation_flows|retell_llms) /.test(plan))
  expect(versions.filter(plan => !FOUND.test(plan))).toEqual([])
})

test('nothing that is done to one resource scans a table', () => {
  const { bench, plans, ids } = stocked()
  const { agent, chatAgent, flow, contact, app, knowledgeBase, testCase, batch, run, voice } = ids
  const body = { agent_name: 'Other' }
  bench.ask('updateAgent', { params: { agent_id: agent }, body })
  bench.ask('updateChatAgent', { params: { agent_id: chatAgent }, body })
  bench.ask('createAgentVersion', { params: { agent_id: agent }, body: { base_version: 0 } })
  bench.ask('deleteAgentVersion', { params: { agent_id: agent }, query: { version: '1' } })
  bench.ask('publishAgent', { params: { agent_id: agent }, body: {} })
  bench.ask('publishChatAgent', { params: { agent_id: chatAgent }, body: {} })
  bench.ask('updateRetellLlm', { params: { llm_id: ids.llm }, body: { general_prompt: 'Be brief.' } })
  bench.ask('updateConversationFlow', { params: { conversation_flow_id: flow }, body: {} })
  bench.ask('updateConversationFlowComponent', { ...componentOf(ids), body: { name: 'Other' } })
  bench.ask('updatePhoneNumber', { params: { phone_number: NUMBER }, body: { nickname: 'Other' } })
  bench.ask('createPhoneNumber', { body: {} })
  bench.ask('updateContact', { params: { contact_id: contact }, body: { first_name: 'Ada' } })
  bench.ask('getContactByPhone', { params: { phone_number: NUMBER } })
  bench.ask('updateApp', { params: { app_id: app }, body: { name: 'Other' } })
  bench.ask('createApp', { body: { name: 'b', type: 'crm', provider: 'hubspot' } })
  bench.ask('getKnowledgeBase', { params: { knowledge_base_id: knowledgeBase } })
  bench.ask('deleteKnowledgeBase', { params: { knowledge_base_id: knowledgeBase } })
  bench.ask('getTestCaseDefinition', { params: { test_case_definition_id: testCase } })
  bench.ask('getBatchTest', { params: { test_case_batch_job_id: batch } })
  bench.ask('getTestRun', { params: { test_case_job_id: run } })
  bench.ask('getVoice', { params: { voice_id: voice } })
  bench.ask('deleteConversationFlow', { params: { conversation_flow_id: flow } })
  bench.ask('deleteAgent', { params: { agent_id: agent } })
  bench.ask('deleteContact', { params: { contact_id: contact } })
  expect(plans.length).toBeGreaterThan(50)
  expect(plans.filter(plan => /^SCAN (?!CONSTANT ROW)/.test(plan))).toEqual([])
})
