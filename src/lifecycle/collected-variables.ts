// What a call has found out, as its record shows it when it is over. The one place where this is gathered.

import type { Moment } from './call-plan.ts'

/** `collected_dynamic_variables`: what the agent's mind has extracted; nothing for a custom LLM. */
export const collectedVariables = ({ run }: Moment): Record<string, string> => run.mind.collected
