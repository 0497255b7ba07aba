import type { PhoneCallResponse } from 'retell-sdk/resources/call'
import { expect, test } from 'vitest'
import { type DisconnectionReason, endings } from './endings.ts'

/** Of retell-sdk 6, which there is for Python alone. */
type OfPython =
  | 'user_requested_dnc'
  | 'user_requested_callback'
  | 'budget_reached'
  | 'credit_exhausted'
  | 'network_blocked'

test('every disconnection reason of the SDKs has an ending, and no other has', () => {
  type OfSdk = NonNullable<PhoneCallResponse['disconnection_reason']> | OfPython
  const known: Record<OfSdk, unknown> = endings
  const reasons: readonly OfSdk[] = Object.keys(endings) as DisconnectionReason[]
  expect(reasons).toHaveLength(39)
  expect(Object.keys(known)).toEqual(reasons)
})

test('a call that was never connected cannot be complete, and only ended calls are', () => {
  for (const { status, connected, complete } of Object.values(endings)) {
    if (complete) expect([status, connected]).toEqual(['ended', true])
    if (status === 'not_connected') expect(connected).toBe(false)
  }
})

test('statuses are those of the docs', () => {
  const reasons = (status: string) =>
    Object.entries(endings).flatMap(([reason, ending]) => (ending.status === status ? [reason] : []))
  expect(reasons('ended')).toHaveLength(14)
  expect(reasons('not_connected')).toHaveLength(9)
  expect(reasons('error')).toHaveLength(16)
  expect(endings.no_concurrency_fallback.status).toBe('ended')
  expect(endings.user_declined.status).toBe('not_connected')
  expect(endings.registered_call_timeout.status).toBe('error')
})
