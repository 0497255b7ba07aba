// Every filter of the newest list of chats with every operator, held against the records themselves.

import { expect } from 'vitest'
import type { FakeRetell } from '../src/index.ts'
import { at } from './different-calls.ts'
import { CHAT_FIELDS } from './filter-fields.ts'
import { type Filter, filtersAbout, meets, numberFilters, textFilters } from './filter-oracle.ts'
import type { Makers } from './makers.ts'
import { mockOnly } from './marks.ts'
import type { TypedOperations } from './raw-client.ts'

type Chat = Awaited<ReturnType<TypedOperations['getChat']>>

/** What the list filters by and the record does not show. */
interface Known {
  disconnection_reason?: string
  direction?: string
  agent_number?: string
  user_number?: string
  data_storage_setting: string
}

async function differentChats({ api, make, fake }: { api: TypedOperations; make: Makers; fake: FakeRetell }) {
  const { llm_id } = await make.llm({ general_tools: [{ type: 'end_call', name: 'end_call' }] })
  const { agent_id } = await make.chatAgent({
    response_engine: { type: 'retell-llm', llm_id },
    post_chat_analysis_data: [{ type: 'boolean', name: 'booked', description: 'Was it booked?' }],
  })
  const other = await make.chatAgent({ data_storage_setting: 'basic_attributes_only' })
  const line = await make.number()
  await api.updatePhoneNumber({
    params: { phone_number: line.phone_number },
    body: {
      inbound_sms_agents: [{ agent_id, weight: 1 }],
      outbound_sms_agents: [{ agent_id, weight: 1 }],
    },
  })
  const known = new Map<string, Known>()
  const note = async (chat_id: string, facts: Partial<Known> = {}) => {
    known.set(chat_id, { data_storage_setting: 'everything', ...facts })
    await fake.advance(1_000)
    return chat_id
  }

  const open = await make.chat({ agent_id })
  await note(open.chat_id)
  const stopped = await make.chat({ agent_id })
  await api.createChatCompletion({
    body: { chat_id: stopped.chat_id, content: 'This is great, yes please.' },
  })
  await fake.advance(2_000)
  await api.endChat({ params: { chat_id: stopped.chat_id } })
  const plan = { plan: 'paid', seats: 2, vip: true }
  await api.updateChat({ params: { chat_id: stopped.chat_id }, body: { custom_attributes: plan } })
  await note(stopped.chat_id, { disconnection_reason: 'manual_stopped' })
  const left = await make.chat({ agent_id })
  await api.createChatCompletion({
    body: { chat_id: left.chat_id, content: 'No, this is terrible. Goodbye.' },
  })
  await api.updateChat({
    params: { chat_id: left.chat_id },
    body: { custom_attributes: { plan: 'free', seats: 5, vip: false } },
  })
  await note(left.chat_id, { disconnection_reason: 'agent_hangup' })
  const quiet = await make.chat({ agent_id: other.agent_id })
  await note(quiet.chat_id, { data_storage_setting: 'basic_attributes_only' })
  const from = { agent_number: line.phone_number, user_number: '+15005550181' }
  const sms = await fake.inboundMessage({
    to_number: line.phone_number,
    from_number: from.user_number,
    content: 'Hello',
  })
  await note(sms.chat_id, { direction: 'inbound', ...from })
  const to = { agent_number: line.phone_number, user_number: '+15005550192' }
  const written = await api.createSmsChat({
    body: { from_number: line.phone_number, to_number: to.user_number, override_agent_id: agent_id },
  })
  await note(written.chat_id, { direction: 'outbound', ...to })
  await fake.advance(10_000)
  const chats = await Promise.all([...known.keys()].map(chat_id => api.getChat({ params: { chat_id } })))
  return { chats, known, agents: [{ agent_id }, { agent_id: other.agent_id }] }
}

mockOnly('each filter finds the chats that it says, and no others', async ({ api, make, fake }) => {
  const { chats, known, agents } = await differentChats({ api, make, fake })
  const look = (chat: Chat, field: string): unknown => {
    if (field === 'combined_cost') return at(chat, 'chat_cost', 'combined_cost')
    if (field === 'user_sentiment' || field === 'chat_successful') return at(chat, 'chat_analysis', field)
    if (field === 'duration_ms')
      return typeof chat.end_timestamp === 'number' ? chat.end_timestamp - chat.start_timestamp! : undefined
    return at(chat, field) ?? at(known.get(chat.chat_id), field)
  }
  const check = async (criteria: object, holds: (chat: Chat) => boolean) => {
    const filter_criteria = { agent: agents, ...criteria }
    const { items, total } = await api.listChats({ body: { filter_criteria, include_total: true } })
    const expected = chats.filter(holds).map(({ chat_id }) => chat_id)
    expect(items.map(({ chat_id }) => chat_id).sort(), JSON.stringify(criteria)).toEqual(expected.sort())
    expect(total).toBe(expected.length)
    return expected.length
  }
  const valuesOf = (read: (chat: Chat) => unknown) =>
    [...new Set(chats.map(read))].filter(value => value !== undefined && value !== null)
  const checkAll = async (field: string, filters: readonly Filter[]) => {
    let found = 0
    for (const filter of filters)
      found += await check({ [field]: filter }, chat => meets(look(chat, field), filter))
    expect(found, field).toBeGreaterThan(0)
  }

  for (const field of [...CHAT_FIELDS.textOrEnum, ...CHAT_FIELDS.text])
    await checkAll(field, textFilters(String(valuesOf(chat => look(chat, field))[0])))
  for (const field of CHAT_FIELDS.number)
    await checkAll(field, numberFilters(Number(valuesOf(chat => look(chat, field)).at(-1))))
  for (const field of [...CHAT_FIELDS.textOrEnum, ...CHAT_FIELDS.enum]) {
    const values = valuesOf(chat => look(chat, field)).map(String)
    expect(values.length, field).toBeGreaterThan(1)
    const wanted = [...values.map(value => [value]), values.slice(0, 2), []]
    await checkAll(
      field,
      wanted.map(value => ({ type: 'enum', op: 'in', value })),
    )
  }
  await checkAll(
    'chat_successful',
    [true, false].map(value => ({ type: 'boolean', op: 'eq', value })),
  )
  const objects: [string, string[], string[]][] = [
    ['custom_attributes', ['custom_attributes'], ['plan', 'seats', 'vip']],
    ['custom_analysis_data', ['chat_analysis', 'custom_analysis_data'], ['booked']],
  ]
  for (const [name, path, keys] of objects)
    for (const key of keys)
      for (const value of valuesOf(chat => at(chat, ...path, key)))
        for (const filter of filtersAbout(value)) {
          const criteria = { [name]: [{ key, ...filter }] }
          await check(criteria, chat => meets(at(chat, ...path, key), filter))
        }
  expect(await check({ agent: [{ agent_id: agents[0]!.agent_id, version: [9] }] }, () => false)).toBe(0)
})
