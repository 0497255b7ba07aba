// The door at which an LLM server connects by itself, as Retell's older API reference has it. Which call it is for is
// decided in admission.ts, what is said in session.ts.

import { DOOR } from '../llm-door.ts'
import type { Admission } from './admission.ts'
import type { Door } from './door.ts'
import { type LineRegistry, MAX_PAYLOAD_BYTES } from './lines.ts'

export const llmDoor = ({ admission, lines }: { admission: Admission; lines: LineRegistry }): Door => ({
  path: DOOR,
  maxPayloadBytes: MAX_PAYLOAD_BYTES,
  knock(callId, { authorization }) {
    const world = admission.worldOf(callId, authorization)
    return {
      world,
      admit() {
        const order = admission.orderOf(world, callId)
        return { enter: connection => lines.accept(world, order, connection) }
      },
    }
  },
})
