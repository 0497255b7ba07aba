// Ordering failures, seeing what has come of them, and taking them back.

import type { ControlHandlers } from '../contract.ts'
import { NotFound } from '../errors.ts'
import type { ControlContext } from './context.ts'

export const faultHandlers = {
  listFaults(_input, { world }) {
    return { faults: world.faults.list() }
  },

  queueFault({ body }, { world }) {
    const fault_id = world.faults.add(body)
    return { fault_id, faults: world.faults.list().filter(({ left }) => left > 0) }
  },

  clearFaults(_input, { world }) {
    world.faults.clear()
  },

  clearFault({ params }, { world }) {
    if (!world.faults.remove(params.fault_id)) throw new NotFound('fault', params.fault_id)
  },
} satisfies Partial<ControlHandlers<ControlContext>>
