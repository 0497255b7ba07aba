// What the negative table cannot ask or the mock rightly lets pass, and why. A line about an operation that the
// contract lacks waits for it; one that has become untrue fails its test.

/** Operations whose least request is refused, for a reason that the contract's schemas cannot say. */
export const REFUSED: Readonly<Record<string, string>> = {
  getMcpTools: 'the agent of the table has no MCP server',
  takeOverLiveCall: 'nobody listens in to the call of the table',
  getContactImport: 'no import was started in the workspace of the table',
  getBackfillContactJobStatus: 'no such job was started in the workspace of the table',
  deleteAgentVersion: 'the agent of the table has one version, and the last may not go',
  getSyncJobStatus: 'no such job was started in the workspace of the table',
  runSyncJob: 'the workspace of the table has no CRM',
  getCrmSchema: 'the workspace of the table has no CRM',
}

/** What the least body of an operation needs beside what its schema requires. */
export const BODIES: Readonly<Record<string, object>> = {
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
  { operation: /^registerPhoneCall/, name: 'from_number', reason: 'the number is somebody else’s telephony' },
]
