// What is said while a warm transfer is put together: by the target that has answered, and by the agent to it. The person
// who called hears none of it.

import type { CallPlan } from './call-plan.ts'
import type { Run } from './run.ts'
import type { Said, Speaking } from './speaking.ts'

/** How long one lets the other end before it speaks: a guess. */
const THINKS_MS = 500

export function defineHandoff(plan: CallPlan, speaking: Speaking): void {
  plan.step('call.handoff', (moment, { line, outcome }) => {
    const said = linesOf(moment.run)[line]
    if (!said) return plan.later(moment, 'call.transferred', 0, outcome)
    const { world, run } = moment
    // The caller, who waits and says something, is heard to the end.
    if (run.speaking)
      return plan.later(moment, 'call.handoff', run.speaking.endsAt - world.now() + THINKS_MS, {
        line,
        outcome,
      })
    speaking.say(moment, {
      ...said,
      delayMs: line === 0 ? 0 : THINKS_MS,
      after: { then: 'handoff', line: line + 1, outcome },
    })
  })
}

/** Only in a warm transfer is the agent still there when the target answers. */
function linesOf({ scenario, transfer }: Run): Pick<Said, 'role' | 'content' | 'shielded'>[] {
  if (transfer?.option?.type !== 'warm_transfer') return []
  const words = transfer.handoff?.private
  return [
    ...(scenario.transfer?.says ?? []).map(content => ({ role: 'transfer_target' as const, content })),
    ...(words === undefined ? [] : [uninterrupted(words)]),
  ]
}

/** Whether what is being said brings the two ends of a transfer together: without it they never would be. */
export const isHandingOver = ({ speaking }: Pick<Run, 'speaking'>): boolean =>
  speaking?.after.then === 'handoff' || speaking?.after.then === 'leave'

/** What the agent says of a transfer cannot be cut off: one end waits, and the other listens. */
export const uninterrupted = (
  content: string,
): Pick<Said, 'role' | 'content' | 'shielded'> & { role: 'agent' } => ({
  role: 'agent',
  content,
  shielded: [[0, content.length]],
})
