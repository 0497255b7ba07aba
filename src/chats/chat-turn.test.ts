import { expect, test } from 'vitest'
import type { Chat, ChatAgent, Schemas } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api } from '../testing/calls.ts'
import { startMcpServer } from '../testing/mcp-server.ts'
import { startReceiver } from '../testing/receiver.ts'

type Engine = { llm: Schemas['CreateRetellLlmRequest'] } | { flow: object }

async function agentOn(fake: FakeRetell, engine: Engine): Promise<ChatAgent> {
  const made =
    'llm' in engine
      ? await api<object>(fake, 'POST', '/create-retell-llm', engine.llm)
      : await api<object>(fake, 'POST', '/create-conversation-flow', {
          start_speaker: 'agent',
          model_choice: { type: 'cascading', model: 'gpt-4.1' },
          ...engine.flow,
        })
  const response_engine = { type: 'llm' in engine ? 'retell-llm' : 'conversation-flow', ...made }
  return api(fake, 'POST', '/create-chat-agent', { response_engine })
}

const begin = (fake: FakeRetell, { agent_id }: ChatAgent, body: object = {}) =>
  api<Chat>(fake, 'POST', '/create-chat', { agent_id, ...body })
const write = async (fake: FakeRetell, { chat_id }: Chat, content: string) =>
  (await api<Schemas['ChatCompletion']>(fake, 'POST', '/create-chat-completion', { chat_id, content }))
    .messages
const read = (fake: FakeRetell, { chat_id }: Chat) => api<Chat>(fake, 'GET', `/get-chat/${chat_id}`)

/** A promise that somebody else resolves. */
function signalled() {
  let resolve = () => {}
  const promise = new Promise<void>(done => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}

const custom = (url: string, more: object = {}) => ({
  type: 'custom' as const,
  name: 'find_order',
  url,
  description: 'Finds an order',
  parameters: { type: 'object' as const, properties: { order: { type: 'string' } } },
  ...more,
})

test('a chat runs custom functions for real, and what they answer is known from then on', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using server = await startReceiver((_request, response) => {
    response.writeHead(200).end('{"order":{"state":"on its way"}}')
  })
  const tool = custom(server.url, { response_variables: { order_state: 'order.state' } })
  const agent = await agentOn(fake, { llm: { general_tools: [tool] } })
  const chat = await begin(fake, agent, { retell_llm_dynamic_variables: { order: 'A-17' } })
  expect(await write(fake, chat, 'Please find my order')).toMatchObject([
    { role: 'tool_call_invocation', name: 'find_order', arguments: '{"order":"A-17"}' },
    { role: 'tool_call_result', content: '{"order":{"state":"on its way"}}', successful: true },
    { role: 'agent', content: expect.stringContaining('on its way') },
  ])
  const asked = JSON.parse(server.received[0]!.body) as { chat: Chat }
  expect(asked).toMatchObject({ name: 'find_order', args: { order: 'A-17' } })
  expect(asked.chat.message_with_tool_calls?.at(-1)).toMatchObject({ role: 'tool_call_invocation' })
  expect(await fake.deliveries({ chat_id: chat.chat_id, kind: 'tool' })).toMatchObject([
    { event: 'find_order', state: 'delivered' },
  ])
  await api(fake, 'PATCH', `/end-chat/${chat.chat_id}`)
  expect((await read(fake, chat)).collected_dynamic_variables).toEqual({ order_state: 'on its way' })
})

test('a function that fails is said to have failed, and the chat goes on', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using server = await startReceiver((_request, response) => void response.writeHead(500).end('no'))
  const chat = await begin(fake, await agentOn(fake, { llm: { general_tools: [custom(server.url)] } }))
  expect(await write(fake, chat, 'Find my order')).toMatchObject([
    { role: 'tool_call_invocation' },
    { role: 'tool_call_result', content: 'Error: status 500: no', successful: false },
    { role: 'agent' },
  ])
  expect(await write(fake, chat, 'Never mind.')).toMatchObject([{ role: 'agent' }])
})

test('while a function is asked the chat takes no other message, and it can be ended', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  let answer = () => {}
  const asked = signalled()
  await using server = await startReceiver((_request, response) => {
    answer = () => void response.writeHead(200).end('late')
    asked.resolve()
  })
  const chat = await begin(fake, await agentOn(fake, { llm: { general_tools: [custom(server.url)] } }))
  const first = write(fake, chat, 'Find my order')
  await asked.promise
  await expect(write(fake, chat, 'Hurry!')).rejects.toThrow('still answering the message before')
  await api(fake, 'PATCH', `/end-chat/${chat.chat_id}`)
  expect(await first).toMatchObject([{ role: 'tool_call_invocation' }])
  answer()
  await fake.runUntilIdle()
  const ended = await read(fake, chat)
  expect(ended.message_with_tool_calls?.map(({ role }) => role)).toEqual(['user', 'tool_call_invocation'])
  expect(ended.chat_analysis).toBeDefined()
})

test('a new chat is answered when the functions that its flow begins with have been asked', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  let answers = 0
  await using server = await startReceiver((_request, response) => {
    setImmediate(() => {
      answers += 1
      response.writeHead(200).end('{"name":"Ann"}')
    })
  })
  const tool = custom(server.url, { tool_id: 'tool_name', response_variables: { name: 'name' } })
  const agent = await agentOn(fake, {
    flow: {
      start_node_id: 'looked_up',
      tools: [tool],
      nodes: [
        {
          id: 'looked_up',
          type: 'function',
          tool_id: 'tool_name',
          tool_type: 'local',
          wait_for_result: true,
          edges: [],
          else_edge: {
            id: 'on',
            transition_condition: { type: 'prompt', prompt: 'Else' },
            destination_node_id: 'greeted',
          },
        },
        {
          id: 'greeted',
          type: 'conversation',
          instruction: { type: 'static_text', text: 'Hello {{name}}' },
        },
      ],
    },
  })
  const chat = await begin(fake, agent)
  expect(answers).toBe(1)
  expect(chat.transcript).toBe('Agent: Hello Ann\n')
  expect(await write(fake, chat, 'Hi.')).toMatchObject([{ role: 'agent' }])
  const phone_number = '+14155550100'
  await api(fake, 'POST', '/create-phone-number', { phone_number })
  const { agent_id: override_agent_id } = agent
  const order = { from_number: phone_number, to_number: '+14155550123', override_agent_id }
  const sms = await api<Chat>(fake, 'POST', '/create-sms-chat', order)
  expect(sms.transcript).toBe('Agent: Hello Ann\n')
  expect(answers).toBe(2)
})

test('a chat that is deleted while a function is asked answers 404 to whoever waits', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const asked = signalled()
  await using server = await startReceiver(() => asked.resolve())
  const chat = await begin(fake, await agentOn(fake, { llm: { general_tools: [custom(server.url)] } }))
  const first = write(fake, chat, 'Find my order')
  const refused = expect(first).rejects.toThrow('404')
  await asked.promise
  await api(fake, 'DELETE', `/delete-chat/${chat.chat_id}`)
  await refused
})

test('a chat asks MCP servers and runs code', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using server = await startMcpServer({ call: args => `Sunny in ${String(args.city)}` })
  const agent = await agentOn(fake, {
    llm: {
      mcps: [{ name: 'weather', url: server.url }],
      general_tools: [
        {
          type: 'mcp',
          name: 'get_weather',
          mcp_id: 'weather',
          description: 'Tells the weather',
          input_schema: { city: 'The city' },
        },
        {
          type: 'code',
          name: 'double_it',
          description: 'Doubles',
          code: 'return { twice: Number(dv.seats) * 2 }',
          response_variables: { twice: 'twice' },
        },
      ],
    },
  })
  const variables = { city: 'Porto', seats: '4' }
  const chat = await begin(fake, agent, { retell_llm_dynamic_variables: variables })
  expect(await write(fake, chat, 'Please get the weather')).toMatchObject([
    {},
    { content: 'Sunny in Porto', successful: true },
    {},
  ])
  expect(await write(fake, chat, 'Now double it')).toMatchObject([{}, { content: '{"twice":8}' }, {}])
})

test('code that fails is a failed call', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const tool = { type: 'code' as const, name: 'count_it', description: 'Counts', code: 'throw Error("no")' }
  const chat = await begin(fake, await agentOn(fake, { llm: { general_tools: [tool] } }))
  const [, result] = await write(fake, chat, 'Please count it')
  expect(result).toMatchObject({ successful: false, content: 'Error: no' })
})

test('an agent on a flow walks it, and its end ends the chat', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const text = (words: string) => ({ type: 'static_text', text: words })
  const agent = await agentOn(fake, {
    flow: {
      start_node_id: 'hello',
      nodes: [
        {
          id: 'hello',
          name: 'Hello',
          type: 'conversation',
          instruction: text('Do you want a table?'),
          edges: [
            {
              id: 'yes',
              destination_node_id: 'bye',
              transition_condition: { type: 'prompt', prompt: 'User agrees' },
            },
          ],
        },
        {
          id: 'bye',
          name: 'Bye',
          type: 'end',
          speak_during_execution: true,
          instruction: text('It is yours, {{name}}. Goodbye!'),
        },
      ],
    },
  })
  const chat = await begin(fake, agent, { retell_llm_dynamic_variables: { name: 'Ines' } })
  expect(chat.transcript).toBe('Agent: Do you want a table?\n')
  expect(await write(fake, chat, 'Yes, please')).toMatchObject([
    { role: 'node_transition', former_node_name: 'Hello', new_node_name: 'Bye' },
    { role: 'agent', content: 'It is yours, Ines. Goodbye!' },
  ])
  expect(await read(fake, chat)).toMatchObject({
    chat_status: 'ended',
    collected_dynamic_variables: { previous_node: 'Hello', current_node: 'Bye' },
  })
})

test('an agent hands over to another chat agent, and to no voice agent', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const sales = await agentOn(fake, { llm: { begin_message: 'Sales here.' } })
  const swap = (name: string, agent_id: string) => ({
    type: 'agent_swap' as const,
    name,
    agent_id,
    description: 'Hands over',
    post_call_analysis_setting: 'both_agents' as const,
  })
  const tools = [swap('to_sales', sales.agent_id), swap('to_nobody', 'agent_gone')]
  const chat = await begin(fake, await agentOn(fake, { llm: { general_tools: tools } }))
  expect(await write(fake, chat, 'Put me through to nobody')).toMatchObject([
    { name: 'to_nobody' },
    { successful: false },
    { role: 'agent' },
  ])
  expect(await write(fake, chat, 'Then to sales')).toMatchObject([
    { name: 'to_sales' },
    { successful: true },
    ...[{ role: 'agent' }],
  ])
  expect((await read(fake, chat)).chat_status).toBe('ongoing')
})
