// Reading and changing a workspace's settings.

import type { ControlHandlers } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { operations } from '../generated/contract-operations.ts'
import { MONITOR_OPERATION } from '../monitor-address.ts'
import type { ControlContext } from './context.ts'

export const settingHandlers = {
  getSettings(_input, { world }) {
    return world.settings
  },

  updateSettings({ body }, { world, route }) {
    if (body.default_scenario !== undefined) route.scenarios.named(body.default_scenario)
    const { concurrency_limit: limit, reserved_inbound_concurrency: reserved } = {
      ...world.settings,
      ...body,
    }
    // Retell docs, concurrency.
    if (reserved >= limit)
      throw badRequest(`reserved_inbound_concurrency must be lower than concurrency_limit, ${limit}`)
    const unknown = body.forbidden_operations?.find(id => !(id in operations) && id !== MONITOR_OPERATION)
    if (unknown !== undefined) throw badRequest(`forbidden_operations: there is no operation "${unknown}"`)
    return world.changeSettings(body)
  },
} satisfies Partial<ControlHandlers<ControlContext>>
