// Mending a draft that refers to what no longer exists, together with its engine's version. It changes no setting that
// is in order.

import type { Agent, Handlers } from '../contract.ts'
import { unprocessable } from '../errors.ts'
import type { AnyAgent, Store } from '../store/store.ts'
import { versionAt } from './agent-reference.ts'
import { chatAgentReply } from './chat-agents.ts'
import type { Context } from './context.ts'
import { mendedFlow, mendedLlm } from './dangling-references.ts'
import { findVoice } from './voice-catalogue.ts'

/** Retell docs, repair agent: dead voices become a default voice. Which one is not said: a guess. */
const DEFAULT_VOICE = '11labs-Adrian'

export const agentRepairHandlers = {
  /** Nothing to mend changes nothing. A published version is refused; the status and wording of that are a guess. */
  repairAgent({ params, query }, { store, now }) {
    const agent = versionAt(store.anyAgents, params.agent_id, query.version)
    if (agent.is_published) throw unprocessable('Cannot repair published agent')
    repairEngine(store, agent, now())
    return 'voice_id' in agent ? repairVoices(store, agent, now()) : chatAgentReply(agent)
  },
} satisfies Partial<Handlers<Context>>

/** Retell docs, repair agent: an engine version that is published stays as it is. So does one that is gone. */
function repairEngine(store: Store, { response_engine: engine }: AnyAgent, now: number): void {
  if (engine.type === 'custom-llm') return
  if (engine.type === 'retell-llm') {
    const llm = store.retellLlms.find(engine.llm_id, engine.version)
    const mended = llm && !llm.is_published ? mendedLlm(store, llm) : undefined
    if (!mended || mended === llm) return
    store.retellLlms.put(engine.llm_id, engine.version, { ...mended, last_modification_timestamp: now })
    return
  }
  const id = engine.conversation_flow_id
  const flow = store.conversationFlows.find(id, engine.version)
  const mended = flow && !flow.is_published ? mendedFlow(store, flow) : undefined
  if (!mended || mended === flow) return
  store.conversationFlows.put(id, engine.version, { ...mended, last_modification_timestamp: now })
}

function repairVoices(store: Store, agent: Agent, now: number): Agent {
  const voice_id = findVoice(store, agent.voice_id) ? agent.voice_id : DEFAULT_VOICE
  const provider = findVoice(store, voice_id)?.provider
  const fallbacks = agent.fallback_voice_ids?.filter(id => {
    const voice = findVoice(store, id)
    // The default voice may come from the provider of a fallback, which then is none.
    return voice !== undefined && voice.provider !== provider
  })
  const sound = voice_id === agent.voice_id && fallbacks?.length === agent.fallback_voice_ids?.length
  if (sound) return agent
  const mended = {
    ...agent,
    voice_id,
    ...(fallbacks ? { fallback_voice_ids: fallbacks } : {}),
    last_modification_timestamp: now,
  }
  return store.agents.put(agent.agent_id, agent.version, mended)
}
