// Every handler of Retell's contract. The mapped type makes a missing or misspelt one a compile error.

import type { Handlers } from '../contract.ts'
import { agentVersionHandlers } from './agent-versions.ts'
import { agentHandlers } from './agents.ts'
import { appHandlers } from './apps.ts'
import { callListHandlers } from './call-lists.ts'
import { callHandlers } from './calls.ts'
import { concurrencyHandlers } from './concurrency.ts'
import { contactImportHandlers } from './contact-imports.ts'
import { contactHandlers } from './contacts.ts'
import type { Context } from './context.ts'
import { crmHandlers } from './crm.ts'
import { exportRequestHandlers } from './export-requests.ts'
import { identityHandlers } from './identity.ts'
import { phoneNumberHandlers } from './phone-numbers.ts'
import { retellLlmHandlers } from './retell-llms.ts'
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
  contactHandlers,
  contactImportHandlers,
  appHandlers,
  crmHandlers,
  exportRequestHandlers,
  identityHandlers,
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
  ...contactHandlers,
  ...contactImportHandlers,
  ...appHandlers,
  ...crmHandlers,
  ...exportRequestHandlers,
  ...identityHandlers,
}
