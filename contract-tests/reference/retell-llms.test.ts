// Retell LLMs by the paths and fields of the API reference, and the seven kinds of tools that it names.

import { expect } from 'vitest'
import type { CleanUp } from '../clean-up.ts'
import { mockOnly, test } from '../marks.ts'
import { ask, type Caller, type Fields } from './ask.ts'

async function create(target: Caller, cleanUp: CleanUp, body: Fields) {
  const answer = await ask(target, 'POST', '/create-retell-llm', body)
  if (answer.status === 201) cleanUp(() => ask(target, 'DELETE', `/delete-retell-llm/${answer.body.llm_id}`))
  return answer
}

test('S132 an LLM is made, of a model that there is', async ({ target, cleanUp }) => {
  expect(await create(target, cleanUp, { model: 'gpt-4.1-mini' })).toMatchObject({
    status: 201,
    body: { llm_id: expect.stringMatching(/^llm_/), model: 'gpt-4.1-mini' },
  })
  expect((await create(target, cleanUp, { model: 'parrot' })).status).toBe(400)
})

mockOnly('S133 the model thinks, gpt-4.1 unless another is named', async ({ target, make, fake }) => {
  const { phone_number: from_number } = await make.number()
  const productsWith = async (model: 'gpt-4.1' | 'gpt-4.1-nano' | undefined) => {
    const { llm_id } = await make.llm({ model })
    const { agent_id } = await make.agent({ response_engine: { type: 'retell-llm', llm_id } })
    const order = { from_number, to_number: '+14155550142', agent_id }
    const { body } = await ask(target, 'POST', '/v2/create-phone-call', order)
    await fake.runUntilIdle()
    const call = (await ask(target, 'GET', `/v2/get-call/${body.call_id}`)).body
    return (call.call_cost as { product_costs: Fields[] }).product_costs.map(({ product }) => product)
  }
  const usual = await productsWith(undefined)
  expect(usual).toEqual(await productsWith('gpt-4.1'))
  expect(usual).not.toEqual(await productsWith('gpt-4.1-nano'))
})

test('S134 a speech-to-speech model takes the place of a model', async ({ target, cleanUp }) => {
  const made = await create(target, cleanUp, { s2s_model: 'gpt-realtime' })
  expect(made).toMatchObject({ status: 201, body: { s2s_model: 'gpt-realtime' } })
  expect(made.body.model ?? null).toBeNull()
  expect((await create(target, cleanUp, { s2s_model: 'gpt-realtime', model: 'gpt-4.1' })).status).toBe(400)
})

test('S135 S139 an LLM keeps its prompt and its first message', async ({ target, cleanUp }) => {
  const words = { general_prompt: 'You are kind.', begin_message: 'Hello there.' }
  const { body } = await create(target, cleanUp, words)
  expect((await ask(target, 'GET', `/get-retell-llm/${body.llm_id}`)).body).toMatchObject(words)
})

test('S136 S137 S138 an LLM has tools, and states of which one is the first', async ({ target, cleanUp }) => {
  const general_tools = [{ type: 'end_call', name: 'end_call' }]
  const states = [
    {
      name: 'greet',
      state_prompt: 'Greet.',
      edges: [{ destination_state_name: 'book', description: 'Wants to book.' }],
    },
    { name: 'book', state_prompt: 'Book.', tools: [{ type: 'end_call', name: 'hang_up' }] },
  ]
  const made = await create(target, cleanUp, { general_tools, states, starting_state: 'greet' })
  expect(made).toMatchObject({ status: 201, body: { general_tools, states, starting_state: 'greet' } })
  expect((await create(target, cleanUp, { states, starting_state: 'nowhere' })).status).toBe(400)
})

mockOnly('S140 an LLM keeps the address that it asks for variables', async ({ target, cleanUp }) => {
  const address = { inbound_dynamic_variables_webhook_url: 'https://hooks.example.com/variables' }
  expect(await create(target, cleanUp, address)).toMatchObject({ status: 201, body: address })
})

test('S141 an LLM looks things up in its knowledge bases', async ({ target, make, cleanUp }) => {
  const { knowledge_base_id } = await make.knowledgeBase({
    knowledge_base_name: 'Hours',
    knowledge_base_texts: [{ title: 'Hours', text: 'Nine to five.' }],
  })
  const knowledge_base_ids = [knowledge_base_id]
  expect(await create(target, cleanUp, { knowledge_base_ids })).toMatchObject({
    status: 201,
    body: { knowledge_base_ids },
  })
})

const CALENDAR = { cal_api_key: 'cal_test', event_type_id: 7, timezone: 'Europe/Berlin' }

test.for([
  ['S142 end_call', {}],
  [
    'S143 transfer_call',
    {
      transfer_destination: { type: 'predefined', number: '+14155550142' },
      transfer_option: { type: 'cold_transfer' },
    },
  ],
  ['S144 check_availability_cal', CALENDAR],
  ['S145 book_appointment_cal', CALENDAR],
  ['S146 send_sms', { sms_content: { type: 'inferred', prompt: 'Confirm.' } }],
  [
    'S148 custom',
    {
      url: 'https://tools.example.com/find',
      description: 'Finds things.',
      parameters: { type: 'object', properties: { what: { type: 'string' } } },
    },
  ],
] as const)('%s is a kind of tool', async ([name, settings], { target, cleanUp }) => {
  const type = name.split(' ')[1]!
  const tool = { type, name: 'the_tool', ...settings }
  const made = await create(target, cleanUp, { general_tools: [tool] })
  expect(made).toMatchObject({ status: 201, body: { general_tools: [tool] } })
  expect((await create(target, cleanUp, { general_tools: [{ type }] })).status).toBe(400)
})

mockOnly('S147 send_email is a kind of tool', async ({ target, cleanUp }) => {
  const tool = { type: 'send_email', name: 'write', description: 'Sends the summary.' }
  const made = await create(target, cleanUp, { general_tools: [tool] })
  expect(made).toMatchObject({ status: 201, body: { general_tools: [tool] } })
})

test('S149 S150 an LLM is read by its id, and listed whole in a bare array', async ({ target, make }) => {
  const made = await make.llm({ general_prompt: 'You are kind.' })
  expect(await ask(target, 'GET', `/get-retell-llm/${made.llm_id}`)).toEqual({ status: 200, body: made })
  expect((await ask(target, 'GET', '/get-retell-llm/llm_0')).status).toBe(404)
  const { status, body } = await ask<Fields[]>(target, 'GET', '/list-retell-llms')
  expect(status).toBe(200)
  expect(body).toContainEqual(made)
})

test('S151 an LLM changes what is sent, and keeps the rest', async ({ target, make }) => {
  const { llm_id } = await make.llm({ general_prompt: 'You are kind.', begin_message: 'Hello.' })
  const changed = await ask(target, 'PATCH', `/update-retell-llm/${llm_id}`, { begin_message: 'Hi.' })
  expect(changed).toMatchObject({
    status: 200,
    body: { llm_id, general_prompt: 'You are kind.', begin_message: 'Hi.' },
  })
})

test('S152 an LLM that is deleted is gone', async ({ target, make }) => {
  const { llm_id } = await make.llm()
  expect((await ask(target, 'DELETE', `/delete-retell-llm/${llm_id}`)).status).toBe(204)
  expect((await ask(target, 'GET', `/get-retell-llm/${llm_id}`)).status).toBe(404)
})
