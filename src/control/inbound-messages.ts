// Writing an SMS to one of the workspace's numbers, as a person would.

import type { ControlHandlers, ControlSchemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { pickAgent } from '../routes/call-agent.ts'
import { newChat } from '../routes/chat-agent.ts'
import type { Context } from '../routes/context.ts'
import type { ControlContext } from './context.ts'

/** Real ms after which the answer shows what there is by then. */
const LONGEST_TURN_MS = 600_000

export const inboundMessageHandlers = {
  async sendInboundMessage({ body }, { route, atomically }) {
    const { world, store, chats } = route
    const { chat_id, before } = atomically(() => inboundMessage(route, body))
    await chats.turnOver(world, chat_id, AbortSignal.timeout(LONGEST_TURN_MS))
    return { chat_id, messages: store.chats.get(chat_id).message_with_tool_calls?.slice(before) ?? [] }
  },
} satisfies Partial<ControlHandlers<ControlContext>>

/**
 * To be called in a transaction. The message goes to the chat that is going on between the two numbers, else it begins one
 * with the number's inbound SMS agent; `before` is how many messages the chat has by then. Refuses a number that is unknown (404) or that nobody would answer (400).
 */
export function inboundMessage(
  context: Context,
  { from_number: far, to_number: near, content }: ControlSchemas['InboundMessage'],
): { chat_id: string; before: number } {
  const { store, world, chats } = context
  const number = store.phoneNumbers.get(near)
  const open = store.chats.openBetween(near, far)
  const chat_id = open?.chat_id ?? begun()
  return { chat_id, before: chats.heard(world, chat_id, content) }

  function begun(): string {
    const { newId, chance } = context
    const chat_id = newId('chat')
    const bound = pickAgent(number.inbound_sms_agents, chance(chat_id, 'agent').fraction())
    if (!bound)
      throw badRequest(
        `${near} has no inbound SMS agent, so nobody would answer; bind one with update-phone-number`,
      )
    const { agent_id, agent_version } = bound
    const order = { agent_id, ...(agent_version === undefined ? {} : { agent_version }) }
    chats.begin(world, {
      ...newChat(context, order, { chat_id, number: far }),
      ends: { near, far, direction: 'inbound' },
      opening: 'never',
    })
    return chat_id
  }
}
