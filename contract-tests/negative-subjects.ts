// What requests of the negative table are about: one resource of each kind, made in a workspace by the contract's own
// operations, and the values that requests name them by. A kind whose operation the contract lacks is left out.

import type { FakeWorkspace } from '../src/index.ts'
import type { ContractDocument } from './contract-document.ts'
import { type NegativeOperation, type Reply, send } from './negative-request.ts'
import { type ValuesByName, validValue } from './valid-values.ts'

interface Subject {
  /** By what the operations call it. */
  name: string
  madeBy: string
  /** Where its id stands in the reply; at `name` unless given. */
  at?: readonly (string | number)[]
  /** Beside what the schema requires. */
  body?(values: ValuesByName): object
}

/** In the order in which they need one another. */
const SUBJECTS: readonly Subject[] = [
  { name: 'llm_id', madeBy: 'createRetellLlm' },
  {
    name: 'conversation_flow_id',
    madeBy: 'createConversationFlow',
    body: () => ({ model_choice: { type: 'cascading', model: 'gpt-4.1' } }),
  },
  { name: 'conversation_flow_component_id', madeBy: 'createConversationFlowComponent' },
  {
    name: 'knowledge_base_id',
    madeBy: 'createKnowledgeBase',
    body: () => ({ knowledge_base_texts: [{ title: 'Hours', text: 'We open at nine.' }] }),
  },
  { name: 'agent_id', madeBy: 'createAgent' },
  { name: 'chat_agent_id', madeBy: 'createChatAgent', at: ['agent_id'] },
  {
    name: 'phone_number',
    madeBy: 'importPhoneNumber',
    body: ({ agent_id }) => ({
      outbound_agents: [{ agent_id, weight: 1 }],
      inbound_agents: [{ agent_id, weight: 1 }],
    }),
  },
  {
    name: 'sms_number',
    madeBy: 'updatePhoneNumber',
    at: ['phone_number'],
    body: ({ chat_agent_id }) => ({ outbound_sms_agents: [{ agent_id: chat_agent_id, weight: 1 }] }),
  },
  {
    name: 'call_id',
    madeBy: 'createPhoneCall',
    body: ({ phone_number }) => ({ from_number: phone_number }),
  },
  { name: 'contact_id', madeBy: 'createContact' },
  { name: 'app_id', madeBy: 'createApp' },
  { name: 'upload_id', madeBy: 'uploadContactImportFile' },
  { name: 'test_case_definition_id', madeBy: 'createTestCaseDefinition' },
  { name: 'test_case_batch_job_id', madeBy: 'createBatchTest' },
  { name: 'test_case_job_id', madeBy: 'listTestRunsV1', at: [0, 'test_case_job_id'] },
  // After the runs of tests: they take longer than a chat waits for its user.
  { name: 'chat_id', madeBy: 'createChat', body: ({ chat_agent_id }) => ({ agent_id: chat_agent_id }) },
  { name: 'source_id', madeBy: 'getKnowledgeBase', at: ['knowledge_base_sources', 0, 'source_id'] },
]

/** Other names of a subject; the value of each is that of the subject at its right. */
const ALSO_CALLED: Readonly<Record<string, string>> = {
  from_number: 'phone_number',
  override_agent_id: 'agent_id',
  inbound_agent_id: 'agent_id',
  outbound_agent_id: 'agent_id',
  inbound_sms_agent_id: 'chat_agent_id',
  outbound_sms_agent_id: 'chat_agent_id',
  fallback_voice_id: 'voice_id',
}

/** In every workspace alike. */
const CATALOGUE = { voice_id: '11labs-Adrian' }
/** Someone outside: whom to call, who is a contact. */
const SOMEONE = '+14155550142'
/** Long enough for a call to be answered and for what works in the background to be done. */
const SETTLING_MS = 12_000
const UNKNOWN_NUMBER = '+14155550199'

export interface Subjects {
  /** The value of each subject by its name. */
  made: ValuesByName
  /** What could not be made, in a sentence each. */
  missed: string[]
}

/** Makes one of each kind in `workspace`, with a phone number of its own. */
export async function makeSubjects(
  document: ContractDocument,
  operations: readonly NegativeOperation[],
  workspace: FakeWorkspace,
  phoneNumber: string,
): Promise<Subjects> {
  const made: Record<string, unknown> = { ...CATALOGUE }
  const missed: string[] = []
  for (const { name, madeBy, at = [name], body } of SUBJECTS) {
    const operation = operations.find(({ id }) => id === madeBy)
    if (!operation) continue
    const values = { ...bodyValues(operation, made), phone_number: phoneNumber }
    const least = operation.body && validValue({ document, values }, operation.body.schema)
    const reply = await send(workspace, operation, {
      params: made,
      query: {},
      body: body ? { ...(least as object), ...body(made) } : least,
    })
    const id = at.reduce<unknown>(
      (node, step) => (node as Record<string | number, unknown> | undefined)?.[step],
      reply.json,
    )
    if (id === undefined) missed.push(`${name}: ${madeBy} answered ${said(reply)}`)
    else made[name] = id
    await workspace.settled()
    if (madeBy === 'createBatchTest') await workspace.runUntilIdle()
  }
  await workspace.advance(SETTLING_MS)
  return { made, missed }
}

/** What `operation` takes in its path. */
export function pathValues({ id }: NegativeOperation, made: ValuesByName): ValuesByName {
  const values = { ...made, ...(id.includes('Chat') ? { agent_id: made.chat_agent_id } : {}) }
  return id === 'getContactByPhone' ? { ...values, phone_number: SOMEONE } : values
}

/** What `operation` takes in its body and its query. Numbers there are new ones, unless the name says whose they are. */
export function bodyValues(operation: NegativeOperation, made: ValuesByName): ValuesByName {
  const values: Record<string, unknown> = { ...made }
  if (operation.id.includes('Chat')) values.agent_id = made.chat_agent_id
  for (const [name, subject] of Object.entries(ALSO_CALLED)) values[name] = made[subject]
  if (operation.id.includes('Chat')) values.override_agent_id = made.chat_agent_id
  return { ...values, phone_number: SOMEONE, to_number: SOMEONE, webhook_url: 'https://example.com/hook' }
}

/** For each name of a subject the ids that lead nowhere: nobody's, another kind's and another workspace's. */
export function strangersTo(
  made: ValuesByName,
  foreign: ValuesByName,
): Record<string, Record<string, string>> {
  const names = [...Object.keys(made), ...Object.keys(ALSO_CALLED)]
  return Object.fromEntries(names.map(name => [name, strangersAs(ALSO_CALLED[name] ?? name, made, foreign)]))
}

function strangersAs(subject: string, made: ValuesByName, foreign: ValuesByName): Record<string, string> {
  const another = subject === 'llm_id' ? 'agent_id' : 'llm_id'
  const unknown = subject === 'phone_number' ? UNKNOWN_NUMBER : `${subject.replace(/_id$/, '')}_nobodys`
  return {
    'an unknown id': unknown,
    [`the id of another kind (${another})`]: String(made[another]),
    ...(subject in CATALOGUE || foreign[subject] === undefined
      ? {}
      : { 'an id of another workspace': String(foreign[subject]) }),
  }
}

export const said = ({ status, text }: Reply) => `${status} ${text.slice(0, 300)}`
