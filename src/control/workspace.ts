// The workspace as a whole: is it up, empty it, what the next calls will do.

import type { ControlHandlers } from '../contract.ts'
import type { ControlContext } from './context.ts'

export const workspaceHandlers = {
  getHealth(_input, { world, version, operationCount }) {
    return {
      status: 'ok',
      name: 'fake-retell',
      version,
      dialect: world.settings.dialect,
      now: world.now(),
      operations: operationCount,
    }
  },

  resetWorkspace(_input, { reset }) {
    reset()
  },

  queueScenario({ body }, { world, route }) {
    const { name } = route.scenarios.named(body.scenario)
    return { queued: [...world.queueScenario(name, body.times ?? 1)] }
  },
} satisfies Partial<ControlHandlers<ControlContext>>
