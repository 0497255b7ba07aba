// The versions of an agent: drafts opened from a base, published, listed, deleted. Numbers grow from 0; several drafts
// may be open and several versions published at once.

import type { Agent, Handlers, Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import type { Context } from './context.ts'
import { dropEngine, forkedEngine, publishEngine } from './engine-binding.ts'
import { patched } from './patch.ts'

export const agentVersionHandlers = {
  /** In no promised order, as on Retell: here by the last modification, so that an edited old draft comes first. */
  getAgentVersions({ params }, { store }) {
    const { agent_id } = store.agents.get(params.agent_id)
    return store.agents.list({}, { sql: 'id = ?', values: [agent_id] })
  },

  listAgentVersions({ params, query }, { store }) {
    const page = store.agents.versionsPage(params.agent_id, query)
    return { ...page, items: page.items.map(versionListItem) }
  },

  createAgentVersion({ params, body }, context) {
    return openDraft(context, context.store.agents.get(params.agent_id, body.base_version))
  },

  /** Publishes in place and opens no new draft. */
  publishAgentVersion({ params, body }, context) {
    const { version, ...titles } = body
    publish(context, context.store.agents.get(params.agent_id, version), titles)
  },

  /** The older way: publishes the newest draft and opens the next one from it. */
  publishAgent({ params, body }, context) {
    const { version, ...titles } = body
    const versions = context.store.agents.of(params.agent_id)
    const newest = versions.find(agent => !agent.is_published) ?? versions[0]!
    const draft = version === undefined ? newest : context.store.agents.get(params.agent_id, version)
    openDraft(context, publish(context, draft, titles))
  },

  /** That a published version and the only one stay is a guess, as is the wording. */
  deleteAgentVersion({ params, query }, { store }) {
    const agent = store.agents.get(params.agent_id, query.version)
    if (agent.is_published) throw badRequest('Cannot delete published agent version')
    if (store.agents.of(agent.agent_id).length === 1) throw badRequest('Cannot delete the only agent version')
    store.agents.deleteVersion(agent.agent_id, agent.version)
    dropEngine(store, agent.response_engine)
  },
} satisfies Partial<Handlers<Context>>

/** A new draft, one above the largest number: a copy of the base, its engine's content included, without its title. */
function openDraft({ store, now }: Context, base: Agent): Agent {
  const version = store.agents.get(base.agent_id).version + 1
  const draft = patched(base, {
    version,
    is_published: false,
    assigned_tags: [],
    version_title: null,
    version_description: null,
    response_engine: forkedEngine(store, base.response_engine, version, now()),
    last_modification_timestamp: now(),
  })
  return store.agents.insert(base.agent_id, version, { ...draft, base_version: base.version })
}

function publish(
  { store, now }: Context,
  agent: Agent,
  titles: Pick<Agent, 'version_title' | 'version_description'>,
): Agent {
  if (agent.is_published) throw badRequest('Version is already published')
  publishEngine(store, agent.response_engine, now())
  const published = patched(agent, { ...titles, is_published: true, last_modification_timestamp: now() })
  store.agents.markPublished(agent.agent_id, agent.version)
  return store.agents.put(agent.agent_id, agent.version, published)
}

function versionListItem(agent: Agent): Schemas['AgentVersionListItem'] {
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
