// Every handler of Retell's contract. The mapped type makes a missing or misspelt one a compile error.

import type { Handlers } from '../contract.ts'
import { agentRepairHandlers } from './agent-repair.ts'
import { agentVersionHandlers } from './agent-versions.ts'
import { agentHandlers } from './agents.ts'
import { appToolHandlers } from './app-tools.ts'
import { appHandlers } from './apps.ts'
import { assetHandlers } from './assets.ts'
import { batchCallHandlers } from './batch-calls.ts'
import { batchTestHandlers } from './batch-tests.ts'
import { callListHandlers } from './call-lists.ts'
import { callRerunHandlers } from './call-rerun.ts'
import { callHandlers } from './calls.ts'
import { chatAgentHandlers } from './chat-agents.ts'
import { chatListHandlers } from './chat-lists.ts'
import { chatRerunHandlers } from './chat-rerun.ts'
import { chatHandlers } from './chats.ts'
import { communityVoiceHandlers } from './community-voices.ts'
import { concurrencyHandlers } from './concurrency.ts'
import { contactImportHandlers } from './contact-imports.ts'
import { contactHandlers } from './contacts.ts'
import type { Context } from './context.ts'
import { conversationFlowHandlers } from './conversation-flows.ts'
import { crmHandlers } from './crm.ts'
import { exportRequestHandlers } from './export-requests.ts'
import { flowComponentHandlers } from './flow-components.ts'
import { identityHandlers } from './identity.ts'
import { knowledgeBaseHandlers } from './knowledge-bases.ts'
import { liveCallHandlers } from './live-calls.ts'
import { mcpToolHandlers } from './mcp-tools.ts'
import { phoneNumberHandlers } from './phone-numbers.ts'
import { playgroundHandlers } from './playground.ts'
import { retellLlmHandlers } from './retell-llms.ts'
import { testCaseHandlers } from './test-cases.ts'
import { voiceHandlers } from './voices.ts'

/** The parts; a test asserts that no two of them define the same operation. */
export const handlerParts = {
  agentHandlers,
  agentVersionHandlers,
  callHandlers,
  callListHandlers,
  concurrencyHandlers,
  phoneNumberHandlers,
  retellLlmHandlers,
  voiceHandlers,
  liveCallHandlers,
  batchCallHandlers,
  callRerunHandlers,
  agentRepairHandlers,
  chatAgentHandlers,
  chatHandlers,
  chatListHandlers,
  chatRerunHandlers,
  conversationFlowHandlers,
  flowComponentHandlers,
  testCaseHandlers,
  batchTestHandlers,
  playgroundHandlers,
  mcpToolHandlers,
  contactHandlers,
  contactImportHandlers,
  appHandlers,
  appToolHandlers,
  crmHandlers,
  exportRequestHandlers,
  identityHandlers,
  knowledgeBaseHandlers,
  communityVoiceHandlers,
  assetHandlers,
}

export const handlers: Handlers<Context> = {
  ...agentHandlers,
  ...agentVersionHandlers,
  ...callHandlers,
  ...callListHandlers,
  ...concurrencyHandlers,
  ...phoneNumberHandlers,
  ...retellLlmHandlers,
  ...voiceHandlers,
  ...liveCallHandlers,
  ...batchCallHandlers,
  ...callRerunHandlers,
  ...agentRepairHandlers,
  ...chatAgentHandlers,
  ...chatHandlers,
  ...chatListHandlers,
  ...chatRerunHandlers,
  ...conversationFlowHandlers,
  ...flowComponentHandlers,
  ...testCaseHandlers,
  ...batchTestHandlers,
  ...playgroundHandlers,
  ...mcpToolHandlers,
  ...contactHandlers,
  ...contactImportHandlers,
  ...appHandlers,
  ...appToolHandlers,
  ...crmHandlers,
  ...exportRequestHandlers,
  ...identityHandlers,
  ...knowledgeBaseHandlers,
  ...communityVoiceHandlers,
  ...assetHandlers,
}
