// The documents of one workspace, a property a kind.

import type {
  Agent,
  ChatAgent,
  ConversationFlow,
  FlowComponent,
  KnowledgeBase,
  PhoneNumber,
  RetellLlm,
  Schemas,
  Voice,
} from '../contract.ts'
import { Batches } from './batches.ts'
import { CallFiles } from './call-files.ts'
import { CallRemains } from './call-remains.ts'
import { Calls } from './calls.ts'
import { Chats } from './chats.ts'
import { Contacts } from './contacts.ts'
import { Conversations } from './conversations.ts'
import type { AppCredentials, ContactUpload, CrmCursor, CrmRecord } from './crm.ts'
import type { Sql } from './database.ts'
import { Deliveries } from './deliveries.ts'
import { Documents } from './documents.ts'
import { Expectations } from './expectations.ts'
import { Files } from './files.ts'
import { Frames } from './frames.ts'
import { Retentions } from './retentions.ts'
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
  callFiles: CallFiles
  callRemains: CallRemains
  retentions: Retentions
  chats: Chats
  /** Calls and chats by the phone number of the person. */
  conversations: Conversations
  /** Which call a key of an idempotent request has made. */
  callKeys: Documents<{ callId: string; at: number }>
  deliveries: Deliveries
  frames: Frames
  /** What scenarios expected of agents' answers, and what came of it. */
  expectations: Expectations
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
  contacts: Contacts
  contactUploads: Documents<ContactUpload>
  /** At most one, under the id `config`. */
  crmConfigs: Documents<Schemas['CrmConfig']>
  /** At most one, under the id `cursor`. */
  crmCursors: Documents<CrmCursor>
  /** What stands in the CRM that the mock plays, by external id. */
  crmRecords: Documents<CrmRecord>
  /** The imports, backfills and syncs, one each under its name. */
  jobStatuses: Documents<Schemas['JobStatus']>
  apps: Documents<Schemas['AppResponse']>
  appCredentials: Documents<AppCredentials>
  exportRequests: Documents<Schemas['ExportRequest']>
  knowledgeBases: Documents<StoredKnowledgeBase>
  files: Files
}

/** A knowledge base as it is answered, and how many runs of indexing are under way. */
export interface StoredKnowledgeBase {
  shown: KnowledgeBase
  runs: number
}

export function storeOf(sql: Sql, workspace: number): Store {
  return {
    agents: new Versions(sql, workspace, 'agents', 'agent', "channel = 'voice'"),
    retellLlms: new Versions(sql, workspace, 'retell_llms', 'retell-llm'),
    phoneNumbers: new Documents(sql, workspace, 'phone_numbers', 'phone-number'),
    voices: new Documents(sql, workspace, 'voices', 'voice'),
    calls: new Calls(sql, workspace),
    callFiles: new CallFiles(sql, workspace),
    callRemains: new CallRemains(sql, workspace),
    retentions: new Retentions(sql, workspace),
    chats: new Chats(sql, workspace),
    conversations: new Conversations(sql, workspace),
    callKeys: new Documents(sql, workspace, 'call_keys', 'idempotency-key'),
    deliveries: new Deliveries(sql, workspace),
    frames: new Frames(sql, workspace),
    expectations: new Expectations(sql, workspace),
    batches: new Batches(sql, workspace),
    chatAgents: new Versions(sql, workspace, 'agents', 'agent', "channel = 'chat'"),
    anyAgents: new Versions(sql, workspace, 'agents', 'agent'),
    conversationFlows: new Versions(sql, workspace, 'conversation_flows', 'conversation-flow'),
    flowComponents: new Documents(sql, workspace, 'flow_components', 'conversation-flow-component'),
    testCases: new Documents(sql, workspace, 'test_cases', 'test-case-definition'),
    batchTests: new Documents(sql, workspace, 'batch_tests', 'test-case-batch-job'),
    testRuns: new TestRuns(sql, workspace),
    contacts: new Contacts(sql, workspace),
    contactUploads: new Documents(sql, workspace, 'contact_uploads', 'contact-import-upload'),
    crmConfigs: new Documents(sql, workspace, 'crm_configs', 'crm-config'),
    crmCursors: new Documents(sql, workspace, 'crm_cursors', 'crm-cursor'),
    crmRecords: new Documents(sql, workspace, 'crm_records', 'crm-record'),
    jobStatuses: new Documents(sql, workspace, 'job_statuses', 'job'),
    apps: new Documents(sql, workspace, 'apps', 'app'),
    appCredentials: new Documents(sql, workspace, 'app_credentials', 'app'),
    exportRequests: new Documents(sql, workspace, 'export_requests', 'export-request'),
    knowledgeBases: new Documents(sql, workspace, 'knowledge_bases', 'knowledge-base'),
    files: new Files(sql, workspace),
  }
}
