// Chats by the paths and names of the API reference.

import { expect } from 'vitest'
import type { Makers } from '../makers.ts'
import { mockOnly } from '../marks.ts'
import { ask, type Caller, type Fields } from './ask.ts'

interface Stage {
  target: Caller
  make: Makers
}

async function begin({ target, make }: Stage, more: Fields = {}) {
  const { agent_id } = await make.chatAgent()
  const { status, body } = await ask(target, 'POST', '/create-chat', { chat_agent_id: agent_id, ...more })
  return { status, body, agent_id, chat_id: String(body.chat_id) }
}

const read = async (target: Caller, chatId: string) => (await ask(target, 'GET', `/get-chat/${chatId}`)).body

mockOnly('S42 S43 a chat begins with the agent that is named', async ({ target, make }) => {
  const { status, body, agent_id } = await begin({ target, make })
  expect(status).toBe(201)
  expect(body).toMatchObject({ agent_id, chat_status: 'ongoing', chat_id: expect.any(String) })
  expect((await ask(target, 'POST', '/create-chat', {})).status).toBe(400)
  expect((await ask(target, 'POST', '/create-chat', { chat_agent_id: 'agent_0' })).status).toBe(404)
})

mockOnly('S44 S45 a chat keeps its metadata and variables', async ({ target, make }) => {
  const more = { metadata: { page: '/contact' }, retell_llm_dynamic_variables: { name: 'Ada' } }
  const { chat_id } = await begin({ target, make }, more)
  expect(await read(target, chat_id)).toMatchObject(more)
})

mockOnly(
  'S46 S47 S48 S49 an SMS chat begins from, to and with what is named',
  async ({ target, make, cleanUp }) => {
    const { agent_id } = await make.chatAgent()
    const bought = await ask(target, 'POST', '/create-phone-number', { area_code: 415 })
    const from_number = String(bought.body.phone_number)
    cleanUp(() => ask(target, 'DELETE', `/delete-phone-number/${encodeURIComponent(from_number)}`))
    const order = { from_number, to_number: '+14155550142', chat_agent_id: agent_id }
    const made = await ask(target, 'POST', '/create-sms-chat', order)
    expect(made).toMatchObject({ status: 200, body: { agent_id, chat_type: 'sms_chat' } })
    for (const name of ['from_number', 'to_number'])
      expect((await ask(target, 'POST', '/create-sms-chat', { ...order, [name]: undefined })).status).toBe(
        400,
      )
  },
)

mockOnly('S50 a chat is read by its id', async ({ target, make }) => {
  const { chat_id, agent_id } = await begin({ target, make })
  expect(await ask(target, 'GET', `/get-chat/${chat_id}`)).toMatchObject({
    status: 200,
    body: { chat_id, agent_id },
  })
  expect((await ask(target, 'GET', '/get-chat/chat_0')).status).toBe(404)
})

mockOnly('S51 S52 S53 a message to a chat is answered', async ({ target, make }) => {
  const { chat_id } = await begin({ target, make })
  const order = { chat_id, user_content: 'When do you open?' }
  const { status, body } = await ask(target, 'POST', '/create-chat-completion', order)
  expect(status).toBe(201)
  const messages = body.messages as Fields[]
  expect(messages.filter(({ role }) => role === 'agent')[0]).toMatchObject({ content: expect.any(String) })
  const { transcript } = await read(target, chat_id)
  expect(transcript).toContain('When do you open?')
  for (const wrong of [{ chat_id }, { user_content: 'Hello.' }])
    expect((await ask(target, 'POST', '/create-chat-completion', wrong)).status).toBe(400)
  const nowhere = { chat_id: 'chat_0', user_content: 'Hello.' }
  expect((await ask(target, 'POST', '/create-chat-completion', nowhere)).status).toBe(404)
})

mockOnly('S54 chats are listed whole, as a bare array', async ({ target, make }) => {
  const { chat_id } = await begin({ target, make })
  const { status, body } = await ask<Fields[]>(target, 'GET', '/list-chat')
  expect(status).toBe(200)
  expect(body.map(chat => chat.chat_id)).toContain(chat_id)
})

mockOnly('S55 the metadata of a chat is replaced', async ({ target, make }) => {
  const { chat_id } = await begin({ target, make }, { metadata: { a: 1 } })
  const changed = await ask(target, 'PATCH', `/update-chat/${chat_id}`, { metadata: { b: 2 } })
  expect(changed).toMatchObject({ status: 200, body: { chat_id } })
  expect((await read(target, chat_id)).metadata).toEqual({ b: 2 })
})

mockOnly('S56 a chat that is ended takes no more messages', async ({ target, make }) => {
  const { chat_id } = await begin({ target, make })
  expect((await ask(target, 'PATCH', `/end-chat/${chat_id}`)).status).toBe(204)
  expect(await read(target, chat_id)).toMatchObject({ chat_status: 'ended' })
  const order = { chat_id, user_content: 'Still there?' }
  const { status } = await ask(target, 'POST', '/create-chat-completion', order)
  expect([400, 422]).toContain(status)
})
