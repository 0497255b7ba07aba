// What goes wrong on the way between Retell and a customer's LLM server, or at the caller's end: whether it does at this
// turn. What it then does to the call is for those who ask.

import type { ControlSchemas } from '../contract.ts'
import type { World } from '../world.ts'
import type { Run } from './run.ts'

export type Physics = ControlSchemas['Physics']

/** The fault of this kind if it happens at this turn of the caller's, the present one unless another is meant: drawn once for each turn, from the seed. */
export function happening<Kind extends keyof Physics>(
  { world, run }: { world: World; run: Run },
  kind: Kind,
  turnNumber = run.turns,
): Physics[Kind] {
  const fault = run.physics?.[kind]
  if (!fault) return undefined
  const { turn, chance } = fault as { turn?: number | number[]; chance?: number }
  if (turn !== undefined && !(Array.isArray(turn) ? turn : [turn]).includes(turnNumber)) return undefined
  if (chance === undefined) return fault
  return world.chance(run.callId, 'physics', kind, turnNumber).fraction() < chance ? fault : undefined
}

/** What is lost of a keepalive at this moment, if anything is. The chance is drawn once for the call. */
export function lostPing({ world, run }: { world: World; run: Run }): 'pings' | 'pongs' | undefined {
  const fault = run.physics?.missed_pings
  if (!fault || run.startedAt === undefined) return undefined
  const { from_ms: fromMs = 0, for_ms: forMs, lost = 'pongs', chance = 1 } = fault
  const sinceStart = world.now() - run.startedAt
  if (sinceStart < fromMs || sinceStart >= fromMs + forMs) return undefined
  return world.chance(run.callId, 'physics', 'missed_pings').fraction() < chance ? lost : undefined
}
