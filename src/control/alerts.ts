// Firing an alert, whose rules live in Retell's dashboard alone.

import type { ControlHandlers } from '../contract.ts'
import type { ControlContext } from './context.ts'

export const alertHandlers = {
  fireAlert({ body }, { world, atomically, fireAlert }) {
    return atomically(() => fireAlert(world, body))
  },
} satisfies Partial<ControlHandlers<ControlContext>>
