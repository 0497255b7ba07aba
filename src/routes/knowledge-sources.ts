// The sources of a request, in each of the forms that they are sent in, checked and stored. When they appear in the
// knowledge base is decided in lifecycle/knowledge-indexing.ts.

import { extname } from 'node:path'
import type { KnowledgeBaseSource, Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import type { Contents } from '../store/uploads.ts'
import type { Context } from './context.ts'
import { fileUrl, storeFile } from './file-links.ts'

type Sent = Schemas['AddKnowledgeBaseSourcesRequest']

type Draft =
  | { type: 'url'; url: string }
  | { type: 'text'; title: string; text: string }
  | { type: 'document'; name: string; mediaType: string; contents: Contents | string }

/** Wording seen on the live service. */
export const NO_SOURCES = 'no knowledge base sources provided'

/** "50 MB", read generously. */
const MAX_FILE_BYTES = 50 * 1024 * 1024

/** Retell docs: knowledge base, supported file types. */
const EXTENSIONS = new Set(
  (
    '.bmp .csv .doc .docx .eml .epub .heic .html .jpeg .png .md .msg .odt .org .p7s .pdf .ppt .pptx .rst .rtf ' +
    '.tiff .txt .tsv .xls .xlsx .xml'
  ).split(' '),
)

/** Whether the request speaks of sources at all; one that names none and has nothing to add is another thing. */
export const speaksOfSources = (body: Sent): boolean =>
  [body.knowledge_base_texts, body.knowledge_base_urls, body.knowledge_base_files, body.sources].some(Boolean)

/** What the request adds, in the order texts, URLs, files, `sources`. Refuses what is no URL, too large or of another type. */
export function sourceDrafts(body: Sent): Draft[] {
  const {
    knowledge_base_texts = [],
    knowledge_base_urls = [],
    knowledge_base_files = [],
    sources = [],
  } = body
  return [
    ...knowledge_base_texts.map(({ title, text }): Draft => ({ type: 'text', title, text })),
    ...knowledge_base_urls.map((url, index) => urlDraft(url, `knowledge_base_urls/${index}`)),
    ...knowledge_base_files.map((file, index): Draft => {
      const at = `knowledge_base_files/${index}`
      if (file.size > MAX_FILE_BYTES) throw badRequest(`request/body/${at} must NOT be larger than 50 MB`)
      checkExtension(file.name, at)
      return { type: 'document', name: file.name, mediaType: file.type, contents: file }
    }),
    ...sources.map(referenceDraft),
  ]
}

/** A source as the older API reference has it: what it contains is text, also that of a document. */
function referenceDraft(source: Schemas['KnowledgeBaseSourceReference'], index: number): Draft {
  const at = `sources/${index}`
  const need = (key: 'url' | 'text_content' | 'file_name') => {
    const value = source[key]
    if (value === undefined) throw badRequest(`request/body/${at} must have required property '${key}'`)
    return value
  }
  switch (source.type) {
    case 'url':
      return urlDraft(need('url'), `${at}/url`)
    case 'text': {
      const text = need('text_content')
      return { type: 'text', title: source.file_name ?? text.slice(0, 40), text }
    }
    case 'document': {
      const name = need('file_name')
      checkExtension(name, `${at}/file_name`)
      const contents = source.text_content ?? ''
      return { type: 'document', name, mediaType: 'application/octet-stream', contents }
    }
    default:
      throw badRequest(`request/body/${at} must have required property 'type'`)
  }
}

function urlDraft(url: string, at: string): Draft {
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''))
    throw badRequest(`request/body/${at} must match format "uri"`)
  return { type: 'url', url }
}

function checkExtension(name: string, at: string): void {
  if (!EXTENSIONS.has(extname(name).toLowerCase()))
    throw badRequest(`request/body/${at} is of a file type that is not supported: ${name}`)
}

/** Stores the contents and gives the sources as they will be shown. */
export function storeSources(
  context: Context,
  knowledgeBaseId: string,
  drafts: readonly Draft[],
): KnowledgeBaseSource[] {
  return drafts.map(draft => {
    const source_id = context.newId('source')
    if (draft.type === 'url') return { type: 'url', source_id, url: draft.url }
    const { name, type, sent } =
      draft.type === 'text'
        ? { name: `${source_id}.txt`, type: 'text/plain; charset=utf-8', sent: draft.text }
        : { name: draft.name, type: draft.mediaType, sent: draft.contents }
    const contents = typeof sent === 'string' ? context.store.files.received(Buffer.from(sent)) : sent
    const folder = storeFile(context, { owner: knowledgeBaseId, part: source_id, name, type, contents })
    const url = fileUrl(context.world, folder, name)
    return draft.type === 'text'
      ? { type: 'text', source_id, title: draft.title, content_url: url }
      : { type: 'document', source_id, filename: name, file_url: url, file_size: contents.size }
  })
}
