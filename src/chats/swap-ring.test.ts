import { expect, test } from 'vitest'
import type { Chat, Schemas } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api } from '../testing/calls.ts'
import { startModelServer } from '../testing/model-server.ts'
import { agentsInARing, type Ring } from '../testing/swap-ring.ts'

async function begin(fake: FakeRetell, on: Ring['on']): Promise<Chat> {
  const agent_id = await agentsInARing(fake, { agents: '/create-chat-agent', on })
  return api(fake, 'POST', '/create-chat', { agent_id })
}

const write = async (fake: FakeRetell, { chat_id }: Chat, content: string) =>
  (await api<Schemas['ChatCompletion']>(fake, 'POST', '/create-chat-completion', { chat_id, content }))
    .messages

const rolesIn = (messages: readonly { role: string }[] = []) => messages.map(({ role }) => role)
const swapsIn = (messages: readonly { role: string }[] = []) =>
  rolesIn(messages).filter(role => role === 'tool_call_invocation')

test('chat agents that hand over to one another in a ring stop at the bound of a turn, and one speaks on', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const chat = await begin(fake, 'llm')
  const messages = await write(fake, chat, 'The other, please')
  expect(swapsIn(messages)).toHaveLength(10)
  expect(rolesIn(messages).at(-1)).toBe('agent')
  expect(swapsIn(await write(fake, chat, 'Hm.'))).toEqual([])
})

test('a chat whose flows begin with handing over to one another begins where a swap fails', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const chat = await begin(fake, 'flow')
  const { message_with_tool_calls: begun } = await api<Chat>(fake, 'GET', `/get-chat/${chat.chat_id}`)
  expect(swapsIn(begun)).toHaveLength(11)
  expect(begun?.at(-1)).toMatchObject({ role: 'agent', content: 'Then I stay.' })
  expect(await write(fake, chat, 'Hm.')).toMatchObject([{ role: 'agent' }])
})

test('a model that always hands a chat over is asked no more than in any other turn', async () => {
  const swaps = Array.from({ length: 50 }, () => ({ calls: [['the_other', {}] as [string, unknown]] }))
  await using model = await startModelServer(...swaps)
  await using fake = await startFakeRetell({
    time: 'frozen',
    llm: { baseURL: model.baseURL, model: 'small' },
  })
  const messages = await write(fake, await begin(fake, 'llm'), 'Hello!')
  expect(model.asked).toHaveLength(12)
  expect(rolesIn(messages).at(-1)).toBe('agent')
})
