// The list of calls of the API reference, which is its own: a page of whole calls, filtered by plain arrays.

import { expect } from 'vitest'
import type { FakeRetell } from '../../src/index.ts'
import { allowCalls, type Makers } from '../makers.ts'
import { mockOnly } from '../marks.ts'
import { everyPage } from '../pages.ts'
import type { ReplyOf, RequestOf, TypedOperations } from '../raw-client.ts'

type Criteria = NonNullable<RequestOf<'listCallReference'>['body']>['filter_criteria']

const idsOf = (page: ReplyOf<'listCallReference'>) => page.items.map(call => call.call_id)
const found = async (api: TypedOperations, filter_criteria: Criteria) =>
  idsOf(await api.listCallReference({ body: { filter_criteria } }))

/** Three calls of an agent, a minute apart and not joined yet, the oldest first. */
async function threeCalls(make: Makers, fake: FakeRetell) {
  const { agent_id } = await make.agent()
  const ids: string[] = []
  for (let count = 0; count < 3; count++) {
    ids.push((await make.webCall({ agent_id })).call_id)
    await fake.advance(60_000)
  }
  return { agent_id, ids }
}

mockOnly(
  'S26 S36 the list is a page of whole calls, and says whether there are more',
  async ({ api, make, fake }) => {
    const { agent_id, ids } = await threeCalls(make, fake)
    const page = await api.listCallReference({ body: { filter_criteria: { agent_id: [agent_id] } } })
    expect(page).toMatchObject({ has_more: false })
    expect(idsOf(page)).toEqual(ids.toReversed())
    expect(page.items[0]).toEqual(await api.getCall({ params: { call_id: ids[2]! } }))
  },
)

mockOnly('S27 criteria hold together, and none ask for nothing', async ({ api, make, fake }) => {
  const { agent_id, ids } = await threeCalls(make, fake)
  expect(await found(api, { agent_id: [agent_id], call_type: ['web_call'] })).toHaveLength(3)
  expect(await found(api, { agent_id: [agent_id], call_type: ['phone_call'] })).toEqual([])
  expect(await found(api, {})).toEqual(expect.arrayContaining(ids))
  expect(await found(api, undefined)).toEqual(expect.arrayContaining(ids))
})

mockOnly('S28 filters calls by a list of agent ids', async ({ api, make }) => {
  const [one, two, three] = [await make.agent(), await make.agent(), await make.agent()]
  const calls: string[] = []
  for (const { agent_id } of [one, two, three]) calls.push((await make.webCall({ agent_id })).call_id)
  expect(await found(api, { agent_id: [one.agent_id, three.agent_id] })).toEqual([calls[2], calls[0]])
})

mockOnly('S29 filters calls by the three types that the reference has', async ({ api, make, cleanUp }) => {
  const { agent_id } = await make.agent()
  const register = async (direction: 'inbound' | 'outbound') => {
    const { call_id } = await api.registerPhoneCall({ body: { agent_id, direction } })
    cleanUp(() => api.deleteCall({ params: { call_id } }))
    return call_id
  }
  const inbound = await register('inbound')
  const outbound = await register('outbound')
  const { call_id: web } = await make.webCall({ agent_id })
  const ofType = (...call_type: NonNullable<NonNullable<Criteria>['call_type']>) =>
    found(api, { agent_id: [agent_id], call_type })
  expect(await ofType('inbound_phone_call')).toEqual([inbound])
  expect(await ofType('outbound_phone_call')).toEqual([outbound])
  expect(await ofType('web_call')).toEqual([web])
  expect(await ofType('web_call', 'inbound_phone_call')).toEqual([web, inbound])
})

mockOnly('S30 filters calls by their status', async ({ api, make, fake }) => {
  const { agent_id } = await make.agent()
  const { call_id: over } = await make.webCall({ agent_id })
  await fake.runUntilIdle()
  const { call_id: talking } = await make.webCall({ agent_id })
  await fake.advance(5_000)
  const { call_id: waiting } = await make.webCall({ agent_id })
  const { agent_id: unreachable } = await make.agent({
    response_engine: { type: 'custom-llm', llm_websocket_url: 'ws://127.0.0.1:9' },
  })
  const { call_id: failed } = await make.webCall({ agent_id: unreachable })
  const inStatus = (call_status: 'registered' | 'ongoing' | 'ended' | 'error') =>
    found(api, { agent_id: [agent_id, unreachable], call_status: [call_status] })
  expect(await inStatus('registered')).toEqual([failed, waiting])
  expect(await inStatus('ongoing')).toEqual([talking])
  expect(await inStatus('ended')).toEqual([over])
  await fake.runUntilIdle()
  expect(await inStatus('error')).toEqual([failed])
})

mockOnly('S31 S32 filters calls by when they started and ended', async ({ api, make, fake }) => {
  const { agent_id, ids } = await threeCalls(make, fake)
  await fake.runUntilIdle()
  const calls = await Promise.all(ids.map(call_id => api.getCall({ params: { call_id } })))
  const [first, second, third] = calls as [(typeof calls)[0], (typeof calls)[0], (typeof calls)[0]]
  const ofAgent = { agent_id: [agent_id] }
  const started = { lower_threshold: second.start_timestamp!, upper_threshold: third.start_timestamp! }
  expect(await found(api, { ...ofAgent, start_timestamp: started })).toEqual([ids[2], ids[1]])
  const before = { upper_threshold: first.end_timestamp! }
  expect(await found(api, { ...ofAgent, end_timestamp: before })).toEqual([ids[0]])
  const after = { lower_threshold: third.end_timestamp! + 1 }
  expect(await found(api, { ...ofAgent, end_timestamp: after })).toEqual([])
})

mockOnly('S33 calls come in either order, the newest first unless asked', async ({ api, make, fake }) => {
  const { agent_id, ids } = await threeCalls(make, fake)
  const filter_criteria = { agent_id: [agent_id] }
  const ordered = async (sort_order?: 'ascending' | 'descending') =>
    idsOf(await api.listCallReference({ body: { filter_criteria, sort_order } }))
  expect(await ordered('ascending')).toEqual(ids)
  expect(await ordered('descending')).toEqual(ids.toReversed())
  expect(await ordered()).toEqual(ids.toReversed())
})

mockOnly('S34 a page holds as many calls as asked, a thousand at the most', async ({ api, make, fake }) => {
  await allowCalls(fake, 51)
  const { agent_id } = await make.agent()
  for (let count = 0; count < 51; count++) await make.webCall({ agent_id })
  const filter_criteria = { agent_id: [agent_id] }
  expect((await api.listCallReference({ body: { filter_criteria } })).items).toHaveLength(51)
  expect((await api.listCallReference({ body: { filter_criteria, limit: 2 } })).items).toHaveLength(2)
  await expect(api.unchecked.listCallReference({ body: { limit: 1_001 } })).rejects.toThrow(
    'limit must be <= 1000',
  )
})

mockOnly('S35 the key of a page leads to the next', async ({ api, make, fake }) => {
  const { agent_id, ids } = await threeCalls(make, fake)
  const filter_criteria = { agent_id: [agent_id] }
  const pages = await everyPage(pagination_key =>
    api.listCallReference({ body: { filter_criteria, limit: 2, sort_order: 'ascending', pagination_key } }),
  )
  expect(pages.map(page => page.map(call => call.call_id))).toEqual([ids.slice(0, 2), ids.slice(2)])
})
