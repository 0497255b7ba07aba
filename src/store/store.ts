// The documents of one workspace, a property a kind.

import type { Agent, KnowledgeBase, PhoneNumber, RetellLlm, Voice } from '../contract.ts'
import { Calls } from './calls.ts'
import type { Sql } from './database.ts'
import { Deliveries } from './deliveries.ts'
import { Documents } from './documents.ts'
import { Files } from './files.ts'
import { Frames } from './frames.ts'
import { Versions } from './versions.ts'

export interface Store {
  agents: Versions<Agent>
  retellLlms: Versions<RetellLlm>
  phoneNumbers: Documents<PhoneNumber>
  voices: Documents<Voice>
  calls: Calls
  deliveries: Deliveries
  frames: Frames
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
    agents: new Versions(sql, workspace, 'agents', 'agent'),
    retellLlms: new Versions(sql, workspace, 'retell_llms', 'retell-llm'),
    phoneNumbers: new Documents(sql, workspace, 'phone_numbers', 'phone-number'),
    voices: new Documents(sql, workspace, 'voices', 'voice'),
    calls: new Calls(sql, workspace),
    deliveries: new Deliveries(sql, workspace),
    frames: new Frames(sql, workspace),
    knowledgeBases: new Documents(sql, workspace, 'knowledge_bases', 'knowledge-base'),
    files: new Files(sql, workspace),
  }
}
