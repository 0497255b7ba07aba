// Why and when a chat fails: by order of its scenario, or because nobody pays. What becomes of it then is in chat-life.ts.

import { endings } from '../lifecycle/endings.ts'
import type { DisconnectionReason, Scenario } from '../lifecycle/scenario.ts'
import type { Message } from '../simulation/conversation.ts'
import type { World } from '../world.ts'
import type { ChatRun } from './chat-run.ts'

/** The message after so many of the user's gets no answer, and ends the chat. */
export interface ChatFailure {
  afterMessages: number
  reason: DisconnectionReason
}

/**
 * How a scenario lets a chat fail: where a call of it would break off as an error, each sentence of the caller standing
 * for a message, or with the first message where no call would come about. undefined: it does not.
 */
export function failureIn({
  rings,
  caller = [],
}: Pick<Scenario, 'rings' | 'caller'>): ChatFailure | undefined {
  if (rings.then !== 'answer')
    return isError(rings.then) ? { afterMessages: 0, reason: rings.then } : undefined
  const last = caller.findIndex(step => 'ends_as' in step)
  const step = caller[last]
  if (!step || !('ends_as' in step) || !isError(step.ends_as)) return undefined
  const said = caller.slice(0, last).filter(before => 'say' in before || 'change_mind' in before)
  return { afterMessages: said.length, reason: step.ends_as }
}

/** Why the user's latest message ends the chat; undefined when it is answered. */
export function failureNow(
  { settings }: World,
  { fails }: ChatRun,
  messages: readonly Message[],
): DisconnectionReason | undefined {
  if (settings.payment === 'missing') return 'no_valid_payment'
  const written = messages.filter(({ role }) => role === 'user').length
  return fails && written > fails.afterMessages ? fails.reason : undefined
}

export const isError = (reason: DisconnectionReason): boolean => endings[reason].status === 'error'
