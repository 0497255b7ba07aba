// What calls and chats are made of whose storage is tested.

import type { Chat, ChatAgent, RetellLlm, Schemas } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { type AgentSettings, api } from './calls.ts'

const SAYS = 'My name is Ada Byron and my e-mail is ada@mail.example.'

const SCENARIOS = [
  {
    name: 'personal',
    rings: { then: 'answer' as const },
    caller: [{ say: SAYS }, { press: '42' }, { say: 'Thank you.' }],
    agent: ['Hello.', 'Thank you, Ada Byron.', { say: 'Bye, Ada.', end_call: true }],
  },
]

export const PII = {
  pii_config: { mode: 'post_call', categories: ['person_name', 'email', 'phone_number'] },
} satisfies AgentSettings

export const frozen = () => startFakeRetell({ time: 'frozen', scenarios: SCENARIOS })

export async function chatOf(
  fake: FakeRetell,
  settings: Partial<Schemas['CreateChatAgentRequest']>,
): Promise<Chat> {
  const { llm_id } = await api<RetellLlm>(fake, 'POST', '/create-retell-llm', { begin_message: 'Hello.' })
  const { agent_id } = await api<ChatAgent>(fake, 'POST', '/create-chat-agent', {
    response_engine: { type: 'retell-llm', llm_id },
    ...settings,
  })
  const chat = await api<Chat>(fake, 'POST', '/create-chat', { agent_id, metadata: { email: 'a@b.example' } })
  await api(fake, 'POST', '/create-chat-completion', { chat_id: chat.chat_id, content: SAYS })
  return chat
}

export const over = async (fake: FakeRetell, { chat_id }: Chat) => {
  await api(fake, 'PATCH', `/end-chat/${chat_id}`)
  await fake.runUntilIdle()
  return api<Chat>(fake, 'GET', `/get-chat/${chat_id}`)
}
