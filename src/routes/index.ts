// Every handler of Retell's contract. The mapped type makes a missing or misspelt one a compile error.

import type { Handlers } from '../contract.ts'
import { agentVersionHandlers } from './agent-versions.ts'
import { agentHandlers } from './agents.ts'
import { assetHandlers } from './assets.ts'
import { callListHandlers } from './call-lists.ts'
import { callHandlers } from './calls.ts'
import { communityVoiceHandlers } from './community-voices.ts'
import { concurrencyHandlers } from './concurrency.ts'
import type { Context } from './context.ts'
import { knowledgeBaseHandlers } from './knowledge-bases.ts'
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
  ...knowledgeBaseHandlers,
  ...communityVoiceHandlers,
  ...assetHandlers,
}
