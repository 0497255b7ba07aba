// An agent's turn over the messages alone, for who keeps no mind between turns. Chats do so for now; a caller that can keep
// one uses `exchange`.

import type { RetellLlm, Schemas } from '../contract.ts'
import { type Line, newMind, recollect } from '../mind/index.ts'
import type { Store } from '../store/store.ts'
import { type Clerk, exchange, type Message, stamp } from './conversation.ts'
import { engineFor } from './engine.ts'
import type { ToolMock } from './tool-answer.ts'

export { type Line, type Message, stamp }

/** A flow counts as an engine without tools and states. */
export type SimulatedEngine = Pick<
  RetellLlm,
  | 'begin_message'
  | 'start_speaker'
  | 'general_tools'
  | 'states'
  | 'starting_state'
  | 'default_dynamic_variables'
>

interface Conversation {
  engine: SimulatedEngine
  messages: readonly Schemas['ChatMessageInput'][]
  variables: Readonly<Record<string, string>>
  mocks: readonly ToolMock[]
  /** What the agent says first, second and so on. */
  lines: readonly Line[]
  /** Where an engine with states stands; its starting state unless given. */
  state?: string | undefined
}

/** The engine as it stands now; undefined when it is gone, or is a customer's own server. */
export function simulatedEngine(
  store: Store,
  bound: Schemas['BoundResponseEngine'],
): SimulatedEngine | undefined {
  const engine = engineFor(store, bound)
  return engine?.type === 'conversation-flow' ? {} : engine?.llm
}

/** What the agent adds to the conversation: its first words, or its answer to the last. */
export function agentTurn(
  { engine: llm, messages, variables, mocks, lines, state }: Conversation,
  clerk: Clerk,
): { messages: Message[]; state?: string; ended: boolean } {
  const engine = { type: 'retell-llm', llm } as const
  const scene = { engine, variables, mocks, script: { agent: lines } }
  const last = messages.at(-1)
  const past = last?.role === 'user' ? messages.slice(0, -1) : messages
  const taken = last
    ? exchange(
        scene,
        recollect(engine, past, { state }),
        { type: 'said', text: last.role === 'user' ? last.content : '' },
        clerk,
      )
    : exchange(scene, newMind({ state }), { type: 'began' }, clerk)
  return {
    messages: taken.messages,
    ended: taken.state.over !== null,
    ...(taken.state.state === null ? {} : { state: taken.state.state }),
  }
}
