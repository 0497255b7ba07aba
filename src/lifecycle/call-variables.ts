// The variables of a call in a text that no mind fills: those that it was given, and those that Retell provides.

import { builtInVariable, type Session } from '../built-in-variables.ts'
import { sessionOfCall } from '../session-of.ts'
import { fillVariables } from '../variables.ts'
import type { Moment } from './call-plan.ts'
import { variablesOf } from './run.ts'

/** What the built-in variables know of a call at this moment. */
export const sessionOf = ({ world, run, call }: Moment): Session => ({
  ...sessionOfCall(call, { nowMs: world.now(), timezone: run.agent.timezone }),
  startedMs: run.startedAt,
})

export const builtInOf = (moment: Moment) => (name: string) => builtInVariable(name, sessionOf(moment))

/** A text of the agent's settings as it stands for this call. */
export const filledFor = (moment: Moment, text: string): string =>
  fillVariables(text, variablesOf(moment.run), builtInOf(moment))
