// Which version of an agent a reference means: a number, `latest`, `latest_published` or a tag. It changes nothing.

import type { Agent } from '../contract.ts'
import { NotFound } from '../errors.ts'
import type { Store } from '../store/store.ts'
import type { Versioned, Versions } from '../store/versions.ts'
import type { Context } from './context.ts'

/**
 * The tags that every workspace has. Only the dashboard can point them at a version, so here they never are:
 * Retell docs, agent versions: a tag that exists and is unassigned means the latest version.
 */
export const UNASSIGNED_TAGS = ['staging', 'prod'] as const

/** The version of a voice agent that a reference means. */
export const agentAt = (store: Store, agentId: string, reference?: number | string): Agent =>
  versionAt(store.agents, agentId, reference)

/**
 * The version meant by a reference; none means `latest`, the largest number, published or not. Refuses with 404 an
 * unknown agent, version or tag, and `latest_published` where nothing is (the wording of the last two is a guess).
 */
export function versionAt<Kind extends Versioned>(
  agents: Versions<Kind>,
  agentId: string,
  reference: number | string = 'latest',
): Kind {
  if (typeof reference === 'number') return agents.get(agentId, reference)
  if (/^\d+$/.test(reference)) return agents.get(agentId, Number(reference))
  const latest = agents.get(agentId)
  if (reference === 'latest' || isUnassignedTag(reference)) return latest
  if (reference !== 'latest_published') throw new NotFound('agent-tag', reference)
  const published = agents.latestPublished(agentId)
  if (!published) throw new NotFound('agent', agentId)
  return published
}

/**
 * The version that takes a call. What a call without a version gets is told in two ways by those who have seen it, so
 * the setting `unversioned` decides: `latest`, as documented, or `latest_published`.
 */
export function resolveCallAgent(
  { store, settings }: Pick<Context, 'store' | 'settings'>,
  agentId: string,
  version?: number | string,
): Agent {
  return agentAt(store, agentId, version ?? settings.unversioned)
}

const isUnassignedTag = (reference: string) => UNASSIGNED_TAGS.some(tag => tag === reference)
