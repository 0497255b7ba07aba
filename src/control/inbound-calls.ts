// Ringing one of the workspace's numbers, as a caller would.

import type { ControlHandlers, ControlSchemas, PhoneCall } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { arrivalOf } from '../lifecycle/telephony.ts'
import { isAllowedCountry } from '../number-country.ts'
import { callAgent, pickAgent } from '../routes/call-agent.ts'
import { begin, beginning } from '../routes/calls.ts'
import type { Context } from '../routes/context.ts'
import type { ControlContext } from './context.ts'

/** Retell docs, inbound calls: what a caller's SIP headers may become, without the `sip.h.` before them. */
const PASSED_HEADERS = /^(?:sip\.h\.)?(x-.*|diversion|history-info|user-to-user|p-asserted-identity)$/i

export const inboundCallHandlers = {
  placeInboundCall({ body }, { route, atomically }) {
    return atomically(() => inboundCall(route, body))
  },
} satisfies Partial<ControlHandlers<ControlContext>>

/** To be called in a transaction. Refuses a number that is unknown (404) or that nobody would answer (400). */
export function inboundCall(context: Context, order: ControlSchemas['InboundCall']): { call_id: string } {
  const { store, chance, newId } = context
  const number = store.phoneNumbers.get(order.to_number)
  if (!isAllowedCountry(order.from_number ?? 'anonymous', number.allowed_inbound_country_list))
    throw badRequest(
      `${order.to_number} takes no calls from ${order.from_number ?? 'anonymous'}: its allowed_inbound_country_list is ${number.allowed_inbound_country_list?.join(', ')}`,
    )
  const callId = newId('call')
  const bound = pickAgent(number.inbound_agents, chance(callId, 'agent').fraction())
  if (!bound)
    throw badRequest(
      `${order.to_number} has no inbound agent, so nobody would answer; bind one with update-phone-number`,
    )
  const chosen = callAgent(context, bound.agent_id, bound.agent_version)
  const passed = passedHeaders(order.sip_headers ?? {})
  const arrival = arrivalOf(context.world, number)
  const variables = { ...arrival.variables, ...passed }
  const given = Object.keys(variables).length === 0 ? {} : { retell_llm_dynamic_variables: variables }
  const call: PhoneCall = {
    ...beginning(callId, 'phone_call', chosen.agent, given),
    custom_sip_headers: { ...arrival.headers, ...passed },
    from_number: order.from_number ?? 'anonymous',
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
