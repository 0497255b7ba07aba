import { expect, test } from 'vitest'
import { type Bench, newBench, newLlm } from './testing-context.ts'

const TEXT = { title: 'Hours', text: 'Nine to five.' }
const PAGE = 'https://example.com/menu'
const DAY_MS = 86_400_000

const file = (name: string, size = 4) => ({ name, type: 'text/plain', bytes: new Uint8Array(size) })
const ask = (bench: Bench, body: object) =>
  bench.ask('createKnowledgeBase', { body: { knowledge_base_name: 'Menu', ...body } })
const refusalOf = (body: object, bench = newBench()) =>
  bench.refusal('createKnowledgeBase', { body: { knowledge_base_name: 'Menu', ...body } })
const read = (bench: Bench, knowledge_base_id: string) =>
  bench.ask('getKnowledgeBase', { params: { knowledge_base_id } })

/** A knowledge base that is indexed. */
async function indexed(bench: Bench, body: object) {
  const { knowledge_base_id } = ask(bench, body)
  await bench.runUntilIdle()
  return read(bench, knowledge_base_id)
}

test('indexing takes as long as the setting says', async () => {
  const bench = newBench()
  bench.world.changeSettings({ knowledge_base_indexing_ms: 20_000 })
  const { knowledge_base_id, ...made } = ask(bench, { knowledge_base_texts: [TEXT] })
  expect(made).toEqual({ knowledge_base_name: 'Menu', status: 'in_progress' })
  await bench.advance(19_999)
  expect(read(bench, knowledge_base_id).status).toBe('in_progress')
  await bench.advance(1)
  expect(read(bench, knowledge_base_id)).toMatchObject({
    status: 'complete',
    knowledge_base_sources: [{ type: 'text', title: 'Hours' }],
  })
})

test('two additions that overlap are complete when the later one is, and both stay', async () => {
  const bench = newBench()
  const { knowledge_base_id } = await indexed(bench, { knowledge_base_texts: [TEXT] })
  const params = { knowledge_base_id }
  const add = (url: string) =>
    bench.ask('addKnowledgeBaseSources', { params, body: { knowledge_base_urls: [url] } })
  expect(add(PAGE)).toMatchObject({
    status: 'refreshing_in_progress',
    knowledge_base_sources: [{ type: 'text' }],
  })
  await bench.advance(1_000)
  add(`${PAGE}/2`)
  await bench.advance(2_000)
  expect(read(bench, knowledge_base_id)).toMatchObject({ status: 'refreshing_in_progress' })
  await bench.advance(1_000)
  const { status, knowledge_base_sources } = read(bench, knowledge_base_id)
  expect([status, knowledge_base_sources?.length]).toEqual(['complete', 3])
})

test('sources that are added during the first indexing leave it in progress', () => {
  const bench = newBench()
  const { knowledge_base_id } = ask(bench, { knowledge_base_texts: [TEXT] })
  const body = { knowledge_base_texts: [TEXT] }
  const added = bench.ask('addKnowledgeBaseSources', { params: { knowledge_base_id }, body })
  expect(added.status).toBe('in_progress')
})

test('pages are read again every day only if the knowledge base is to refresh itself', async () => {
  const bench = newBench()
  const fresh = await indexed(bench, { knowledge_base_urls: [PAGE], enable_auto_refresh: true })
  const stale = await indexed(bench, { knowledge_base_urls: [PAGE], enable_auto_refresh: false })
  expect(stale.last_refreshed_timestamp).toBeUndefined()
  // One and a half seconds after each refresh began.
  for (const wait of [DAY_MS - 4_500, DAY_MS - 10_000]) {
    const before = read(bench, fresh.knowledge_base_id).last_refreshed_timestamp!
    await bench.advance(wait)
    expect(read(bench, stale.knowledge_base_id).status).toBe('complete')
    expect(read(bench, fresh.knowledge_base_id).status).toBe('refreshing_in_progress')
    await bench.advance(10_000)
    const { last_refreshed_timestamp, ...kept } = read(bench, fresh.knowledge_base_id)
    expect(kept).toMatchObject({ status: 'complete', knowledge_base_sources: [{ url: PAGE }] })
    expect(last_refreshed_timestamp! - before).toBeGreaterThan(DAY_MS - 1_000)
  }
})

test('without pages there is nothing to read again', async () => {
  const bench = newBench()
  const { knowledge_base_id } = await indexed(bench, {
    knowledge_base_texts: [TEXT],
    enable_auto_refresh: true,
  })
  await bench.advance(DAY_MS)
  expect(read(bench, knowledge_base_id).status).toBe('complete')
})

test('a page that cannot be read is said; where nothing else is there, indexing failed', async () => {
  const bench = newBench()
  const failed = { error_messages: ['could not read https://nowhere.invalid/'], knowledge_base_sources: [] }
  const urls = { knowledge_base_urls: ['https://nowhere.invalid/'] }
  const lost = await indexed(bench, urls)
  expect(lost).toMatchObject({ status: 'error', ...failed })
  expect(await indexed(bench, { ...urls, knowledge_base_texts: [TEXT] })).toMatchObject({
    status: 'complete',
    error_messages: failed.error_messages,
    knowledge_base_sources: [{ type: 'text' }],
  })
  const params = { knowledge_base_id: lost.knowledge_base_id }
  bench.ask('addKnowledgeBaseSources', { params, body: { knowledge_base_texts: [TEXT] } })
  await bench.runUntilIdle()
  expect(read(bench, lost.knowledge_base_id).status).toBe('complete')
  expect(read(bench, lost.knowledge_base_id)).not.toHaveProperty('error_messages')
})

test('a name alone makes an empty knowledge base, unless set otherwise', async () => {
  const bench = newBench()
  expect(await indexed(bench, {})).toMatchObject({ status: 'complete', knowledge_base_sources: [] })
  bench.world.changeSettings({ knowledge_base_needs_sources: true })
  expect(refusalOf({}, bench)).toEqual({ status: 400, message: 'no knowledge base sources provided' })
})

test('lists that are all empty are no sources', () => {
  const message = 'no knowledge base sources provided'
  expect(refusalOf({ knowledge_base_urls: [], knowledge_base_texts: [] })).toEqual({ status: 400, message })
  const bench = newBench()
  const { knowledge_base_id } = ask(bench, { knowledge_base_texts: [TEXT] })
  expect(bench.refusal('addKnowledgeBaseSources', { params: { knowledge_base_id }, body: {} })).toEqual({
    status: 400,
    message,
  })
})

test.each([
  [{ knowledge_base_name: 'x'.repeat(40) }, 'knowledge_base_name must NOT have more than 39 characters'],
  [{ knowledge_base_texts: { title: 'a', text: 'b' } }, 'knowledge_base_texts must be array'],
  [{ knowledge_base_urls: [PAGE, 'menu'] }, 'knowledge_base_urls/1 must match format "uri"'],
  [{ knowledge_base_urls: ['file:///etc/passwd'] }, 'knowledge_base_urls/0 must match format "uri"'],
  [{ knowledge_base_files: Array(26).fill(file('a.txt')) }, 'must NOT have more than 25 items'],
  [{ knowledge_base_files: [file('a.exe')] }, 'a file type that is not supported: a.exe'],
  [{ max_chunk_size: 599 }, 'max_chunk_size must be >= 600'],
  [
    { min_chunk_size: 800, max_chunk_size: 800 },
    'min_chunk_size (800) must be less than max_chunk_size (800)',
  ],
  [{ min_chunk_size: 2000 }, 'min_chunk_size (2000) must be less than max_chunk_size (2000)'],
  [{ sources: [{ type: 'url' }] }, "sources/0 must have required property 'url'"],
  [{ sources: [{ type: 'text' }] }, "sources/0 must have required property 'text_content'"],
  [{ sources: [{ url: PAGE }] }, "sources/0 must have required property 'type'"],
])('%# what does not fit is refused with a sentence', (body, message) => {
  const refused = refusalOf(body)
  expect(refused.status).toBe(400)
  expect(refused.message).toContain(message)
})

test('a file has at most 50 MB', () => {
  const files = (size: number) => ({ knowledge_base_files: [file('a.txt', size)] })
  expect(ask(newBench(), files(52_428_800)).status).toBe('in_progress')
  expect(refusalOf(files(52_428_801))).toEqual({
    status: 400,
    message: 'request/body/knowledge_base_files/0 must NOT be larger than 50 MB',
  })
})

test('a source that is unknown, or not indexed yet, cannot be taken out', async () => {
  const bench = newBench()
  const { knowledge_base_id } = await indexed(bench, { knowledge_base_texts: [TEXT] })
  const params = { knowledge_base_id, source_id: 'source_0' }
  for (const id of ['deleteKnowledgeBaseSource', 'deleteKnowledgeBaseSourceReference'] as const)
    expect(bench.refusal(id, { params })).toEqual({
      status: 404,
      message: 'Item source_0 not found from knowledge-base-source',
    })
})

test('an unknown knowledge base is not found by any operation', () => {
  const params = { knowledge_base_id: 'knowledge_base_0', source_id: 'source_0' }
  for (const id of [
    'getKnowledgeBase',
    'deleteKnowledgeBase',
    'addKnowledgeBaseSources',
    'deleteKnowledgeBaseSource',
  ] as const)
    expect(newBench().refusal(id, { params })).toEqual({
      status: 404,
      message: 'Item knowledge_base_0 not found from knowledge-base',
    })
})

test('an LLM keeps the id of a knowledge base that is deleted while it is indexed', async () => {
  const bench = newBench()
  const { knowledge_base_id } = ask(bench, { knowledge_base_urls: [PAGE], enable_auto_refresh: true })
  const llm_id = newLlm(bench, { knowledge_base_ids: [knowledge_base_id] })
  bench.ask('deleteKnowledgeBase', { params: { knowledge_base_id } })
  await bench.advance(2 * DAY_MS)
  expect(bench.ask('listKnowledgeBases')).toEqual([])
  expect(bench.ask('getRetellLlm', { params: { llm_id } }).knowledge_base_ids).toEqual([knowledge_base_id])
})

test('the newest knowledge base is listed first', () => {
  const bench = newBench()
  const ids = [ask(bench, {}), ask(bench, {})].map(made => made.knowledge_base_id)
  expect(bench.ask('listKnowledgeBases').map(listed => listed.knowledge_base_id)).toEqual(ids.reverse())
})
