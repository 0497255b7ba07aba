// How Retell spells its ids: a prefix and lower-case hexadecimal digits, as seen on the live service. Any string is
// accepted as an id; only what we issue has this shape.

import type { Chance } from './chance.ts'

const ID_FORMS = {
  agent: ['agent_', 26],
  llm: ['llm_', 28],
  call: ['call_', 27],
  chat: ['chat_', 27],
  customVoice: ['custom_voice_', 26],
  batchCall: ['batch_call_', 21],
  delivery: ['delivery_', 20],
  // How Retell spells these two is not known.
  alertIncident: ['alert_incident_', 20],
  alertRule: ['alert_rule_', 20],
  toolCall: ['tool_call_', 6],
  /** The unguessable folder that a call's recordings and log share. */
  folder: ['', 64],
  twilioCall: ['CA', 32],
  /** Who listens in to a running call. */
  listener: ['listener_', 20],
  /** An item of a transcript, as whoever watches a call knows it; how Retell spells these is not known. */
  watchedItem: ['', 16],
  conversationFlow: ['conversation_flow_', 12],
  /** Of components that flows share; how Retell spells these is a guess. */
  flowComponent: ['conversation_flow_component_', 12],
  testCase: ['test_case_definition_', 20],
  testBatch: ['test_case_batch_job_', 20],
  testRun: ['test_case_job_', 20],
  simulatedMessage: ['', 32],
  // Of the rest no example is known but for the form of an upload's, which the published description gives.
  contact: ['contact_', 26],
  /** Of this the SDK says that it is 32 hexadecimal digits. */
  contactTag: ['', 32],
  upload: ['upload_', 32],
  app: ['app_', 26],
  exportRequest: ['export_request_', 26],
  crmRecord: ['', 12],
  knowledgeBase: ['knowledge_base_', 16],
  source: ['source_', 16],
  asset: ['asset_', 12],
} as const

export type IdKind = keyof typeof ID_FORMS

/** A new id of this kind, drawn from `chance`. */
export function idOf(kind: IdKind, chance: Chance): string {
  const [prefix, digits] = ID_FORMS[kind]
  return prefix + chance.hex(digits)
}
