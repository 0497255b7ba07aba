// The door at which the sound of a call is heard and spoken into. Who is let in has the call's id, as on the retired socket
// of Retell. What is sent there is the business of audio-client.ts.

import type { AudioForm } from '../audio/audio-form.ts'
import { audioWishes } from '../audio/audio-query.ts'
import { AUDIO } from '../audio-address.ts'
import { conflict, Refusal } from '../errors.ts'
import type { World } from '../world.ts'
import type { Admission } from './admission.ts'
import { type AudioRegistry, MAX_AUDIO_CLIENTS } from './audio-registry.ts'
import type { Door, Entrance } from './door.ts'

/** More than ten seconds of sound in any form; longer messages break the connection. */
const MAX_PAYLOAD_BYTES = 1_048_576

export interface AudioDoorParts {
  worldOf: Admission['worldOf']
  audio: AudioRegistry
  /** What becomes of somebody who connects to a call that is not over. */
  callOf(
    world: World,
    callId: string,
  ): { form?: AudioForm; takesCaller: boolean; answered: boolean } | undefined
}

export const audioDoor = ({ worldOf, ...parts }: AudioDoorParts): Door => ({
  path: AUDIO,
  maxPayloadBytes: MAX_PAYLOAD_BYTES,
  knock(callId, { authorization }, query) {
    const world = worldOf(callId, authorization)
    return { world, admit: () => admit(parts, world, callId, query) }
  },
})

/** Refuses with 410 a call that is over, with 400 what the query may not say, with 409 a call that rings or is full. */
function admit(
  { audio, callOf }: Omit<AudioDoorParts, 'worldOf'>,
  world: World,
  callId: string,
  query: URLSearchParams,
): Entrance {
  const { call_status: status } = world.store.calls.get(callId)
  const call = callOf(world, callId)
  if (!call || (status !== 'registered' && status !== 'ongoing'))
    throw new Refusal(410, `call ${callId} is over (${status})`)
  const { form, updates } = audioWishes(query, call.form)
  if (!call.takesCaller && !call.answered)
    throw conflict(`call ${callId} still rings: a telephone answers it, not this socket`)
  if (audio.isFull(world, callId))
    throw conflict(`call ${callId} has ${MAX_AUDIO_CLIENTS} audio sockets already`)
  const { takesCaller } = call
  return { enter: connection => audio.join(world, { callId, form, updates, takesCaller }, connection) }
}
