// What a user means who cuts in behind a skipped response: a way on from where the agent is, or something that belongs to
// where the response was skipped. The going back itself is in flow.ts.

import { chosen, understood } from './choice.ts'
import { type FlowEngine, nodeAt, toolsAt } from './graph.ts'
import type { Spot } from './state.ts'
import { toolOption } from './tools.ts'
import { lastHeard, type Turn } from './turn.ts'
import { waysOut } from './ways.ts'

/** Whether the agent stays where it is for these words: by an equation, the scenario, or because they fit nothing better there. */
export function isMeantHere(turn: Turn, engine: FlowEngine, skipped: Spot): boolean {
  const { setting, state } = turn
  const here = optionsAt(turn, engine, state.at, 'here')
  if (state.turn.stays || here.isCertain) return true
  // Looked at only: the choice is used up when it is made.
  const choices = { given: setting.script?.choices ?? [], used: [...state.choices] }
  if (chosen(here.options, choices)) return true
  const there = optionsAt(turn, engine, skipped, 'there')
  return understood([...here.options, ...there.options], lastHeard(turn)) === 'here'
}

function optionsAt<Where>(turn: Turn, engine: FlowEngine, at: Spot | null, target: Where) {
  const node = at && nodeAt(engine, at)
  if (!at || !node) return { isCertain: false, options: [] }
  const { certain, options } = waysOut(turn, engine, at, node)
  const tools = toolsAt(engine, at, node).map(tool => toolOption(turn, tool, target))
  return {
    isCertain: certain !== undefined,
    options: [...options.map(option => ({ ...option, target })), ...tools],
  }
}
