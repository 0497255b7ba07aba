// What is said in the demo: the caller's side as a scenario, the agent's as the answers of its LLM server.

import type { Scenario } from '../../lifecycle/scenario.ts'

export const demoScenario: Scenario = {
  name: 'demo',
  rings: { for_ms: 2_000, then: 'answer' },
  caller: [
    { say: "Hi! I'd like to book a check-up. Is there anything on Friday?" },
    { say: 'Half past two, please.' },
    { say: "No, that's all. Thanks, bye!" },
    { silence_ms: 60_000 },
    { hang_up: true },
  ],
}

/** How the call must end for the demo to have gone well: the agent says goodbye. */
export const expectedReason = 'agent_hangup'

export const expectedEvents: readonly string[] = ['call_started', 'call_ended', 'call_analyzed']

export const greeting = 'Hello, this is Mia at Harbor Dental. What can I do for you?'

export interface Reply {
  content: string
  /** Looked up before the answer. */
  tool?: { name: string; arguments: object; result: object }
  endCall?: boolean
}

/** The answer to what the caller said last; a real server would ask a language model. */
export function replyTo(said: string): Reply {
  if (/check-up/i.test(said)) {
    return {
      tool: { name: 'find_slots', arguments: { day: 'Friday' }, result: { free: ['09:00', '14:30'] } },
      content: 'Friday is good: nine in the morning or half past two. Which one suits you?',
    }
  }
  if (/half past two/i.test(said)) return { content: 'Done: Friday at half past two. Anything else?' }
  if (/bye/i.test(said)) return { content: 'See you on Friday. Goodbye!', endCall: true }
  return { content: 'Are you still there?' }
}
