// What is wrong with a scenario although it has the right shape: things that exclude or need one another, and expressions
// that are none.

import type { ControlSchemas } from '../contract.ts'
import { patternFault } from './expectation.ts'
import { piecesOf } from './saying.ts'

type Scenario = Pick<ControlSchemas['Scenario'], 'caller'>

/** The way to the faulty value and what was expected of it. */
export interface ScenarioFault {
  path: string[]
  sentence: string
}

/** The first fault; undefined for a scenario that can be played. */
export function scenarioFault({ caller = [] }: Scenario): ScenarioFault | undefined {
  for (const [index, step] of caller.entries()) {
    const fault = stepFault(step)
    if (fault) return { path: ['caller', String(index), ...fault.path], sentence: fault.sentence }
  }
  return undefined
}

function stepFault(step: NonNullable<Scenario['caller']>[number]): ScenarioFault | undefined {
  for (const name of ['say', 'interrupt', 'change_mind', 'to'] as const) {
    const saying = name in step ? (step as Record<string, unknown>)[name] : undefined
    if (Array.isArray(saying) && piecesOf(saying).length === 0)
      return { path: [name], sentence: 'must have words beside its pauses' }
  }
  const delays = step as { after_ms?: number; after_words?: number }
  if (delays.after_ms !== undefined && delays.after_words !== undefined)
    return { path: [], sentence: 'must have after_ms or after_words, not both' }
  if ('hang_up' in step && step.after_words !== undefined && !step.while_agent_speaks)
    return { path: ['after_words'], sentence: 'needs while_agent_speaks' }
  const pattern = 'expect' in step ? step.expect?.matches : undefined
  const broken = pattern === undefined ? undefined : patternFault(pattern)
  return broken === undefined
    ? undefined
    : { path: ['expect', 'matches'], sentence: `is no expression: ${broken}` }
}
