// Knowledge bases: made, read, listed, deleted, and their sources added and taken out. An agent's LLM keeps the id of one
// that is deleted, as on the live service, which has an operation to repair that.

import type { Handlers } from '../contract.ts'
import { badRequest, NotFound } from '../errors.ts'
import type { Context } from './context.ts'
import { NO_SOURCES, sourceDrafts, speaksOfSources, storeSources } from './knowledge-sources.ts'

const DEFAULT_CHUNK_SIZES = { max: 2_000, min: 400 }

const deleteSource = (
  { params }: { params: { knowledge_base_id: string; source_id: string } },
  { store }: Context,
) => {
  const { knowledge_base_id, source_id } = params
  const { shown, runs } = store.knowledgeBases.get(knowledge_base_id)
  const { knowledge_base_sources: sources = [] } = shown
  const left = sources.filter(source => source.source_id !== source_id)
  if (left.length === sources.length) throw new NotFound('knowledge-base-source', source_id)
  store.files.delete(knowledge_base_id, source_id)
  return store.knowledgeBases.put(knowledge_base_id, {
    shown: { ...shown, knowledge_base_sources: left },
    runs,
  }).shown
}

export const knowledgeBaseHandlers = {
  createKnowledgeBase({ body }, context) {
    const { world, store, settings, newId, indexing } = context
    const { knowledge_base_name, enable_auto_refresh, max_chunk_size, min_chunk_size } = body
    checkChunkSizes(max_chunk_size, min_chunk_size)
    const drafts = sourceDrafts(body)
    if (drafts.length === 0 && (speaksOfSources(body) || settings.knowledge_base_needs_sources))
      throw badRequest(NO_SOURCES)
    const knowledge_base_id = newId('knowledgeBase')
    const shown = {
      knowledge_base_id,
      knowledge_base_name,
      status: 'in_progress' as const,
      ...(enable_auto_refresh === undefined ? {} : { enable_auto_refresh }),
      ...(max_chunk_size === undefined ? {} : { max_chunk_size }),
      ...(min_chunk_size === undefined ? {} : { min_chunk_size }),
    }
    store.knowledgeBases.insert(knowledge_base_id, { shown, runs: 0 })
    if (enable_auto_refresh) indexing.keepFresh(world, knowledge_base_id)
    return indexing.begin(world, knowledge_base_id, storeSources(context, knowledge_base_id, drafts))
  },

  getKnowledgeBase({ params }, { store }) {
    return store.knowledgeBases.get(params.knowledge_base_id).shown
  },

  listKnowledgeBases(_, { store }) {
    return store.knowledgeBases.all().map(({ shown }) => shown)
  },

  deleteKnowledgeBase({ params }, { world, store, indexing }) {
    store.knowledgeBases.delete(params.knowledge_base_id)
    store.files.delete(params.knowledge_base_id)
    indexing.forget(world, params.knowledge_base_id)
  },

  addKnowledgeBaseSources({ params, body }, context) {
    const { knowledge_base_id } = context.store.knowledgeBases.get(params.knowledge_base_id).shown
    const drafts = sourceDrafts(body)
    if (drafts.length === 0) throw badRequest(NO_SOURCES)
    const sources = storeSources(context, knowledge_base_id, drafts)
    return context.indexing.begin(context.world, knowledge_base_id, sources)
  },

  deleteKnowledgeBaseSource: deleteSource,

  deleteKnowledgeBaseSourceReference: deleteSource,
} satisfies Partial<Handlers<Context>>

/** Retell SDK 5, types of the knowledge base: the smaller must be less than the larger, also than its default. */
function checkChunkSizes(max = DEFAULT_CHUNK_SIZES.max, min = DEFAULT_CHUNK_SIZES.min): void {
  if (min >= max) throw badRequest(`min_chunk_size (${min}) must be less than max_chunk_size (${max})`)
}
