// What the telephone network adds to the record of a call: the carrier's id, and headers that travel with it.

import type { Call, PhoneNumber } from '../contract.ts'
import type { World } from '../world.ts'
import type { Moment } from './call-plan.ts'
import { orgIdOf } from './contact-book.ts'

/** The number of the workspace that a call goes over; none for web calls and those that the customer dials by SIP. */
export function lineOf({ world, run, call }: Moment): PhoneNumber | undefined {
  if (call.call_type !== 'phone_call') return undefined
  const number =
    run.kind === 'outbound' ? call.from_number : run.kind === 'inbound' ? call.to_number : undefined
  return number === undefined ? undefined : world.store.phoneNumbers.find(number)
}

/** `telephony_identifier` of a call that is answered: only Twilio's calls have one. */
export function telephonyIdentifier(
  moment: Moment,
): Pick<Extract<Call, { call_type: 'phone_call' }>, 'telephony_identifier'> {
  const { world, run, call } = moment
  if (lineOf(moment)?.phone_number_type !== 'retell-twilio') return {}
  const arrivedWith = run.kind === 'inbound' && call.call_type === 'phone_call' && call.custom_sip_headers
  const known = arrivedWith ? arrivedWith['x-twilio-callsid'] : undefined
  return { telephony_identifier: { twilio_call_sid: known ?? world.newId('twilioCall') } }
}

/**
 * What Twilio adds to a call that comes in over one of its numbers: headers, and dynamic variables of the same names
 * without `x-` (seen in a published record). Nothing for numbers of other carriers.
 */
export function arrivalOf(
  world: World,
  { phone_number_type: type }: PhoneNumber,
): { headers: Record<string, string>; variables: Record<string, string> } {
  if (type !== 'retell-twilio') return { headers: {}, variables: {} }
  const callSid = world.newId('twilioCall')
  const accountSid = `AC${world.chance('twilio account').hex(32)}`
  return {
    headers: { 'x-twilio-callsid': callSid, 'x-twilio-accountsid': accountSid },
    variables: { 'twilio-callsid': callSid, 'twilio-accountsid': accountSid },
  }
}

/** The headers that an outbound call is dialled with, beside those of its request (seen in a published record). */
export const dialledHeaders = (world: World, callId: string): Record<string, string> => ({
  'X-RetellAI-Direction': 'outbound',
  'X-RetellAI-CallId': callId,
  'X-RetellAI-OrgId': orgIdOf(world),
})
