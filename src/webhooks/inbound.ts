// Asking the customer what is to become of a call or a chat that comes in, before there is one. What is done about the
// answer is decided elsewhere.

import type { Schemas, Validate } from '../contract.ts'
import type { World } from '../world.ts'
import type { Ask, Judgement } from './ask.ts'
import { type InboundEvent, type InboundOverride, readAnswer } from './inbound-answer.ts'

export type { InboundOverride } from './inbound-answer.ts'

/** More than any answer that can be used: `metadata` has at most 50 kB. */
const READ_BYTES = 1_000_000

/** Somebody who calls or writes. */
export interface Arrival {
  event: InboundEvent
  url: string
  /** The id that the call or chat is going to have. */
  id: string
  from: string
  to: string
  /** Whom the number would choose. */
  bound: Schemas['AgentWeight'] | undefined
  sipHeaders?: Readonly<Record<string, string>>
  /** Why what a well-formed answer asks for cannot be had; it is not asked about a rejection. */
  faultOf(override: InboundOverride): string | undefined
}

export type Reception =
  /** The answer says no. */
  | { then: 'rejected' }
  | { then: 'answered'; override: InboundOverride }
  /** It asks for what cannot be had. */
  | { then: 'unusable'; why: string }
  /** No good answer came. */
  | { then: 'unanswered'; why: string }

/** The checks of the answers, by the contract; loaded when somebody first asks. */
export type AnswerChecks = () => Promise<Record<string, Validate>>

/**
 * Asks at once and in real time; never rejects. Retell docs, inbound webhooks: 10 s to answer, up to three more attempts
 * with the same id. That an answer that cannot be read counts as none, and is asked for again, is a guess.
 */
export async function askInbound(
  { ask, checks }: { ask: Ask; checks: AnswerChecks },
  world: World,
  arrival: Arrival,
  signal: AbortSignal,
): Promise<Reception> {
  const { event, id, url } = arrival
  const check = (await checks())[event === 'call_inbound' ? 'callInbound_reply' : 'chatInbound_reply']
  let reception: Reception | undefined
  const asked = await ask(
    world,
    {
      kind: 'inbound',
      event,
      subject: id,
      method: 'POST',
      url,
      headers: [],
      body: JSON.stringify(bodyOf(world, arrival)),
      timeoutMs: world.settings.inbound_webhook_timeout_ms,
      limitBytes: READ_BYTES,
      retries: world.settings.inbound_webhook_retries,
      judge(answer): Judgement {
        const { override, fault, notes } = readAnswer(event, answer, check)
        if (fault !== undefined) return { fault, notes }
        const why = override.reject === true ? undefined : arrival.faultOf(override)
        if (why !== undefined) reception = { then: 'unusable', why }
        else reception = override.reject === true ? { then: 'rejected' } : { then: 'answered', override }
        return why === undefined ? { notes } : { fault: why, isFinal: true, notes }
      },
    },
    signal,
  )
  return reception ?? { then: 'unanswered', why: asked.fault ?? 'there was no answer' }
}

/** Retell docs: the agent is told where the number has one; a caller's time, and SIP headers, only of calls. */
function bodyOf(world: World, { event, id, from, to, bound, sipHeaders = {} }: Arrival): object {
  const isTold = world.settings.inbound_webhook_ids
  const agent = {
    ...(bound ? { agent_id: bound.agent_id } : {}),
    ...(bound?.agent_version === undefined ? {} : { agent_version: bound.agent_version }),
  }
  const numbers = { from_number: from, to_number: to }
  if (event === 'chat_inbound') {
    return { event, chat_inbound: { ...(isTold ? { chat_id: id } : {}), ...agent, ...numbers } }
  }
  return {
    event,
    event_timestamp: world.now(),
    call_inbound: {
      ...(isTold ? { call_id: id } : {}),
      ...agent,
      ...numbers,
      ...(Object.keys(sipHeaders).length === 0 ? {} : { custom_sip_headers: sipHeaders }),
    },
  }
}
