// The documents of one workspace, a property a kind.

import type { Agent, PhoneNumber, RetellLlm, Schemas, Voice } from '../contract.ts'
import { Calls } from './calls.ts'
import type { Sql } from './database.ts'
import { Deliveries } from './deliveries.ts'
import { Documents } from './documents.ts'
import { Frames } from './frames.ts'
import { TestRuns } from './test-runs.ts'
import { Versions } from './versions.ts'

export interface Store {
  agents: Versions<Agent>
  retellLlms: Versions<RetellLlm>
  phoneNumbers: Documents<PhoneNumber>
  voices: Documents<Voice>
  calls: Calls
  deliveries: Deliveries
  frames: Frames
  testCases: Documents<Schemas['TestCaseDefinitionResponse']>
  batchTests: Documents<Schemas['BatchTestResponse']>
  testRuns: TestRuns
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
    testCases: new Documents(sql, workspace, 'test_cases', 'test-case-definition'),
    batchTests: new Documents(sql, workspace, 'batch_tests', 'test-case-batch-job'),
    testRuns: new TestRuns(sql, workspace),
  }
}
