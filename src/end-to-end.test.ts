import Retell from 'retell-sdk'
import { expect, test } from 'vitest'
import { startFakeRetell } from './index.ts'
import { startLlmServer } from './testing/llm-server.ts'
import { startReceiver } from './testing/receiver.ts'

/** From nothing to a finished custom-LLM phone call with verified webhooks, by the SDK over real sockets. */
async function wholePath() {
  await using fake = await startFakeRetell({ time: 'frozen', now: 1_800_000_000_000 })
  await using server = await startLlmServer()
  const verified: boolean[] = []
  await using receiver = await startReceiver(async ({ body, headers }, response) => {
    verified.push(await Retell.verify(body, fake.apiKey, String(headers['x-retell-signature'])))
    response.writeHead(204).end()
  })
  const client = new Retell({ apiKey: fake.apiKey, baseURL: fake.url })
  const agent = await client.agent.create({
    response_engine: { type: 'custom-llm', llm_websocket_url: server.url },
    voice_id: '11labs-Adrian',
    agent_name: 'Harbor Clinic',
    webhook_url: receiver.url,
    post_call_analysis_data: [
      { type: 'enum', name: 'outcome', description: 'How it went', choices: ['booked', 'none'] },
    ],
  })
  const number = await client.phoneNumber.create({
    area_code: 415,
    outbound_agents: [{ agent_id: agent.agent_id, weight: 1 }],
  })
  const call = await client.call.createPhoneCall({
    from_number: number.phone_number,
    to_number: '+14155550123',
    metadata: { order: 'A-17' },
  })
  await fake.runUntilIdle()
  const ended = await client.call.retrieve(call.call_id)
  const { items } = await client.call.list({
    filter_criteria: { call_status: { type: 'enum', op: 'in', value: ['ended'] } },
  })
  const webhooks = receiver.received.map(({ body }) => body)
  const hide = (value: unknown) =>
    JSON.stringify(value)
      .replaceAll(fake.url, 'MOCK')
      .replaceAll(server.url, 'LLM')
      .replaceAll(receiver.url, 'HOOK')
  return {
    ended,
    items,
    verified,
    events: receiver.events(),
    text: hide([agent, number, call, ended, webhooks, server.of('response_required')]),
  }
}

test('an agent, a number, a call, a conversation, three verified webhooks: and the same again a second time', async () => {
  const first = await wholePath()
  expect(first.ended).toMatchObject({
    call_status: 'ended',
    disconnection_reason: 'user_hangup',
    agent_name: 'Harbor Clinic',
    metadata: { order: 'A-17' },
    call_analysis: {
      call_successful: true,
      custom_analysis_data: { outcome: expect.stringMatching(/^(booked|none)$/) },
    },
  })
  expect(first.ended.transcript).toContain('Agent: This is answer 5, as you asked.\n')
  expect(first.events).toEqual(['call_started', 'call_ended', 'call_analyzed'])
  expect(first.verified).toEqual([true, true, true])
  expect(first.items.map(({ call_id }) => call_id)).toEqual([first.ended.call_id])
  expect((await wholePath()).text).toBe(first.text)
})
