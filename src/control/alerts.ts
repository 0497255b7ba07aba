// Firing an alert, whose rules live in Retell's dashboard alone.

import type { ControlHandlers } from '../contract.ts'
import { fireAlert } from '../webhooks/alert.ts'
import type { ControlContext } from './context.ts'

export const alertHandlers = {
  fireAlert({ body }, { world, atomically, outbox }) {
    return atomically(() => fireAlert(outbox, world, body))
  },
} satisfies Partial<ControlHandlers<ControlContext>>
