// What uses an app: agents of either kind of which a version, or its engine, names the app's id. How agents refer to apps is not
// published; here any `app_id` in what is stored counts. Knowledge bases cannot name one.

import type { Schemas } from '../contract.ts'
import { decodeCursor, type Page, type PageQuery, pageOf } from '../store/paging.ts'
import type { AnyAgent, Store } from '../store/store.ts'

type Usage = Schemas['AppUsage']

/** Every usage, the latest recorded first. */
export function usagesOf(store: Store, appId: string): Usage[] {
  const byAgent = new Map<string, Map<number, AnyAgent>>()
  for (const agent of [...store.anyAgents.mentioning(appId), ...agentsOnEnginesWith(store, appId)]) {
    const versions = byAgent.get(agent.agent_id) ?? new Map<number, AnyAgent>()
    byAgent.set(agent.agent_id, versions.set(agent.version ?? 0, agent))
  }
  return [...byAgent]
    .map(([agent_id, versions]) => usageBy(store, agent_id, [...versions.values()]))
    .sort(later)
}

/** The versions of agents whose engine, in the version of the same number, names the app. */
function agentsOnEnginesWith(store: Store, appId: string): AnyAgent[] {
  const engines = [
    ...store.retellLlms.mentioning(appId).map(({ llm_id: id, version }) => ({ id, version })),
    ...store.conversationFlows
      .mentioning(appId)
      .map(({ conversation_flow_id: id, version }) => ({ id, version })),
  ]
  return engines.flatMap(({ id, version }) =>
    store.anyAgents.all({ sql: 'engine = ? AND version = ?', values: [id, version] }),
  )
}

export function usagesPage(
  usages: readonly Usage[],
  { limit = 50, pagination_key, sort_order = 'descending' }: PageQuery,
): Page<Usage> {
  const rows = (sort_order === 'descending' ? usages : usages.toReversed()).map((usage, seq) => ({
    usage,
    seq,
  }))
  const after = pagination_key === undefined ? -1 : decodeCursor(pagination_key)[1]
  const rest = rows.filter(({ seq }) => seq > after)
  return pageOf(
    rest.slice(0, limit + 1),
    limit,
    ({ usage }) => usage,
    ({ seq }) => [seq, seq],
  )
}

function usageBy(store: Store, agent_id: string, versions: readonly AnyAgent[]): Usage {
  const { agent_name } = store.anyAgents.get(agent_id)
  return {
    type: 'agent',
    agent_id,
    ...(agent_name ? { agent_name } : {}),
    agent_versions: versions.map(agent => agent.version ?? 0).sort((one, other) => other - one),
    configured_timestamp: Math.max(...versions.map(agent => agent.last_modification_timestamp)),
  }
}

const later = (one: Usage, other: Usage) => other.configured_timestamp - one.configured_timestamp
