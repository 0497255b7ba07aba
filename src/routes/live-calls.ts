// Reaching into a call that goes on: stopping it, changing it, listening to it, taking it over.

import type { Call, Handlers } from '../contract.ts'
import { badRequest, unprocessable } from '../errors.ts'
import { inOrder } from '../lifecycle/call-keys.ts'
import { refuseLargeMetadata, refuseLooserStorage } from './calls.ts'
import type { Context } from './context.ts'
import { accessToken } from './web-call-token.ts'

/** How long a listener's token may wait is not published: a guess. */
const LISTENER_TOKEN_LIFE_MS = 600_000
/** Where the changes stand in a request. */
const FIELDS = 'request/body/fields_to_override'

export const liveCallHandlers = {
  stopCall({ params }, { world, store, lifecycle }) {
    const { call_id } = ongoing(store.calls.get(params.call_id), unprocessable)
    lifecycle.change(world, call_id, lifecycle.intervention.stop)
  },

  updateLiveCall({ params, body }, { world, store, lifecycle }) {
    const call = ongoing(store.calls.get(params.call_id), unprocessable)
    const { override_dynamic_variables: overrides, ...changes } = body.fields_to_override ?? {}
    const { additional_context: context, trigger_response: trigger } = body.call_control ?? {}
    refuseLargeMetadata(changes.metadata, FIELDS)
    refuseLooserStorage(call.data_storage_setting, changes.data_storage_setting, FIELDS)
    store.calls.put(inOrder({ ...call, ...changes }))
    lifecycle.change(world, call.call_id, moment => {
      if (overrides !== undefined) moment.run.overrideVariables = overrides ?? {}
      lifecycle.intervention.inject(moment, context, trigger ?? false)
    })
    return { success: true }
  },

  listenLiveCall({ params }, { world, store, lifecycle, now }) {
    const { call_id } = ongoing(store.calls.get(params.call_id), badRequest)
    let participant_id = ''
    lifecycle.change(world, call_id, moment => {
      participant_id = lifecycle.intervention.listen(moment)
    })
    const expires_at = now() + LISTENER_TOKEN_LIFE_MS
    const access_token = accessToken(call_id, expires_at, participant_id)
    return {
      access_token,
      expires_at,
      participant_id,
      room_name: call_id,
      transport: 'gateway',
      ice_servers: [],
    }
  },

  takeOverLiveCall({ params, body }, { world, store, lifecycle }) {
    const { call_id } = ongoing(store.calls.get(params.call_id), badRequest)
    lifecycle.change(world, call_id, moment => lifecycle.intervention.takeOver(moment, body.participant_id))
    return { success: true }
  },
} satisfies Partial<Handlers<Context>>

/** The status is documented, 422 or 400 as each operation lists; the words are a guess. */
function ongoing(call: Call, refusal: (message: string) => Error): Call {
  if (call.call_status === 'ongoing') return call
  throw refusal(`Call ${call.call_id} is not ongoing, it is ${call.call_status}`)
}
