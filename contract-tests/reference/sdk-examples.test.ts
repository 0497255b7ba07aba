// The two programs of the API reference. Its placeholders for a key, an engine and numbers are the test's own; all else is
// as it stands there.

import Retell from 'retell-sdk'
import { expect } from 'vitest'
import type { Makers } from '../makers.ts'
import { mockOnly } from '../marks.ts'
import { ask, type Fields } from './ask.ts'

async function placeholders(make: Makers) {
  const { llm_id } = await make.llm()
  const { phone_number } = await make.number()
  return { llm_id, from_number: phone_number, to_number: '+14155550142' }
}

mockOnly(
  'S267 the example for Node.js makes an agent, a call, and finds it in the list',
  async ({ target, make, cleanUp }) => {
    const { llm_id, from_number, to_number } = await placeholders(make)
    const client = new Retell({ apiKey: target.apiKey, baseURL: target.baseUrl })
    const agent = await client.agent.create({
      response_engine: { llm_id, type: 'retell-llm' },
      voice_id: '11labs-Adrian',
    })
    cleanUp(() => client.agent.delete(agent.agent_id))
    const call = await client.call.createPhoneCall({
      from_number,
      to_number,
      // @ts-expect-error the SDK's types have called it override_agent_id ever since
      agent_id: agent.agent_id,
    })
    const calls = await client.call.list()
    expect(call).toMatchObject({
      agent_id: agent.agent_id,
      from_number,
      to_number,
      call_status: 'registered',
    })
    expect(calls.items.map(({ call_id }) => call_id)).toContain(call.call_id)
  },
)

/** Python's SDK takes no agent_id, so its requests are sent as the example means them; python-tests/ runs the SDK. */
mockOnly('S268 the example for Python makes an agent and a call', async ({ target, make, cleanUp }) => {
  const { llm_id, from_number, to_number } = await placeholders(make)
  const response_engine = { llm_id, type: 'retell-llm' }
  const agent = await ask(target, 'POST', '/create-agent', { response_engine, voice_id: '11labs-Adrian' })
  cleanUp(() => ask(target, 'DELETE', `/delete-agent/${agent.body.agent_id}`))
  expect(agent.status).toBe(201)
  const order: Fields = { from_number, to_number, agent_id: agent.body.agent_id }
  const call = await ask(target, 'POST', '/v2/create-phone-call', order)
  expect(call).toMatchObject({ status: 201, body: order })
})
