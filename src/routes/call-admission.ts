// Whether one more call may begin: is the country allowed, is there a place, was the last one long enough ago. What comes of
// an inbound call without a place is the lifecycle's.

import type { PhoneNumber } from '../contract.ts'
import { badRequest, tooManyRequests } from '../errors.ts'
import { callsLeftNow, noteCallBegun } from '../lifecycle/call-rate.ts'
import { freePlaces } from '../lifecycle/places.ts'
import type { RingOutcome } from '../lifecycle/scenario.ts'
import { isAllowedCountry } from '../number-country.ts'
import type { Context } from './context.ts'
import { E164 } from './e164.ts'

/**
 * Refuses with 429 a call beyond the concurrency limit, or, by the setting `over_concurrency`, answers why it fails. Retell
 * docs, concurrency: it is rejected; how is a guess.
 */
export function admitted({ world, settings }: Context): RingOutcome | undefined {
  if (freePlaces(world, 'other') > 0) return undefined
  if (settings.over_concurrency === 'error_call') return 'concurrency_limit_reached'
  throw tooManyRequests(
    `${world.store.calls.live()} calls are going on, and the limit is ${settings.concurrency_limit}`,
  )
}

/** Refuses with 429 a number that begins too many calls a second, by the setting `calls_per_second`, and counts this one. */
export function admitRate({ world }: Context, { phone_number_type: type }: PhoneNumber): void {
  if (callsLeftNow(world, type) === 0)
    throw tooManyRequests(
      `numbers of the type ${type} may begin ${world.settings.calls_per_second?.[type]} calls a second`,
    )
  noteCallBegun(world, type)
}

/** Whether the number may call there. What is no E.164 number is of no country, and is dialled by custom telephony alone. */
export const mayCall = ({ allowed_outbound_country_list: allowed }: PhoneNumber, to: string): boolean =>
  !E164.test(to) || isAllowedCountry(to, allowed)

/** Refuses with 400 a country that the number may not call; the status and the words are a guess. */
export function refuseCountry(number: PhoneNumber, to: string): void {
  const { phone_number, allowed_outbound_country_list } = number
  if (!mayCall(number, to))
    throw badRequest(
      `${phone_number} may not call ${to}: its allowed_outbound_country_list is ${allowed_outbound_country_list?.join(', ')}`,
    )
}
