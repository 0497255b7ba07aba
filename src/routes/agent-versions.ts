// The versions of an agent, of either kind: drafts opened from a base, published, listed, deleted. Numbers grow from 0;
// several drafts may be open and several versions published at once.

import type { Handlers, Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import type { AnyAgent } from '../store/store.ts'
import type { Context } from './context.ts'
import { boundEngine, dropEngine, forkedEngine, publishEngine } from './engine-binding.ts'
import { patched } from './patch.ts'

export const agentVersionHandlers = {
  /** In no promised order, as on Retell: here by the last modification, so that an edited old draft comes first. */
  getAgentVersions({ params }, { store }) {
    const { agent_id } = store.agents.get(params.agent_id)
    return store.agents.of(agent_id)
  },

  listAgentVersions({ params, query }, { store }) {
    const page = store.anyAgents.versionsPage(params.agent_id, query)
    return { ...page, items: page.items.map(versionListItem) }
  },

  createAgentVersion({ params, body }, context) {
    return openDraft(context, context.store.anyAgents.get(params.agent_id, body.base_version))
  },

  /** Publishes in place and opens no new draft. */
  publishAgentVersion({ params, body }, context) {
    const { version, ...titles } = body
    publish(context, context.store.anyAgents.get(params.agent_id, version), titles)
  },

  /** The older way: publishes the newest draft and opens the next one from it. */
  publishAgent({ params, body }, context) {
    const { agent_id } = context.store.agents.get(params.agent_id, body.version)
    publishAndGoOn(context, agent_id, body)
  },

  /** The same for a chat agent. */
  publishChatAgent({ params, body }, context) {
    const { agent_id } = context.store.chatAgents.get(params.agent_id, body.version)
    publishAndGoOn(context, agent_id, body)
  },

  /** That a published version and the only one stay is a guess, as is the wording. */
  deleteAgentVersion({ params, query }, { store }) {
    const agent = store.anyAgents.get(params.agent_id, query.version)
    if (agent.is_published) throw badRequest('Cannot delete published agent version')
    if (store.anyAgents.count(agent.agent_id) === 1) throw badRequest('Cannot delete the only agent version')
    store.anyAgents.deleteVersion(agent.agent_id, agent.version)
    dropEngine(store, agent.response_engine)
  },
} satisfies Partial<Handlers<Context>>

/** What every new agent is, of either kind: version 0, bound to the version 0 of its engine. */
export function firstVersion({ store, now, newId }: Context, engine: Schemas['ResponseEngine']) {
  return {
    response_engine: boundEngine(store, engine, 0),
    agent_id: newId('agent'),
    version: 0,
    base_version: null,
    is_published: false,
    assigned_tags: [],
    last_modification_timestamp: now(),
  }
}

function publishAndGoOn(
  context: Context,
  agentId: string,
  { version, ...titles }: Schemas['PublishAgentRequest'],
): void {
  const { anyAgents } = context.store
  const newest = version === undefined ? anyAgents.newestDraft(agentId) : undefined
  openDraft(context, publish(context, newest ?? anyAgents.get(agentId, version), titles))
}

/** A new draft, one above the largest number: a copy of the base, its engine's content included, without its title. */
function openDraft({ store, now }: Context, base: AnyAgent): AnyAgent {
  const version = store.anyAgents.get(base.agent_id).version + 1
  const draft = patched(base, {
    version,
    is_published: false,
    assigned_tags: [],
    version_title: null,
    version_description: null,
    response_engine: forkedEngine(store, base.response_engine, version, now()),
    last_modification_timestamp: now(),
  })
  return store.anyAgents.insert(base.agent_id, version, { ...draft, base_version: base.version })
}

function publish(
  { store, now }: Context,
  agent: AnyAgent,
  titles: Pick<Schemas['PublishAgentRequest'], 'version_title' | 'version_description'>,
): AnyAgent {
  if (agent.is_published) throw badRequest('Version is already published')
  publishEngine(store, agent.response_engine, now())
  const published = patched(agent, { ...titles, is_published: true, last_modification_timestamp: now() })
  store.anyAgents.markPublished(agent.agent_id, agent.version)
  return store.anyAgents.put(agent.agent_id, agent.version, published)
}

function versionListItem(agent: AnyAgent): Schemas['AgentVersionListItem'] {
  const {
    version,
    is_published,
    last_modification_timestamp,
    base_version,
    version_title,
    version_description,
  } = agent
  return patched<Schemas['AgentVersionListItem']>(
    { version, is_published, last_modification_timestamp },
    { base_version, version_title, version_description },
  )
}
