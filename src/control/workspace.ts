// The workspace as a whole: is it up, empty it, what the next calls will do.

import type { ControlHandlers } from '../contract.ts'
import { badRequest } from '../errors.ts'
import scenarioSchema from '../generated/scenario.schema.json' with { type: 'json' }
import { nonsenseIn } from '../lifecycle/scenario-sense.ts'
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
    const { scenario, definition, times = 1 } = body
    if (scenario !== undefined && definition !== undefined)
      throw badRequest('request/body must have scenario or definition, not both')
    const next = scenario === undefined ? definition : route.scenarios.named(scenario)
    if (!next) throw badRequest('request/body must have scenario, the name of one, or definition')
    const nonsense = definition && nonsenseIn(definition)
    if (nonsense)
      throw badRequest(`${['request/body/definition', ...nonsense.path].join('/')} ${nonsense.sentence}`)
    return { queued: world.queueScenario(next, times) }
  },

  getScenarioSchema() {
    return scenarioSchema
  },
} satisfies Partial<ControlHandlers<ControlContext>>
