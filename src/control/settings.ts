// Reading and changing a workspace's settings.

import type { ControlHandlers } from '../contract.ts'
import type { ControlContext } from './context.ts'

export const settingHandlers = {
  getSettings(_input, { world }) {
    return world.settings
  },

  updateSettings({ body }, { world, route }) {
    if (body.default_scenario !== undefined) route.scenarios.named(body.default_scenario)
    return world.changeSettings(body)
  },
} satisfies Partial<ControlHandlers<ControlContext>>
