import { expect, test } from 'vitest'
import { NUMBER, stocked } from '../testing/explained-store.ts'
import type { Bench } from './testing-context.ts'

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
