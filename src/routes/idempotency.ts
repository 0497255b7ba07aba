// The keys with which a request to make a call can be repeated without making another. For an hour: the documentation of
// SDK 6.

import type { PhoneCall } from '../contract.ts'
import type { Context } from './context.ts'

const LIFE_MS = 3_600_000

/** The call that this key has made within the last hour, unless it has been deleted. */
export function callOfKey({ store, now }: Context, key: string | undefined): PhoneCall | undefined {
  const kept = key === undefined ? undefined : store.callKeys.find(key)
  if (!kept || kept.at + LIFE_MS <= now()) return undefined
  const call = store.calls.find(kept.callId)
  return call?.call_type === 'phone_call' ? call : undefined
}

/** Remembers the call that a key has made. */
export function keepKey({ store, now }: Context, key: string | undefined, callId: string): void {
  if (key === undefined) return
  const kept = { callId, at: now() }
  if (store.callKeys.find(key)) store.callKeys.put(key, kept)
  else store.callKeys.insert(key, kept)
}
