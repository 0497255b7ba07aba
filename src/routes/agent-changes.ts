// What an update changes of a voice agent or a chat agent alike. What only one of them must be is checked beside it.

import type { Schemas } from '../contract.ts'
import type { AnyAgent } from '../store/store.ts'
import { refuseChangeOfPublished, storedSettings } from './agent-settings.ts'
import type { Context } from './context.ts'
import { reboundEngine } from './engine-binding.ts'
import { changedMemory } from './session-settings.ts'

/** What both kinds of updates have that is not stored as it is sent. */
type Update = Pick<
  Schemas['AgentFields'] & { response_engine?: Schemas['ResponseEngine'] },
  'language' | 'contact_memory_config' | 'response_engine'
>

/** The changes to store; refuses with 422 those of a published version and with 400 an engine that the agent cannot have. */
export function changesOf<Body extends Update>(
  { store, settings, now }: Context,
  agent: AnyAgent,
  body: Body,
) {
  refuseChangeOfPublished(agent, body)
  const { response_engine, ...fields } = body
  return {
    ...storedSettings(fields),
    contact_memory_config: changedMemory(agent.contact_memory_config, body.contact_memory_config),
    response_engine: response_engine && reboundEngine(store, settings, agent, response_engine),
    last_modification_timestamp: now(),
  }
}
