// What a call has found out, as its record shows it when it is over. The one place where this is gathered.

import type { Moment } from './call-plan.ts'

/** `collected_dynamic_variables`: nothing, for an agent that follows the script of a scenario extracts nothing. */
export function collectedVariables(_moment: Moment): Record<string, string> {
  return {}
}
