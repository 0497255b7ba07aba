// The documents of one workspace, a property a kind.

import type {
  Agent,
  ChatAgent,
  ConversationFlow,
  FlowComponent,
  PhoneNumber,
  RetellLlm,
  Schemas,
  Voice,
} from '../contract.ts'
import { Batches } from './batches.ts'
import { Calls } from './calls.ts'
import type { Sql } from './database.ts'
import { Deliveries } from './deliveries.ts'
import { Documents } from './documents.ts'
import { Frames } from './frames.ts'
import { TestRuns } from './test-runs.ts'
import { Versions } from './versions.ts'

/** A chat agent is answered without the description of a version; the thin list of versions has it all the same. */
export type StoredChatAgent = ChatAgent & { version_description?: string | null }
export type AnyAgent = Agent | StoredChatAgent

export interface Store {
  /** Voice agents; a chat agent's id is not found here. */
  agents: Versions<Agent>
  retellLlms: Versions<RetellLlm>
  phoneNumbers: Documents<PhoneNumber>
  voices: Documents<Voice>
  calls: Calls
  deliveries: Deliveries
  frames: Frames
  batches: Batches
  /** Chat agents; a voice agent's id is not found here. */
  chatAgents: Versions<StoredChatAgent>
  /** Agents of both kinds, which share a table. */
  anyAgents: Versions<AnyAgent>
  conversationFlows: Versions<ConversationFlow>
  /** Without `linked_conversation_flow_ids`, which is found out when asked for. */
  flowComponents: Documents<FlowComponent>
  testCases: Documents<Schemas['TestCaseDefinitionResponse']>
  batchTests: Documents<Schemas['BatchTestResponse']>
  testRuns: TestRuns
}

export function storeOf(sql: Sql, workspace: number): Store {
  return {
    agents: new Versions(sql, workspace, 'agents', 'agent', "channel = 'voice'"),
    retellLlms: new Versions(sql, workspace, 'retell_llms', 'retell-llm'),
    phoneNumbers: new Documents(sql, workspace, 'phone_numbers', 'phone-number'),
    voices: new Documents(sql, workspace, 'voices', 'voice'),
    calls: new Calls(sql, workspace),
    deliveries: new Deliveries(sql, workspace),
    frames: new Frames(sql, workspace),
    batches: new Batches(sql, workspace),
    chatAgents: new Versions(sql, workspace, 'agents', 'agent', "channel = 'chat'"),
    anyAgents: new Versions(sql, workspace, 'agents', 'agent'),
    conversationFlows: new Versions(sql, workspace, 'conversation_flows', 'conversation-flow'),
    flowComponents: new Documents(sql, workspace, 'flow_components', 'conversation-flow-component'),
    testCases: new Documents(sql, workspace, 'test_cases', 'test-case-definition'),
    batchTests: new Documents(sql, workspace, 'batch_tests', 'test-case-batch-job'),
    testRuns: new TestRuns(sql, workspace),
  }
}
