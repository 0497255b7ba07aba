// Knowledge bases as the API reference has them: made by JSON, filled with sources that say their type.

import { expect } from 'vitest'
import type { FakeRetell } from '../../src/index.ts'
import type { CleanUp } from '../clean-up.ts'
import { mockOnly, test } from '../marks.ts'
import { ask, type Caller, type Fields } from './ask.ts'

async function create(target: Caller, cleanUp: CleanUp, body: Fields = { knowledge_base_name: 'Hours' }) {
  const answer = await ask(target, 'POST', '/create-knowledge-base', body)
  const id = String(answer.body.knowledge_base_id)
  if (answer.status === 201) cleanUp(() => ask(target, 'DELETE', `/delete-knowledge-base/${id}`))
  return { ...answer, id }
}

/** The sources of a knowledge base to which these were added, once they are read. */
async function added(target: Caller, fake: FakeRetell, id: string, ...sources: object[]) {
  await fake.runUntilIdle()
  const { status } = await ask(target, 'POST', `/add-knowledge-base-sources/${id}`, { sources })
  expect(status).toBe(201)
  await fake.runUntilIdle()
  const { body } = await ask(target, 'GET', `/get-knowledge-base/${id}`)
  return body.knowledge_base_sources as Fields[]
}

mockOnly(
  'S158 S159 S160 a knowledge base has a name, and may refresh itself',
  async ({ target, cleanUp }) => {
    const body = { knowledge_base_name: 'Hours', enable_auto_refresh: true }
    expect(await create(target, cleanUp, body)).toMatchObject({
      status: 201,
      body: { ...body, knowledge_base_id: expect.stringMatching(/^knowledge_base_/) },
    })
    expect((await create(target, cleanUp, { enable_auto_refresh: true })).status).toBe(400)
    const unsure = { knowledge_base_name: 'Hours', enable_auto_refresh: 'perhaps' }
    expect((await create(target, cleanUp, unsure)).status).toBe(400)
  },
)

test('S161 S162 S163 a knowledge base is read, listed and deleted', async ({ target, make }) => {
  const { knowledge_base_id } = await make.knowledgeBase({
    knowledge_base_name: 'Hours',
    knowledge_base_texts: [{ title: 'Hours', text: 'Nine to five.' }],
  })
  const path = `/get-knowledge-base/${knowledge_base_id}`
  expect(await ask(target, 'GET', path)).toMatchObject({
    status: 200,
    body: { knowledge_base_id, knowledge_base_name: 'Hours' },
  })
  const list = await ask<Fields[]>(target, 'GET', '/list-knowledge-bases')
  expect(list.status).toBe(200)
  expect(list.body.map(base => base.knowledge_base_id)).toContain(knowledge_base_id)
  expect((await ask(target, 'DELETE', `/delete-knowledge-base/${knowledge_base_id}`)).status).toBe(204)
  expect((await ask(target, 'GET', path)).status).toBe(404)
})

mockOnly(
  'S164 S165 S166 sources are added, each of one of three types',
  async ({ target, cleanUp, fake }) => {
    const { id } = await create(target, cleanUp)
    const sources = await added(
      target,
      fake,
      id,
      { type: 'url', url: 'https://example.com/' },
      { type: 'text', text_content: 'Closed on Sundays.' },
      { type: 'document', file_name: 'menu.pdf' },
    )
    expect(sources.map(({ type }) => type)).toEqual(['url', 'text', 'document'])
    const path = `/add-knowledge-base-sources/${id}`
    expect((await ask(target, 'POST', path, {})).status).toBe(400)
    expect((await ask(target, 'POST', path, { sources: [{ type: 'film' }] })).status).toBe(400)
    const nowhere = { sources: [{ type: 'url', url: 'https://example.com/' }] }
    expect((await ask(target, 'POST', '/add-knowledge-base-sources/knowledge_base_0', nowhere)).status).toBe(
      404,
    )
  },
)

mockOnly('S167 the url of a source is the page that is read', async ({ target, cleanUp, fake }) => {
  const { id } = await create(target, cleanUp)
  const [source] = await added(target, fake, id, { type: 'url', url: 'https://example.com/menu' })
  expect(source).toMatchObject({ type: 'url', url: 'https://example.com/menu' })
})

mockOnly('S168 the text_content of a source is kept', async ({ target, cleanUp, fake }) => {
  const { id } = await create(target, cleanUp)
  const [source] = await added(target, fake, id, { type: 'text', text_content: 'Closed on Sundays.' })
  expect(await (await fetch(String(source!.content_url))).text()).toBe('Closed on Sundays.')
})

mockOnly('S169 the file_name of a source names its document', async ({ target, cleanUp, fake }) => {
  const { id } = await create(target, cleanUp)
  const [source] = await added(target, fake, id, { type: 'document', file_name: 'menu.pdf' })
  expect(source).toMatchObject({ type: 'document', filename: 'menu.pdf' })
})

mockOnly('S170 a source is taken out by a path of its own', async ({ api, target, cleanUp, fake }) => {
  const { id } = await create(target, cleanUp)
  const texts = ['One.', 'Two.'].map(text_content => ({ type: 'text', text_content }))
  const [first, second] = await added(target, fake, id, ...texts)
  const params = { knowledge_base_id: id, source_id: String(first!.source_id) }
  const left = await api.deleteKnowledgeBaseSourceReference({ params })
  expect(left.knowledge_base_sources).toMatchObject([{ source_id: second!.source_id }])
  const again = `/delete-knowledge-base-source/${id}/${params.source_id}`
  expect((await ask(target, 'DELETE', again)).status).toBe(404)
})
