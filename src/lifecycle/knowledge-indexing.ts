// The life of a knowledge base: new sources are indexed for a while and then appear, and one that refreshes itself is
// read again every day. Nothing is fetched and nothing is split into chunks.

import type { KnowledgeBase, KnowledgeBaseSource } from '../contract.ts'
import type { Jobs } from '../jobs.ts'
import type { StoredKnowledgeBase } from '../store/store.ts'
import type { World } from '../world.ts'

const DAY_MS = 24 * 60 * 60 * 1000

interface Run {
  knowledgeBaseId: string
  sources: KnowledgeBaseSource[]
}

export interface KnowledgeIndexing {
  /** Begins to index new sources (or, with none, to read the old ones again); gives the knowledge base as it is then. */
  begin(world: World, knowledgeBaseId: string, sources: KnowledgeBaseSource[]): KnowledgeBase
  /** Has it read again every day from now on. */
  keepFresh(world: World, knowledgeBaseId: string): void
  /** Cancels what is planned for a knowledge base that is deleted. */
  forget(world: World, knowledgeBaseId: string): void
}

/**
 * Retell docs: `in_progress` until the first indexing is over, `refreshing_in_progress` while sources are added or read
 * again, during which the old ones stay; the refresh is daily. How long indexing takes is the setting
 * `knowledge_base_indexing_ms`, a guess.
 */
export function createKnowledgeIndexing(jobs: Jobs<World>): KnowledgeIndexing {
  const finish = jobs.step<Run>('knowledge.index', (world, { knowledgeBaseId, sources }) => {
    const stored = world.store.knowledgeBases.find(knowledgeBaseId)
    if (stored) world.store.knowledgeBases.put(knowledgeBaseId, finished(stored, sources, world.now()))
  })

  function begin(world: World, knowledgeBaseId: string, sources: KnowledgeBaseSource[]): KnowledgeBase {
    const { shown, runs } = world.store.knowledgeBases.get(knowledgeBaseId)
    const status = shown.status === 'in_progress' ? 'in_progress' : 'refreshing_in_progress'
    const changed: StoredKnowledgeBase = { shown: { ...shown, status }, runs: runs + 1 }
    world.store.knowledgeBases.put(knowledgeBaseId, changed)
    finish(world, world.settings.knowledge_base_indexing_ms, { knowledgeBaseId, sources }, knowledgeBaseId)
    return changed.shown
  }

  // An errand for the sake of being in the background: it comes back for ever, and "until idle" must not chase it.
  const refresh = jobs.errand<{ knowledgeBaseId: string }, void>(
    'knowledge.refresh',
    async () => {},
    (world, { knowledgeBaseId }) => {
      const stored = world.store.knowledgeBases.find(knowledgeBaseId)
      if (!stored) return
      if (stored.runs === 0 && stored.shown.knowledge_base_sources?.some(({ type }) => type === 'url'))
        begin(world, knowledgeBaseId, [])
      refresh(world, DAY_MS, { knowledgeBaseId }, knowledgeBaseId)
    },
    { background: true },
  )

  return {
    begin,
    keepFresh: (world, knowledgeBaseId) => refresh(world, DAY_MS, { knowledgeBaseId }, knowledgeBaseId),
    forget: (world, knowledgeBaseId) => jobs.cancel(world, knowledgeBaseId),
  }
}

/** After a run: what could be read has appeared, and once no run is left the status is final. */
function finished(
  { shown, runs }: StoredKnowledgeBase,
  sources: readonly KnowledgeBaseSource[],
  now: number,
): StoredKnowledgeBase {
  const failures = sources.filter(isUnreadable).map(({ url }) => `could not read ${url}`)
  const indexed = [
    ...(shown.knowledge_base_sources ?? []),
    ...sources.filter(source => !isUnreadable(source)),
  ]
  const hasFailed = shown.status === 'in_progress' && indexed.length === 0 && failures.length > 0
  const { error_messages: _, ...rest } = shown
  return {
    runs: runs - 1,
    shown: {
      ...rest,
      status: runs > 1 ? shown.status : hasFailed ? 'error' : 'complete',
      knowledge_base_sources: indexed,
      ...(shown.enable_auto_refresh ? { last_refreshed_timestamp: now } : {}),
      ...(failures.length > 0 ? { error_messages: failures } : {}),
    },
  }
}

/** Names below `.invalid` never exist (RFC 2606), so that a test can have a page that cannot be read. */
function isUnreadable(source: KnowledgeBaseSource): source is KnowledgeBaseSource & { type: 'url' } {
  return source.type === 'url' && new URL(source.url).hostname.endsWith('.invalid')
}
