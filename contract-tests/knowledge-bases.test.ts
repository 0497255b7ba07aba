// Knowledge bases: forms and JSON, sources that appear once they are indexed, and their contents for download.

import { expect } from 'vitest'
import { mockOnly, test } from './marks.ts'
import { refusal } from './refusal.ts'

const NAME = 'Opening hours'
const TEXT = { title: 'Hours', text: 'Nine to five.' }

const notes = (text = '# Menu') => new File([text], 'menu.md', { type: 'text/markdown' })

/** A form as a browser or curl sends it: lists as JSON, files one part each. */
function formOf(fields: Record<string, string>, ...files: File[]): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const file of files) form.append('knowledge_base_files', file)
  return form
}

mockOnly(
  'a knowledge base of a form is in progress, and then has its sources',
  async ({ api, fake, make }) => {
    const made = await make.knowledgeBase(
      formOf(
        {
          knowledge_base_name: NAME,
          knowledge_base_texts: JSON.stringify([TEXT]),
          knowledge_base_urls: JSON.stringify(['https://example.com/menu']),
          enable_auto_refresh: 'true',
          max_chunk_size: '1000',
          min_chunk_size: '300',
        },
        notes(),
      ),
    )
    const { knowledge_base_id } = made
    expect(made).toMatchObject({
      knowledge_base_name: NAME,
      status: 'in_progress',
      enable_auto_refresh: true,
    })
    expect(made.knowledge_base_sources ?? []).toEqual([])
    await fake.runUntilIdle()
    const kept = await api.getKnowledgeBase({ params: { knowledge_base_id } })
    expect(kept).toMatchObject({ status: 'complete', max_chunk_size: 1000, min_chunk_size: 300 })
    expect(kept.last_refreshed_timestamp).toBe(fake.now())
    expect(kept.knowledge_base_sources).toMatchObject([
      { type: 'text', title: 'Hours' },
      { type: 'url', url: 'https://example.com/menu' },
      { type: 'document', filename: 'menu.md', file_size: 6 },
    ])
    const addresses = kept.knowledge_base_sources!.flatMap(source =>
      source.type === 'text' ? source.content_url : source.type === 'document' ? source.file_url : [],
    )
    const contents = addresses.map(async url => (await fetch(url)).text())
    expect(await Promise.all(contents)).toEqual(['Nine to five.', '# Menu'])
  },
)

mockOnly('sources in the form of the API reference are taken as JSON', async ({ api, fake }) => {
  const { knowledge_base_id } = await api.createKnowledgeBase({ body: { knowledge_base_name: NAME } })
  const sources = [
    { type: 'url', url: 'https://example.com/' },
    { type: 'text', text_content: 'Closed on Sundays.' },
    { type: 'document', file_name: 'menu.pdf' },
  ] as const
  await fake.runUntilIdle()
  const adding = await api.addKnowledgeBaseSources({
    params: { knowledge_base_id },
    body: { sources: [...sources] },
  })
  expect(adding.status).toBe('refreshing_in_progress')
  await fake.runUntilIdle()
  const kept = await api.getKnowledgeBase({ params: { knowledge_base_id } })
  expect(kept.status).toBe('complete')
  expect(kept.knowledge_base_sources?.map(({ type }) => type)).toEqual(['url', 'text', 'document'])
  await api.deleteKnowledgeBase({ params: { knowledge_base_id } })
})

mockOnly('a source is taken out by both paths, and what is left is answered', async ({ api, fake, make }) => {
  const made = await make.knowledgeBase({ knowledge_base_name: NAME, knowledge_base_texts: [TEXT, TEXT] })
  const { knowledge_base_id } = made
  await fake.runUntilIdle()
  const { knowledge_base_sources } = await api.getKnowledgeBase({ params: { knowledge_base_id } })
  const [first, second] = knowledge_base_sources!.map(({ source_id }) => source_id)
  const after = await api.deleteKnowledgeBaseSource({ params: { knowledge_base_id, source_id: first! } })
  expect(after.knowledge_base_sources?.map(({ source_id }) => source_id)).toEqual([second])
  const params = { knowledge_base_id, source_id: second! }
  const last = await api.deleteKnowledgeBaseSourceReference({ params })
  expect(last.knowledge_base_sources).toEqual([])
  expect(await refusal(api.deleteKnowledgeBaseSource({ params }))).toMatchObject({ status: 404 })
})

test('knowledge bases are listed as a bare array and are gone once deleted', async ({ api, make }) => {
  const { knowledge_base_id } = await make.knowledgeBase({
    knowledge_base_name: NAME,
    knowledge_base_texts: [TEXT],
  })
  const ids = async () => (await api.listKnowledgeBases()).map(listed => listed.knowledge_base_id)
  expect(await ids()).toContain(knowledge_base_id)
  expect(await api.deleteKnowledgeBase({ params: { knowledge_base_id } })).toBeUndefined()
  expect(await ids()).not.toContain(knowledge_base_id)
  expect(await refusal(api.getKnowledgeBase({ params: { knowledge_base_id } }))).toEqual({
    status: 404,
    message: `Item ${knowledge_base_id} not found from knowledge-base`,
  })
})

test('bracketed names of older SDKs count as no sources', async ({ api }) => {
  const body = formOf({ knowledge_base_name: NAME, 'knowledge_base_urls[]': 'https://example.com/' })
  expect(await refusal(api.unchecked.createKnowledgeBase({ body }))).toEqual({
    status: 400,
    message: 'no knowledge base sources provided',
  })
})

test('a name has fewer than 40 characters', async ({ api }) => {
  const body = { knowledge_base_name: 'x'.repeat(40), knowledge_base_texts: [TEXT] }
  expect(await refusal(api.unchecked.createKnowledgeBase({ body }))).toMatchObject({ status: 400 })
})

mockOnly('SDK 5 makes, adds to, reads, lists and deletes a knowledge base', async ({ sdk5, fake }) => {
  const made = await sdk5.knowledgeBase.create({
    knowledge_base_name: NAME,
    knowledge_base_texts: [TEXT],
    knowledge_base_urls: ['https://example.com/'],
    knowledge_base_files: [notes()],
    enable_auto_refresh: false,
  })
  const { knowledge_base_id } = made
  await fake.runUntilIdle()
  const added = await sdk5.knowledgeBase.addSources(knowledge_base_id, {
    knowledge_base_files: [notes(), notes()],
  })
  expect(added.status).toBe('refreshing_in_progress')
  expect(added.knowledge_base_sources).toHaveLength(3)
  await fake.runUntilIdle()
  const kept = await sdk5.knowledgeBase.retrieve(knowledge_base_id)
  expect(kept.knowledge_base_sources?.map(({ type }) => type)).toEqual([
    'text',
    'url',
    ...Array(3).fill('document'),
  ])
  expect(kept.enable_auto_refresh).toBe(false)
  const { source_id } = kept.knowledge_base_sources![0]!
  const left = await sdk5.knowledgeBase.deleteSource(source_id, { knowledge_base_id })
  expect(left.knowledge_base_sources).toHaveLength(4)
  expect((await sdk5.knowledgeBase.list()).map(listed => listed.knowledge_base_id)).toContain(
    knowledge_base_id,
  )
  await sdk5.knowledgeBase.delete(knowledge_base_id)
  expect((await sdk5.knowledgeBase.list()).map(listed => listed.knowledge_base_id)).not.toContain(
    knowledge_base_id,
  )
})

mockOnly('SDK 4 makes a knowledge base of a file and adds another', async ({ sdk4, fake }) => {
  const { knowledge_base_id, status } = await sdk4.knowledgeBase.create({
    knowledge_base_name: NAME,
    knowledge_base_files: [notes()],
  })
  expect(status).toBe('in_progress')
  await fake.runUntilIdle()
  await sdk4.knowledgeBase.addSources(knowledge_base_id, { knowledge_base_files: [notes('# Wine')] })
  await fake.runUntilIdle()
  const { knowledge_base_sources: sources } = await sdk4.knowledgeBase.retrieve(knowledge_base_id)
  expect(sources).toHaveLength(2)
  const left = await sdk4.knowledgeBase.deleteSource(knowledge_base_id, sources![0]!.source_id)
  expect(left.knowledge_base_sources).toEqual([sources![1]])
  expect((await sdk4.knowledgeBase.list()).map(listed => listed.knowledge_base_id)).toContain(
    knowledge_base_id,
  )
  await sdk4.knowledgeBase.delete(knowledge_base_id)
})
