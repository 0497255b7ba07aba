// The playground: one turn of an agent over a conversation that the client keeps. Nothing is stored.

import type { Handlers, Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { defaultsOf, type MindEvent, newMind, type Reply, recollect } from '../mind/index.ts'
import { NO_REPLY, repliesFor } from '../model/speaker.ts'
import { draftClerk, type Exchange, exchange, type Scene } from '../simulation/conversation.ts'
import { engineFor } from '../simulation/engine.ts'
import { passagesAbout } from '../simulation/knowledge.ts'
import type { Store } from '../store/store.ts'
import { agentAt } from './agent-reference.ts'
import type { Context } from './context.ts'
import { checkPlace } from './conversation-place.ts'

type Request = Schemas['PlaygroundCompletionRequest']

export const playgroundHandlers = {
  /** The script is that of the workspace's default scenario. The refusals, and their wording, are guesses. */
  createAgentPlaygroundCompletion({ params, query, body }, context) {
    const { world, store, scenarios, settings, askModel } = context
    const agent = agentAt(store, params.agent_id, query.version)
    const engine = engineFor(store, agent.response_engine)
    if (!engine) {
      throw badRequest(
        `Agent ${agent.agent_id} has no engine that the playground can run: ${agent.response_engine.type}`,
      )
    }
    const start = { state: body.current_state, node: body.current_node_id, component: body.component_id }
    checkPlace(engine, start)
    const script = scenarios.named(settings.default_scenario)
    const { past, event } = splitAt(body.messages)
    const scene = {
      engine,
      variables: body.dynamic_variables ?? {},
      mocks: body.tool_mocks ?? [],
      script,
      timeZone: agent.timezone ?? undefined,
    }
    const mind = event.type === 'began' ? newMind(start) : recollect(engine, past, start, script.choices)
    const completed = (replies?: readonly Reply[]) =>
      completionOf(store, scene, exchange({ ...scene, replies }, mind, event, context))
    if (!askModel) return completed()
    return async signal => {
      const replies = await repliesFor(
        known => exchange({ ...scene, replies: known }, mind, event, draftClerk(context)),
        question =>
          askModel(
            world,
            { question, history: body.messages, medium: 'chat', subject: agent.agent_id },
            signal,
          ),
      )
      return completed([...replies, NO_REPLY])
    }
  },
} satisfies Partial<Handlers<Context>>

function completionOf(store: Store, { engine, variables }: Scene, { messages, state, lookups }: Exchange) {
  const [lookup] = lookups
  return {
    messages,
    call_ended: state.over !== null,
    dynamic_variables: { ...defaultsOf(engine), ...variables, ...state.collected },
    ...(state.state === null ? {} : { current_state: state.state }),
    ...(state.at === null ? {} : { current_node_id: state.at.node }),
    ...(lookup ? { knowledge_base_retrieved_contents: passagesAbout(store, lookup) } : {}),
  }
}

/** The user's last words are what the agent answers; a conversation without a message begins. */
function splitAt(messages: Request['messages']): { past: Request['messages']; event: MindEvent } {
  if (messages.length === 0) return { past: [], event: { type: 'began' } }
  const last = messages.at(-1)
  if (last?.role !== 'user') return { past: messages, event: { type: 'said', text: '' } }
  return { past: messages.slice(0, -1), event: { type: 'said', text: last.content } }
}
