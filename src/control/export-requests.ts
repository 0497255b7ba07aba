// Asking for an export of the history, which in life only the dashboard can.

import type { ControlHandlers } from '../contract.ts'
import type { ControlContext } from './context.ts'

export const exportRequestHandlers = {
  requestExport({ body }, { world, route, atomically }) {
    const { channel = 'call', timezone = 'UTC', outcome = 'completed' } = body
    return atomically(() => route.contactJobs.startExport(world, { channel, timezone, outcome }))
  },
} satisfies Partial<ControlHandlers<ControlContext>>
