// What a knowledge base has to say: the passages of its texts that share most words with a question. No model embeds
// anything; web pages and files other than plain text are not read.

import { commonTopics } from '../mind/index.ts'
import type { Store } from '../store/store.ts'

const PASSAGE_CHARACTERS = 2_000
const MAX_PASSAGES = 500
const PLAIN_TEXT = /\.(?:txt|md)$/i

/** The best passages of these knowledge bases, the best first; those that share nothing are left out. */
export function passagesAbout(
  store: Store,
  { knowledgeBaseIds, query, topK }: { knowledgeBaseIds: readonly string[]; query: string; topK: number },
): string[] {
  return passagesOf(store, knowledgeBaseIds)
    .map(passage => ({ passage, shared: commonTopics(query, passage) }))
    .filter(({ shared }) => shared > 0)
    .toSorted((one, other) => other.shared - one.shared)
    .slice(0, topK)
    .map(({ passage }) => passage)
}

/** The passages of these knowledge bases, in order: paragraphs of texts and of files of plain text. */
export const passagesOf = (store: Store, knowledgeBaseIds: readonly string[]): string[] =>
  knowledgeBaseIds
    .flatMap(id => textsIn(store, id))
    .flatMap(passagesIn)
    .slice(0, MAX_PASSAGES)

function textsIn(store: Store, id: string): string[] {
  const sources = store.knowledgeBases.find(id)?.shown.knowledge_base_sources ?? []
  const readable = sources.filter(
    source => source.type === 'text' || (source.type === 'document' && PLAIN_TEXT.test(source.filename)),
  )
  return readable.map(({ source_id }) => store.files.text(id, source_id) ?? '')
}

const passagesIn = (text: string): string[] =>
  text
    .split(/\n\s*\n/)
    .map(passage => passage.trim().slice(0, PASSAGE_CHARACTERS))
    .filter(Boolean)
