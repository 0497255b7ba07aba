// For tests: being the far end of a call by hand.

import type { FakeRetell } from '../index.ts'
import { api } from './calls.ts'

/** Changes settings, such as what moves the next calls on. */
export const driven = (fake: FakeRetell, settings: object) => api(fake, 'PATCH', '/_fake/settings', settings)

export const act = (fake: FakeRetell, { call_id }: { call_id: string }, action: object) =>
  api<{ call_status: string }>(fake, 'POST', `/_fake/calls/${call_id}/actions`, action)
