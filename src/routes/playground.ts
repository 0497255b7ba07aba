// The playground: one turn of an agent over a conversation that the client keeps. Nothing is stored.

import type { Handlers } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { agentTurn } from '../simulation/agent-turn.ts'
import { type SimulatedEngine, simulatedEngine } from '../simulation/engine.ts'
import { agentAt } from './agent-reference.ts'
import type { Context } from './context.ts'

export const playgroundHandlers = {
  /** The agent's lines are those of the workspace's default scenario. The refusals, and their wording, are guesses. */
  createAgentPlaygroundCompletion({ params, query, body }, { store, scenarios, settings, newId, now }) {
    const agent = agentAt(store, params.agent_id, query.version)
    const engine = simulatedEngine(store, agent.response_engine)
    if (!engine) {
      throw badRequest(
        `Agent ${agent.agent_id} has no engine that the playground can run: ${agent.response_engine.type}`,
      )
    }
    checkState(engine, body.current_state)
    const variables = { ...engine.default_dynamic_variables, ...body.dynamic_variables }
    const { messages, state, ended } = agentTurn(
      {
        engine,
        messages: body.messages,
        variables,
        mocks: body.tool_mocks ?? [],
        lines: scenarios.named(settings.default_scenario).agent ?? [],
        state: body.current_state,
      },
      { newId, now },
    )
    return {
      messages,
      call_ended: ended,
      dynamic_variables: variables,
      ...(state === undefined ? {} : { current_state: state }),
    }
  },
} satisfies Partial<Handlers<Context>>

function checkState({ states }: SimulatedEngine, state: string | undefined): void {
  const names = (states ?? []).map(({ name }) => name)
  if (state === undefined || names.includes(state)) return
  throw badRequest(
    `request/body/current_state must be equal to one of the allowed values: ${names.join(', ')}`,
  )
}
