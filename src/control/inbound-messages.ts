// Writing an SMS to one of the workspace's numbers, as a person would. Before a chat begins with it the number's inbound
// webhook is asked, if it has one.

import type { ControlHandlers, ControlSchemas, PhoneNumber, Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { pickAgent } from '../routes/call-agent.ts'
import { newChat } from '../routes/chat-agent.ts'
import type { Context } from '../routes/context.ts'
import type { InboundOverride } from '../webhooks/inbound.ts'
import type { World } from '../world.ts'
import type { ControlContext } from './context.ts'
import { faultIn, meantAgent, refuseGone, rejectionOf } from './reception.ts'

type Order = ControlSchemas['InboundMessage']
type Reply = ControlSchemas['InboundMessageReply']
type NewChat = ReturnType<typeof newChat>

/** The message has reached a chat, which had `before` messages by then, or nobody. */
type Arrived =
  | { chat_id: string; before: number }
  | { chat_id: string; rejected: ControlSchemas['Rejection'] }

/** Real ms after which the answer shows what there is by then. */
const LONGEST_TURN_MS = 600_000

export const inboundMessageHandlers = {
  sendInboundMessage({ body }, control) {
    return inboundMessage(control, body)
  },
} satisfies Partial<ControlHandlers<ControlContext>>

/** Answers when the agent's turn is over. Refuses a number that is unknown (404) or that nobody would answer (400). */
export async function inboundMessage(control: ControlContext, order: Order): Promise<Reply> {
  const { world, store, chats } = control.route
  const arrived = await arrival(control, order)
  const { chat_id } = arrived
  if ('rejected' in arrived) return { chat_id, messages: [], rejected: arrived.rejected }
  await chats.turnOver(world, chat_id, AbortSignal.timeout(LONGEST_TURN_MS))
  const { message_with_tool_calls: messages = [] } = store.chats.get(chat_id)
  return { chat_id, messages: messages.slice(arrived.before) }
}

/** The conversations, by their two numbers, whose first message has asked a webhook that has not answered yet. */
const asking = new WeakMap<World, Map<string, Promise<unknown>>>()

/**
 * The message goes to the chat that is going on between the two numbers, else it begins one. Messages that come while the
 * webhook is asked about the first wait for what comes of it.
 */
async function arrival(control: ControlContext, order: Order): Promise<Arrived> {
  const { world, store } = control.route
  const { from_number: far, to_number: near } = order
  const pending = asking.get(world) ?? new Map<string, Promise<unknown>>()
  asking.set(world, pending)
  const ends = `${near} ${far}`
  while (pending.has(ends)) await pending.get(ends)
  refuseGone(control, world)
  const number = store.phoneNumbers.get(near)
  const open = store.chats.openBetween(near, far)
  if (open) return control.atomically(() => heard(control, open.chat_id, order))
  const first = firstMessage(control, number, order)
  pending.set(
    ends,
    first.catch(() => {}),
  )
  return first.finally(() => pending.delete(ends))
}

async function firstMessage(control: ControlContext, number: PhoneNumber, order: Order): Promise<Arrived> {
  const { route, atomically } = control
  const { world, newId, chance } = route
  const { from_number: far, to_number: near } = order
  const chat_id = newId('chat')
  const bound = pickAgent(number.inbound_sms_agents, chance(chat_id, 'agent').fraction())
  const connect = (chat: NewChat) =>
    atomically(() => {
      route.chats.begin(world, { ...chat, ends: { near, far, direction: 'inbound' }, opening: 'never' })
      return heard(control, chat_id, order)
    })
  const byNumber = () => chatFor(route, bound, { chat_id, number: far }, {})

  if (!number.inbound_sms_webhook_url) {
    const chat = byNumber()
    if (!chat)
      throw badRequest(
        `${near} has no inbound SMS agent, so nobody would answer; bind one with update-phone-number`,
      )
    return connect(chat)
  }
  let chat: NewChat | undefined
  const reception = await control.askInbound(world, {
    event: 'chat_inbound',
    url: number.inbound_sms_webhook_url,
    id: chat_id,
    from: far,
    to: near,
    bound,
    faultOf: override =>
      faultIn('chat_inbound', () => {
        chat = chatFor(route, bound, { chat_id, number: far }, override)
      }),
  })
  refuseGone(control, world)
  if (reception.then === 'unanswered') chat = byNumber()
  if (chat && (reception.then === 'answered' || reception.then === 'unanswered')) return connect(chat)
  const rejected = rejectionOf(reception, near, 'inbound SMS agent')
  control.journal.report({ type: 'call', callId: chat_id, text: `not begun: ${rejected.message}` })
  return { chat_id, rejected }
}

const heard = ({ route }: ControlContext, chat_id: string, { content }: Order) => ({
  chat_id,
  before: route.chats.heard(route.world, chat_id, content),
})

/** The chat that begins, by the answer before the number; undefined: nobody takes it. */
function chatFor(
  context: Context,
  bound: Schemas['AgentWeight'] | undefined,
  ids: { chat_id: string; number: string },
  override: InboundOverride,
): NewChat | undefined {
  const meant = meantAgent(bound, override)
  if (!meant) return undefined
  const { dynamic_variables, metadata, agent_override } = override
  const order = {
    agent_id: meant.agent_id,
    ...(meant.agent_version === undefined ? {} : { agent_version: meant.agent_version }),
    ...(metadata ? { metadata } : {}),
    ...(dynamic_variables ? { retell_llm_dynamic_variables: dynamic_variables } : {}),
  }
  return newChat(context, order, { ...ids, override: agent_override })
}
