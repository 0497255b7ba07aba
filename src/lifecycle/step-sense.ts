// Whether each of the caller's steps makes sense by itself: things that exclude or need one another, and expressions that
// are none.

import type { Fault } from '../schema-fault.ts'
import { patternFault } from './expectation.ts'
import { piecesOf, textOf } from './saying.ts'
import type { CallerStep, Scenario } from './scenario.ts'

/** The first thing in a step that cannot be; undefined when all can be done. */
export function stepNonsense({ caller = [] }: Scenario): Fault | undefined {
  for (const [index, step] of caller.entries()) {
    const fault = stepFault(step)
    if (fault) return { path: ['caller', String(index), ...fault.path], sentence: fault.sentence }
  }
  return undefined
}

function stepFault(step: CallerStep): Fault | undefined {
  if ('backchannel' in step && step.backchannel.trim() === '')
    return { path: ['backchannel'], sentence: 'must not be blank' }
  for (const name of ['say', 'interrupt', 'change_mind', 'to'] as const) {
    const saying = name in step ? (step as Record<string, unknown>)[name] : undefined
    if (Array.isArray(saying) && textOf(piecesOf(saying)).trim() === '')
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
