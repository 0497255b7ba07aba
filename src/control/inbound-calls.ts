// Ringing one of the workspace's numbers, as a caller would. The number's inbound webhook is asked first, if it has one;
// until it has answered there is no call.

import type { ControlHandlers, ControlSchemas, PhoneCall, PhoneNumber, Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { arrivalOf } from '../lifecycle/telephony.ts'
import { isAllowedCountry } from '../number-country.ts'
import { type CallAgent, callAgent, pickAgent } from '../routes/call-agent.ts'
import { begin, beginning } from '../routes/calls.ts'
import type { Context } from '../routes/context.ts'
import type { InboundOverride } from '../webhooks/inbound.ts'
import type { ControlContext } from './context.ts'
import { faultIn, meantAgent, refuseGone, rejectionOf } from './reception.ts'

type Order = ControlSchemas['InboundCall']

/** Retell docs, inbound calls: what a caller's SIP headers may become, without the `sip.h.` before them. */
const PASSED_HEADERS = /^(?:sip\.h\.)?(x-.*|diversion|history-info|user-to-user|p-asserted-identity)$/i

export const inboundCallHandlers = {
  placeInboundCall({ body }, control) {
    return inboundCall(control, body)
  },
} satisfies Partial<ControlHandlers<ControlContext>>

/** A number that rings. */
interface Ringing {
  callId: string
  number: PhoneNumber
  from: string
  bound: Schemas['AgentWeight'] | undefined
  headers: Record<string, string>
}

/**
 * Answers the call that comes of it, or why none does. Refuses a number or scenario that is unknown, a country that the
 * number takes no calls from, and a number that nobody would answer.
 */
export async function inboundCall(
  control: ControlContext,
  order: Order,
): Promise<ControlSchemas['InboundCallReply']> {
  const { route, atomically } = control
  const { world } = route
  const ring = atomically(() => ringing(route, order))
  const { callId, number, from, bound, headers } = ring
  const connect = async (chosen: CallAgent, override: InboundOverride) => {
    const answer = atomically(() => connected(route, order, ring, chosen, override))
    await route.lifecycle.drive.made(world, answer.call_id)?.()
    return answer
  }
  const byNumber = () => bound && callAgent(route, bound.agent_id, bound.agent_version)

  if (!number.inbound_webhook_url) {
    const chosen = byNumber()
    if (!chosen)
      throw badRequest(
        `${order.to_number} has no inbound agent, so nobody would answer; bind one with update-phone-number`,
      )
    return connect(chosen, {})
  }
  let chosen: CallAgent | undefined
  const reception = await control.askInbound(world, {
    event: 'call_inbound',
    url: number.inbound_webhook_url,
    id: callId,
    from,
    to: order.to_number,
    bound,
    sipHeaders: headers,
    faultOf: override =>
      faultIn('call_inbound', () => {
        const meant = meantAgent(bound, override)
        chosen = meant && callAgent(route, meant.agent_id, meant.agent_version, override.agent_override)
      }),
  })
  refuseGone(control, world)
  if (reception.then === 'answered' && chosen) return connect(chosen, reception.override)
  if (reception.then === 'unanswered') chosen = byNumber()
  if (reception.then === 'unanswered' && chosen) return connect(chosen, {})
  const rejected = rejectionOf(reception, order.to_number, 'inbound agent')
  control.journal.report({ type: 'call', callId, text: `not connected: ${rejected.message}` })
  return { call_id: callId, rejected }
}

function ringing(context: Context, { to_number, from_number: from = 'anonymous', ...order }: Order): Ringing {
  const { store, chance, newId, scenarios } = context
  const number = store.phoneNumbers.get(to_number)
  if (!isAllowedCountry(from, number.allowed_inbound_country_list))
    throw badRequest(
      `${to_number} takes no calls from ${from}: its allowed_inbound_country_list is ${number.allowed_inbound_country_list?.join(', ')}`,
    )
  const scenario = order.scenario === undefined ? undefined : scenarios.named(order.scenario)
  const callId = newId('call')
  // Before the call begins, so that they are there when its webhook is asked.
  context.world.faults.addAbout(callId, scenario?.faults)
  const bound = pickAgent(number.inbound_agents, chance(callId, 'agent').fraction())
  return { callId, number, from, bound, headers: passedHeaders(order.sip_headers ?? {}) }
}

/** The caller's headers are variables, too; one of the answer's with the same name wins, which is a guess. */
function connected(
  context: Context,
  order: Order,
  { callId, number, from, headers }: Ringing,
  chosen: CallAgent,
  { dynamic_variables, metadata }: InboundOverride,
): { call_id: string } {
  const arrival = arrivalOf(context.world, number)
  const variables = { ...arrival.variables, ...headers, ...dynamic_variables }
  const call: PhoneCall = {
    ...beginning(
      callId,
      'phone_call',
      chosen.agent,
      {
        ...(metadata ? { metadata } : {}),
        ...(Object.keys(variables).length === 0 ? {} : { retell_llm_dynamic_variables: variables }),
      },
      { ...arrival.headers, ...headers },
    ),
    from_number: from,
    to_number: order.to_number,
    direction: 'inbound',
  }
  const { call_id } = begin(
    context,
    call,
    'inbound',
    chosen,
    order.scenario === undefined ? {} : { scenario: order.scenario },
  )
  return { call_id }
}

function passedHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const passed = PASSED_HEADERS.exec(name)?.[1]
      return passed ? [[passed.toLowerCase(), value]] : []
    }),
  )
}
