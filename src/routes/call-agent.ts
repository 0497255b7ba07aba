// Which agent, as what, takes a call: the version that is meant, with the changes made for this call alone.

import type { Agent, Schemas } from '../contract.ts'
import { Refusal } from '../errors.ts'
import type { CallLlm } from '../lifecycle/run.ts'
import type { Engine } from '../mind/index.ts'
import { resolveCallAgent } from './agent-reference.ts'
import { checkSettings } from './agent-settings.ts'
import type { Context } from './context.ts'
import { engineForCall } from './engine-binding.ts'
import { hostedEngine } from './hosted-engine.ts'
import { patched } from './patch.ts'
import { voiceAt } from './voice-catalogue.ts'

export interface CallAgent {
  agent: Agent
  /** What of the engine that Retell hosts matters to a call; absent for an agent with a server of its own. */
  llm: CallLlm | undefined
  /** What the agent thinks with; empty where the thinking is done elsewhere. */
  engine: Engine
  /** Who makes the agent's voice, for the bill. */
  voiceProvider: string
}

/**
 * The agent of a call, with `agent_override` laid over it and its engine for this call only. `null` in an override clears
 * a field. Refuses with 404 an agent, version or voice that is not there, and with 400 overriding settings that do not go
 * together.
 */
export function callAgent(
  context: Pick<Context, 'store' | 'settings'>,
  agentId: string,
  version?: number | string,
  override?: Schemas['AgentOverride'],
): CallAgent {
  const { store } = context
  const { response_engine: wanted, ...fields } = override?.agent ?? {}
  const stored = resolveCallAgent(context, agentId, version)
  const engine = wanted ? engineForCall(store, wanted) : stored.response_engine
  const agent = patched(stored, { ...fields, response_engine: engine })
  if (override?.agent) checkSettings(store, agent, 'request/body/agent_override/agent')
  return {
    agent,
    ...(hostedEngine(store, engine, override) ?? { llm: undefined, engine: NO_ENGINE }),
    voiceProvider: voiceAt(store, agent.voice_id).provider,
  }
}

/** An agent whose engine is gone, or is the customer's own, has nothing to think with. */
const NO_ENGINE: Engine = { type: 'retell-llm', llm: {} }

/** Picks from a number's weighted agents; the same call gets the same one. */
export function pickAgent(
  agents: readonly Schemas['AgentWeight'][] | null | undefined,
  fraction: number,
): Schemas['AgentWeight'] | undefined {
  let left = fraction
  for (const candidate of agents ?? []) {
    left -= candidate.weight
    if (left < 0) return candidate
  }
  return agents?.at(-1)
}

/** The agent that takes a call over from another; undefined when there is none, or when it has a server of its own. */
export function callSuccessor(
  context: Pick<Context, 'store' | 'settings'>,
  agentId: string,
  version: number | string | undefined,
): CallAgent | undefined {
  try {
    const found = callAgent(context, agentId, version)
    return found.agent.response_engine.type === 'custom-llm' ? undefined : found
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
