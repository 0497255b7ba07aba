// Versions of an agent and its engine: drafts, publishing, listing, deleting, and what a reference to one means.

import { expect } from 'vitest'
import { mockOnly, test } from './marks.ts'
import { everyItem } from './pages.ts'
import { refusal } from './refusal.ts'

const FROZEN_AGENT = { status: 422, message: 'Cannot update published agent other than version title' }
const FROZEN_LLM = { status: 400, message: 'Cannot update published LLM' }

test('publishing a version freezes it in place and opens no draft', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  expect(await api.publishAgentVersion({ params: { agent_id }, body: { version: 0 } })).toBeUndefined()
  expect(await api.getAgent({ params: { agent_id } })).toMatchObject({ version: 0, is_published: true })
  expect(await api.getAgentVersions({ params: { agent_id } })).toHaveLength(1)
})

test('the older way of publishing freezes the draft and opens the next', async ({ api, make }) => {
  const { agent_id } = await make.agent({ agent_name: 'Walks up' })
  expect(await api.publishAgent({ params: { agent_id } })).toBeUndefined()
  expect(await api.getAgent({ params: { agent_id } })).toMatchObject({
    version: 1,
    is_published: false,
    agent_name: 'Walks up',
    base_version: 0,
  })
  await api.publishAgent({ params: { agent_id } })
  const versions = await api.getAgentVersions({ params: { agent_id } })
  expect(versions.map(({ version, is_published }) => [version, is_published]).sort()).toEqual([
    [0, true],
    [1, true],
    [2, false],
  ])
})

test('a published version takes no update but of its title', async ({ api, make }) => {
  const { agent_id } = await make.agent({ agent_name: 'Fixed' })
  await api.publishAgentVersion({ params: { agent_id }, body: { version: 0 } })
  expect(await refusal(api.updateAgent({ params: { agent_id }, body: { agent_name: 'Moved' } }))).toEqual(
    FROZEN_AGENT,
  )
  const titled = await api.updateAgent({ params: { agent_id }, body: { version_title: 'First light' } })
  expect(titled).toMatchObject({ version_title: 'First light', agent_name: 'Fixed', is_published: true })
})

test('a published version refuses an update that hides a change behind a title', async ({ api, make }) => {
  const { agent_id } = await make.agent({ agent_name: 'Fixed' })
  await api.publishAgentVersion({ params: { agent_id }, body: { version: 0 } })
  const body = { version_title: 'Second', agent_name: 'Moved' }
  expect(await refusal(api.updateAgent({ params: { agent_id }, body }))).toEqual(FROZEN_AGENT)
  const agent = await api.getAgent({ params: { agent_id } })
  expect(agent.agent_name).toBe('Fixed')
  expect(agent.version_title ?? null).toBeNull()
})

test('publishing an agent freezes the version of its LLM', async ({ api, make }) => {
  const { llm_id } = await make.llm({ general_prompt: 'Be kind.' })
  const { agent_id } = await make.agent({ response_engine: { type: 'retell-llm', llm_id } })
  await api.publishAgentVersion({ params: { agent_id }, body: { version: 0 } })
  expect(await api.getRetellLlm({ params: { llm_id } })).toMatchObject({ version: 0, is_published: true })
  const update = (body: object) => refusal(api.updateRetellLlm({ params: { llm_id }, body }))
  expect(await update({ general_prompt: 'Be rude.' })).toEqual(FROZEN_LLM)
  expect(await update({})).toEqual(FROZEN_LLM)
})

test('a version is published once, with the title that it is given', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const body = { version: 0, version_title: 'Spring', version_description: 'Shorter greetings' }
  await api.publishAgentVersion({ params: { agent_id }, body })
  expect(await api.getAgent({ params: { agent_id } })).toMatchObject({
    version_title: 'Spring',
    version_description: 'Shorter greetings',
  })
  expect(await refusal(api.publishAgentVersion({ params: { agent_id }, body }))).toMatchObject({
    status: 400,
  })
})

test('publishing needs the number of a version that is there', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  expect(await refusal(api.unchecked.publishAgentVersion({ params: { agent_id }, body: {} }))).toEqual({
    status: 400,
    message: "request/body must have required property 'version'",
  })
  expect(
    await refusal(api.publishAgentVersion({ params: { agent_id }, body: { version: 3 } })),
  ).toMatchObject({
    status: 404,
  })
  expect(await api.getAgent({ params: { agent_id } })).toMatchObject({ is_published: false })
})

test('a new version copies its base, and its engine’s, without the title', async ({ api, make }) => {
  const { llm_id } = await make.llm({ general_prompt: 'Version nought' })
  const { agent_id } = await make.agent({
    response_engine: { type: 'retell-llm', llm_id },
    agent_name: 'Copied',
    version_title: 'Original',
  })
  await api.publishAgentVersion({ params: { agent_id }, body: { version: 0 } })
  const draft = await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  expect(draft).toMatchObject({
    agent_id,
    version: 1,
    base_version: 0,
    is_published: false,
    agent_name: 'Copied',
    response_engine: { type: 'retell-llm', llm_id, version: 1 },
  })
  expect(draft.version_title ?? '').toBe('')
  expect(await api.getRetellLlm({ params: { llm_id }, query: { version: 1 } })).toMatchObject({
    general_prompt: 'Version nought',
    version: 1,
    is_published: false,
  })
})

test('a new version is one above the largest, whatever its base', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const draft = (base_version: number) =>
    api.createAgentVersion({ params: { agent_id }, body: { base_version } })
  expect(await draft(0)).toMatchObject({ version: 1, base_version: 0 })
  expect(await draft(1)).toMatchObject({ version: 2, base_version: 1 })
  expect(await draft(0)).toMatchObject({ version: 3, base_version: 0 })
})

test('a new version takes its engine from the base and not from later drafts', async ({ api, make }) => {
  const { llm_id } = await make.llm({ general_prompt: 'From the base' })
  const { agent_id } = await make.agent({ response_engine: { type: 'retell-llm', llm_id } })
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  await api.updateRetellLlm({
    params: { llm_id },
    query: { version: 1 },
    body: { general_prompt: 'From the draft' },
  })
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  const promptOf = async (version: number) =>
    (await api.getRetellLlm({ params: { llm_id }, query: { version } })).general_prompt
  expect([await promptOf(0), await promptOf(1), await promptOf(2)]).toEqual([
    'From the base',
    'From the draft',
    'From the base',
  ])
})

test('a new version takes nothing but the base, which must be there', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const body = { base_version: 0, agent_name: 'Smuggled' }
  expect(await refusal(api.unchecked.createAgentVersion({ params: { agent_id }, body }))).toEqual({
    status: 400,
    message: 'request/body must NOT have additional properties',
  })
  expect(
    await refusal(api.createAgentVersion({ params: { agent_id }, body: { base_version: 5 } })),
  ).toMatchObject({
    status: 404,
  })
  expect(await api.getAgentVersions({ params: { agent_id } })).toHaveLength(1)
})

test('without a version, get and update mean the largest and not the published one', async ({
  api,
  make,
}) => {
  const { agent_id } = await make.agent({ agent_name: 'Live' })
  await api.publishAgentVersion({ params: { agent_id }, body: { version: 0 } })
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  const changed = await api.updateAgent({ params: { agent_id }, body: { agent_name: 'Draft' } })
  expect(changed).toMatchObject({ version: 1, agent_name: 'Draft' })
  expect(await api.getAgent({ params: { agent_id } })).toMatchObject({ version: 1, agent_name: 'Draft' })
  expect(await api.getAgent({ params: { agent_id }, query: { version: '0' } })).toMatchObject({
    agent_name: 'Live',
  })
})

test('several drafts stand side by side, each reached by its number', async ({ api, make }) => {
  const { agent_id } = await make.agent({ agent_name: 'Nought' })
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  const changed = await api.updateAgent({
    params: { agent_id },
    query: { version: '0' },
    body: { agent_name: 'Still nought' },
  })
  expect(changed).toMatchObject({ version: 0, agent_name: 'Still nought' })
  expect(await api.getAgent({ params: { agent_id } })).toMatchObject({ version: 1, agent_name: 'Nought' })
})

test('latest is the largest number, latest_published the one in service', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const versionAt = async (version: string) =>
    (await api.getAgent({ params: { agent_id }, query: { version } })).version
  expect(await refusal(versionAt('latest_published'))).toMatchObject({ status: 404 })
  await api.publishAgentVersion({ params: { agent_id }, body: { version: 0 } })
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  expect([await versionAt('latest'), await versionAt('latest_published')]).toEqual([1, 0])
})

test('a tag that is not assigned means the latest version, and an unknown one nothing', async ({
  api,
  make,
}) => {
  const { agent_id } = await make.agent()
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  const get = (version: string) => api.getAgent({ params: { agent_id }, query: { version } })
  expect(await get('staging')).toMatchObject({ version: 1 })
  expect(await refusal(get('nobodys-tag'))).toMatchObject({ status: 404 })
})

test('a version that is not there is not found, and a reference that is none is refused', async ({
  api,
  make,
}) => {
  const { agent_id } = await make.agent()
  const get = (version: string) => api.unchecked.getAgent({ params: { agent_id }, query: { version } })
  expect(await refusal(get('9'))).toEqual({ status: 404, message: `Item ${agent_id} not found from agent` })
  expect(await refusal(get('Not A Tag!'))).toMatchObject({ status: 400 })
})

test('the versions of an agent are whole in one list and thin in the other', async ({ api, make }) => {
  const { agent_id } = await make.agent({ agent_name: 'Listed', version_title: 'One' })
  await api.publishAgentVersion({ params: { agent_id }, body: { version: 0 } })
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  const whole = await api.getAgentVersions({ params: { agent_id } })
  expect(whole.every(agent => agent.agent_name === 'Listed')).toBe(true)
  const { items } = await api.listAgentVersions({ params: { agent_id } })
  expect(items).toMatchObject([
    { version: 1, is_published: false, base_version: 0 },
    { version: 0, is_published: true, version_title: 'One' },
  ])
  expect(items[0]).not.toHaveProperty('agent_name')
})

test('the thin list of versions is newest first, and pages to the end', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  for (const base_version of [0, 0, 0, 0])
    await api.createAgentVersion({ params: { agent_id }, body: { base_version } })
  const numbers = async (sort_order?: 'ascending' | 'descending') => {
    const items = await everyItem(pagination_key =>
      api.listAgentVersions({ params: { agent_id }, query: { limit: 2, sort_order, pagination_key } }),
    )
    return items.map(item => item.version)
  }
  expect(await numbers()).toEqual([4, 3, 2, 1, 0])
  expect(await numbers('ascending')).toEqual([0, 1, 2, 3, 4])
})

test('deleting a version takes its engine’s with it and leaves the others', async ({ api, make }) => {
  const { llm_id } = await make.llm()
  const { agent_id } = await make.agent({ response_engine: { type: 'retell-llm', llm_id } })
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  expect(await api.deleteAgentVersion({ params: { agent_id }, query: { version: 1 } })).toBeUndefined()
  expect(await api.getAgent({ params: { agent_id } })).toMatchObject({ version: 0 })
  expect(await api.getRetellLlm({ params: { llm_id } })).toMatchObject({ version: 0 })
  expect(
    await refusal(api.deleteAgentVersion({ params: { agent_id }, query: { version: 1 } })),
  ).toMatchObject({
    status: 404,
  })
})

test('a published version and the only one are not deleted', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const remove = (version: number) =>
    refusal(api.deleteAgentVersion({ params: { agent_id }, query: { version } }))
  expect(await remove(0)).toMatchObject({ status: 400 })
  await api.publishAgentVersion({ params: { agent_id }, body: { version: 0 } })
  await api.createAgentVersion({ params: { agent_id }, body: { base_version: 0 } })
  expect(await remove(0)).toMatchObject({ status: 400 })
  expect(await api.getAgentVersions({ params: { agent_id } })).toHaveLength(2)
})

test('deleting a version needs its number', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  expect(await refusal(api.unchecked.deleteAgentVersion({ params: { agent_id } }))).toEqual({
    status: 400,
    message: "request/query must have required property 'version'",
  })
})

test('a second deployment differs from the first', async ({ api, make }) => {
  const { llm_id } = await make.llm({ general_prompt: 'First' })
  const { agent_id } = await make.agent({ response_engine: { type: 'retell-llm', llm_id } })
  await api.publishAgent({ params: { agent_id } })
  const edited = await api.updateRetellLlm({ params: { llm_id }, body: { general_prompt: 'Second' } })
  expect(edited).toMatchObject({ version: 1, general_prompt: 'Second' })
  await api.publishAgent({ params: { agent_id } })
  const published = (await api.getAgentVersions({ params: { agent_id } })).filter(agent => agent.is_published)
  expect(published.map(agent => agent.version).sort()).toEqual([0, 1])
  const promptOf = async (version: number) =>
    (await api.getRetellLlm({ params: { llm_id }, query: { version } })).general_prompt
  expect([await promptOf(0), await promptOf(1)]).toEqual(['First', 'Second'])
})

mockOnly('publishing answers nothing that a client could take for JSON', async ({ fake, make }) => {
  const { agent_id } = await make.agent()
  const response = await fake.fetch(`/publish-agent/${agent_id}`, { method: 'POST' })
  expect([response.status, await response.text()]).toEqual([200, ''])
  expect(response.headers.get('content-length')).toBe('0')
  expect(response.headers.get('content-type')).toBeNull()
})
