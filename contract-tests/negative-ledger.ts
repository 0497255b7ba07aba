// What the negative table cannot ask or the mock rightly lets pass, and why. A line about an operation that the
// contract lacks waits for it; one that has become untrue fails its test.

/** Operations whose least request is refused, for a reason that the contract's schemas cannot say. */
export const REFUSED: Readonly<Record<string, string>> = {
  stopCall: 'the call of the table is over before it is asked for',
  rerunChatAnalysis: 'the chat of the table is going on',
  updateLiveCall: 'the call of the table is over before it is asked for',
  listenLiveCall: 'the call of the table is over before it is asked for',
  listTestCaseDefinitions: 'one of two ids is needed, which the schema of a query cannot say',
  listTestCaseDefinitionsV1: 'one of two ids is needed, which the schema of a query cannot say',
  listBatchTests: 'one of two ids is needed, which the schema of a query cannot say',
  listBatchTestsV1: 'one of two ids is needed, which the schema of a query cannot say',
  getContactByPhone: 'the contact of the table has another number than the phone number of the table',
  createContactImport: 'a column must be mapped to the phone number, which the schema cannot say',
  backfillContactAnalysisData: 'the workspace of the table has no fields of contacts',
  cloneVoice: 'the table has no recordings',
  createAsset: 'the file of the table is neither an image nor a sound',
  getMcpTools: 'the agent of the table has no MCP server',
  takeOverLiveCall: 'nobody listens in to the call of the table',
  deleteAgentVersion: 'the agent of the table has one version, and the last may not go',
  runSyncJob: 'the workspace of the table has no CRM',
  getAppToolSchema: 'the app of the table is not connected',
  getCrmSchema: 'the workspace of the table has no CRM',
}

/** What the least body of an operation needs beside what its schema requires. */
export const BODIES: Readonly<Record<string, object>> = {
  createConversationFlow: { model_choice: { type: 'cascading', model: 'gpt-4.1' } },
  createBatchCall: { tasks: [{ to_number: '+14155550143' }] },
  addCommunityVoice: { public_user_id: 'specimen' },
  addVoiceReference: { public_user_id: 'specimen' },
  importPhoneNumber: { termination_uri: 'trunk.example.com' },
  addKnowledgeBaseSources: { knowledge_base_texts: [{ title: 'Prices', text: 'All is free.' }] },
}

/** Parameters that a request of the table carries wherever an operation takes them, though none is required. */
export const ASKED_FOR: Readonly<Record<string, unknown>> = { force_delete: true }

/** Names of ids that lead nowhere and are taken all the same. */
export const UNCHECKED: readonly { operation: RegExp; name: string; reason: string }[] = [
  { operation: /^(list|search)/, name: '*', reason: 'a filter by an id of nothing finds nothing' },
  {
    operation: /^(create|import)PhoneNumber$|Contact$/,
    name: 'phone_number',
    reason: 'the number is a new one',
  },
  {
    operation: /Llm$|Call(V2|Reference)?$|Flow$|Component$/,
    name: 'knowledge_base_id',
    reason: 'no check of these is known; repair-agent exists for those that lead nowhere',
  },
  {
    operation: /ConversationFlow$/,
    name: 'conversation_flow_component_id',
    reason: 'the id of a component of the flow’s own, which the request makes up',
  },
  { operation: /^registerPhoneCall/, name: 'from_number', reason: 'the number is somebody else’s telephony' },
]
