// What an agent without a server of its own says: its begin message, then the lines of the scenario. It has no mind.

import { fillVariables } from '../variables.ts'
import type { Answer, Moment } from './call-plan.ts'
import { variablesOf } from './run.ts'

const GREETING = 'Hello! How can I help you today?'
const GENERIC_LINES = ['I see. Could you tell me a little more?', 'Of course. Is there anything else?']
const REMINDER = 'Are you still there?'

/** The first words. An empty begin message, or `start_speaker: user`, leaves the first word to the caller. */
export function scriptedBegin({ run }: Moment): Answer {
  const { llm, scenario } = run
  if (llm?.start_speaker === 'user' || llm?.begin_message === '') return answer('', 0)
  if (llm?.begin_message) return answer(fillVariables(llm.begin_message, variablesOf(run)), 0)
  return nextLine(scenario.agent?.[0] ?? GREETING, run.nextResponseId)
}

/** The next line of the scenario, and when there are no more, something that fits anywhere. */
export function scriptedAnswer({ run }: Moment): Answer {
  const line = run.scenario.agent?.[run.nextLine] ?? GENERIC_LINES[run.nextLine % GENERIC_LINES.length]!
  return nextLine(line, run.nextResponseId)
}

export const scriptedReminder = ({ run }: Moment): Answer => answer(REMINDER, run.nextResponseId)

function nextLine(line: string | { say: string; end_call?: boolean }, responseId: number): Answer {
  return typeof line === 'string' ? answer(line, responseId) : answer(line.say, responseId, line.end_call)
}

const answer = (content: string, responseId: number, endCall = false): Answer => ({
  responseId,
  content,
  complete: true,
  endCall,
})
