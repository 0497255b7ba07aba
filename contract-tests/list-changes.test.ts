// Reading the lists of calls and chats page by page while what they list is added and deleted: nothing comes twice, and
// nothing is passed by that was there all the time.

import { expect } from 'vitest'
import type { CleanUp } from './clean-up.ts'
import type { Makers } from './makers.ts'
import { mockOnly, test } from './marks.ts'
import type { TypedOperations } from './raw-client.ts'
import type { Target } from './target.ts'

type Order = 'ascending' | 'descending'

/** What is listed, and how a page of it is read: the ids, and the key of the next page if there is one. */
interface Listed {
  make(): Promise<string>
  remove(id: string): Promise<void>
  page(order: Order, key: string | undefined): Promise<{ ids: string[]; next: string | undefined }>
}

const LIMIT = 3

function callsOf(api: TypedOperations, agent_id: string) {
  return {
    make: async () => (await api.createWebCallV2({ body: { agent_id } })).call_id,
    remove: async (call_id: string) => void (await api.deleteCall({ params: { call_id } })),
  }
}

const idsOf = (calls: { call_id: string }[]) => calls.map(call => call.call_id)
const key = (pagination_key: string | undefined) => (pagination_key === undefined ? {} : { pagination_key })
/** An older list goes on after the last id, until a page is not full. */
const afterLast = (ids: string[]) => ({ ids, next: ids.length < LIMIT ? undefined : ids.at(-1) })

const LISTS: Record<string, (api: TypedOperations, agent_id: string) => Listed> = {
  listCalls: (api, agent_id) => ({
    ...callsOf(api, agent_id),
    async page(sort_order, last) {
      const filter_criteria = { agent: [{ agent_id }] }
      const page = await api.listCalls({ body: { filter_criteria, sort_order, limit: LIMIT, ...key(last) } })
      return { ids: idsOf(page.items), next: page.pagination_key }
    },
  }),
  listCallsV2: (api, agent_id) => ({
    ...callsOf(api, agent_id),
    async page(sort_order, last) {
      const filter_criteria = { agent_id: [agent_id] }
      return afterLast(
        idsOf(await api.listCallsV2({ body: { filter_criteria, sort_order, limit: LIMIT, ...key(last) } })),
      )
    },
  }),
  listCallReference: (api, agent_id) => ({
    ...callsOf(api, agent_id),
    async page(sort_order, last) {
      const filter_criteria = { agent_id: [agent_id] }
      const page = await api.listCallReference({
        body: { filter_criteria, sort_order, limit: LIMIT, ...key(last) },
      })
      return { ids: idsOf(page.items), next: page.pagination_key }
    },
  }),
  listChats: (api, agent_id) => ({
    make: async () => (await api.createChat({ body: { agent_id } })).chat_id,
    remove: async chat_id => void (await api.deleteChat({ params: { chat_id } })),
    async page(sort_order, last) {
      const filter_criteria = { agent: [{ agent_id }] }
      const page = await api.listChats({ body: { filter_criteria, sort_order, limit: LIMIT, ...key(last) } })
      return { ids: page.items.map(({ chat_id }) => chat_id), next: page.pagination_key }
    },
  }),
  // It has no filter, so that only in a workspace of one's own it shows nothing else.
  listChatV1: (api, agent_id) => ({
    make: async () => (await api.createChat({ body: { agent_id } })).chat_id,
    remove: async chat_id => void (await api.deleteChat({ params: { chat_id } })),
    async page(sort_order, last) {
      const chats = await api.listChatV1({ query: { sort_order, limit: LIMIT, ...key(last) } })
      return afterLast(chats.map(({ chat_id }) => chat_id))
    },
  }),
}

/** Things that are listed, the oldest first: two at each moment. They are gone after the test. */
async function several(listed: Listed, target: Target, cleanUp: CleanUp) {
  const alive = new Set<string>()
  cleanUp(async () => {
    for (const id of alive) await listed.remove(id)
  })
  const add = async () => {
    const id = await listed.make()
    alive.add(id)
    return id
  }
  const remove = async (id: string) => {
    if (alive.delete(id)) await listed.remove(id)
  }
  const ids: string[] = []
  for (let count = 0; count < 14; count++) {
    ids.push(await add())
    if (count % 2 === 1) await target.passTime()
  }
  return { ids, add, remove }
}

interface Tools {
  api: TypedOperations
  make: Makers
  target: Target
  cleanUp: CleanUp
}

async function expectEachOnce(
  name: string,
  order: Order,
  { api, make, target, cleanUp }: Tools,
): Promise<void> {
  const { agent_id } = name.startsWith('listChat') ? await make.chatAgent() : await make.agent()
  const listed = LISTS[name]!(api, agent_id)
  const { ids, add, remove } = await several(listed, target, cleanUp)
  const inOrder = order === 'ascending' ? ids : ids.toReversed()
  // Of those that no page has shown yet, and of those that one has, with the last of a page among them.
  const unseen = [inOrder[7]!, inOrder[12]!]
  const gone = new Set(unseen)
  const added: string[] = []
  const seen: string[] = []
  let next: string | undefined
  for (let pages = 0; pages === 0 || next !== undefined; pages++) {
    expect(pages).toBeLessThan(20)
    const page = await listed.page(order, next)
    seen.push(...page.ids)
    next = page.next
    if (pages === 0) for (const id of unseen) await remove(id)
    for (const id of [page.ids[0], page.ids.at(-1)]) if (id !== undefined) await remove(id)
    if (pages < 3) added.push(await add())
    await target.passTime()
  }
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.filter(id => !added.includes(id))).toEqual(inOrder.filter(id => !gone.has(id)))
  // What is new comes at the end of what grows there, and is not seen where the list began.
  expect(seen.filter(id => added.includes(id))).toEqual(order === 'ascending' ? added : [])
}

for (const name of Object.keys(LISTS))
  for (const order of ['ascending', 'descending'] as const) {
    const title = `pages of ${name}, ${order}, neither repeat nor skip while others come and go`
    if (name === 'listChatV1')
      mockOnly(title, ({ api, make, target, cleanUp }) =>
        expectEachOnce(name, order, { api, make, target, cleanUp }),
      )
    else
      test(title, ({ api, make, target, cleanUp }) =>
        expectEachOnce(name, order, { api, make, target, cleanUp }),
      )
  }
