import { expect, test } from 'vitest'
import type { Chat, ChatAgent, Schemas } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api } from '../testing/calls.ts'
import { startModelServer } from '../testing/model-server.ts'
import { startReceiver } from '../testing/receiver.ts'

const speaking = (baseURL: string) => startFakeRetell({ time: 'frozen', llm: { baseURL, model: 'small' } })

async function begin(
  fake: FakeRetell,
  engine: object,
  kind: 'retell-llm' | 'conversation-flow' = 'retell-llm',
) {
  const path = kind === 'retell-llm' ? '/create-retell-llm' : '/create-conversation-flow'
  const made = await api<object>(fake, 'POST', path, engine)
  const response_engine = { type: kind, ...made }
  const { agent_id } = await api<ChatAgent>(fake, 'POST', '/create-chat-agent', { response_engine })
  return api<Chat>(fake, 'POST', '/create-chat', { agent_id })
}

const write = async (fake: FakeRetell, { chat_id }: Chat, content: string) =>
  (await api<Schemas['ChatCompletion']>(fake, 'POST', '/create-chat-completion', { chat_id, content }))
    .messages

test('in a chat the model answers at once, and the default scenario has no lines for it', async () => {
  await using model = await startModelServer('We open at {{nine}}.')
  await using fake = await speaking(model.baseURL)
  const chat = await begin(fake, { begin_message: 'Hello.', general_prompt: 'You sell lamps.' })
  expect(await write(fake, chat, 'When do you open?')).toMatchObject([
    { role: 'agent', content: 'We open at {{nine}}.' },
  ])
  expect(model.asked[0]!.messages).toEqual([
    { role: 'system', content: expect.stringMatching(/text chat[\s\S]*You sell lamps\.$/) },
    { role: 'assistant', content: 'Hello.' },
    { role: 'user', content: 'When do you open?' },
  ])
})

test('the reply to a message holds what the model called and what it said of the answer', async () => {
  await using server = await startReceiver(
    (_request, response) => void response.writeHead(200).end('in stock'),
  )
  await using model = await startModelServer(
    {
      calls: [
        ['find', { what: 'lamp' }],
        ['find', { what: 'bulb' }],
      ],
    },
    'Both are in stock.',
  )
  await using fake = await speaking(model.baseURL)
  const chat = await begin(fake, {
    begin_message: 'Hello.',
    general_tools: [
      {
        type: 'custom',
        name: 'find',
        url: server.url,
        parameters: { type: 'object', properties: { what: { type: 'string' } } },
      },
    ],
  })
  expect(await write(fake, chat, 'A lamp and a bulb?')).toMatchObject([
    { role: 'tool_call_invocation', arguments: '{"what":"lamp"}' },
    { role: 'tool_call_invocation', arguments: '{"what":"bulb"}' },
    { role: 'tool_call_result', content: 'in stock', successful: true },
    { role: 'tool_call_result', content: 'in stock', successful: true },
    { role: 'agent', content: 'Both are in stock.' },
  ])
  expect(server.received).toHaveLength(2)
  expect(model.asked).toHaveLength(2)
})

test('a chat that begins with a prompt is answered with its first words', async () => {
  await using model = await startModelServer('Welcome to the Lamp Shop.')
  await using fake = await speaking(model.baseURL)
  const chat = await begin(
    fake,
    {
      start_speaker: 'agent',
      model_choice: { type: 'cascading', model: 'gpt-4.1' },
      nodes: [
        { id: 'a', type: 'conversation', instruction: { type: 'prompt', text: 'Welcome them.' }, edges: [] },
      ],
    },
    'conversation-flow',
  )
  expect(chat.transcript).toContain('Welcome to the Lamp Shop.')
})

test('what the knowledge bases say about a question goes along with it', async () => {
  await using model = await startModelServer('Until six.')
  await using fake = await speaking(model.baseURL)
  const form = new FormData()
  form.set('knowledge_base_name', 'shop')
  form.set(
    'knowledge_base_texts',
    JSON.stringify([{ title: 'hours', text: 'On Fridays the shop is open until six.' }]),
  )
  const response = await fake.fetch('/create-knowledge-base', { method: 'POST', body: form })
  const { knowledge_base_id } = (await response.json()) as Schemas['KnowledgeBaseResponse']
  await fake.runUntilIdle()
  const chat = await begin(fake, { begin_message: 'Hello.', knowledge_base_ids: [knowledge_base_id] })
  await write(fake, chat, 'How long are you open on Fridays?')
  expect(model.asked[0]!.messages[0]!.content).toContain('On Fridays the shop is open until six.')
})

test('a chat goes on by the rules where the model fails', async () => {
  await using model = await startModelServer({ json: {}, status: 400 })
  await using fake = await speaking(model.baseURL)
  const chat = await begin(fake, { begin_message: 'Hello.' })
  expect(await write(fake, chat, 'When?')).toMatchObject([{ role: 'agent' }])
  expect(model.asked).toHaveLength(1)
})
