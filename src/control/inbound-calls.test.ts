import type { ServerResponse } from 'node:http'
import RetellSdk5 from 'retell-sdk'
import { expect, test } from 'vitest'
import type { Agent } from '../contract.ts'
import { validators } from '../generated/contract-validators/index.ts'
import { api, getCall, scriptedAgent } from '../testing/calls.ts'
import { answering, asked, CALLER, callsOf, frozen, numberWith, ring } from '../testing/inbound.ts'
import { startReceiver } from '../testing/receiver.ts'

test('the number’s owner is asked before there is a call, with the id that the call will have', async () => {
  await using fake = await frozen()
  const seen: number[] = []
  await using receiver = await startReceiver(async (_request, response) => {
    seen.push(await callsOf(fake))
    response.writeHead(200).end('{"call_inbound":{}}')
  })
  const agent = await scriptedAgent(fake)
  const to_number = await numberWith(fake, { url: receiver.url, agent })
  const { call_id, rejected } = await fake.inboundCall({
    to_number,
    from_number: CALLER,
    sip_headers: { 'X-Customer': '42', Via: 'not passed' },
  })
  expect(rejected).toBeUndefined()
  expect(seen).toEqual([0])
  expect(await callsOf(fake)).toBe(1)
  const { body, headers, method } = receiver.received[0]!
  expect(method).toBe('POST')
  expect(headers['content-type']).toBe('application/json')
  expect(await RetellSdk5.verify(body, fake.apiKey, String(headers['x-retell-signature']))).toBe(true)
  expect(JSON.parse(body)).toEqual({
    event: 'call_inbound',
    event_timestamp: 1_800_000_000_000,
    call_inbound: {
      call_id,
      agent_id: agent.agent_id,
      from_number: CALLER,
      to_number,
      custom_sip_headers: { 'x-customer': '42' },
    },
  })
  const checks = await validators['inbound-webhooks']!()
  expect(checks.callInbound_body!(JSON.parse(body))).toBe(true)
})

test('a number without an agent asks without one, and a caller without a number is anonymous', async () => {
  await using fake = await frozen()
  await using receiver = await answering({ call_inbound: { reject: true } })
  const to_number = await numberWith(fake, { url: receiver.url })
  fake.settings({ inbound_webhook_ids: false })
  await fake.inboundCall({ to_number })
  expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({
    call_inbound: { from_number: 'anonymous', to_number },
  })
  expect(Object.keys(JSON.parse(receiver.received[0]!.body).call_inbound)).toEqual([
    'from_number',
    'to_number',
  ])
})

test('the version that the number is bound to is told, too', async () => {
  await using fake = await frozen()
  await using receiver = await answering({})
  const { agent_id } = await scriptedAgent(fake)
  const to_number = await numberWith(
    fake,
    { url: receiver.url },
    { inbound_agents: [{ agent_id, agent_version: 'latest', weight: 1 }] },
  )
  const { call_id } = await ring(fake, to_number)
  expect(JSON.parse(receiver.received[0]!.body).call_inbound).toMatchObject({
    agent_id,
    agent_version: 'latest',
  })
  expect(await getCall(fake, { call_id })).toMatchObject({ agent_id, agent_version: 0 })
})

test('reject: true makes no call, and says so', async () => {
  await using fake = await frozen()
  await using receiver = await answering({
    call_inbound: { reject: true, override_agent_id: 'agent_of_nobody' },
  })
  const to_number = await numberWith(fake, { url: receiver.url, agent: await scriptedAgent(fake) })
  const { call_id, rejected } = await ring(fake, to_number)
  expect(rejected).toEqual({
    reason: 'webhook_rejected',
    message: 'the inbound webhook answered reject: true',
  })
  expect(asked(fake, call_id)).toMatchObject({ event: 'call_inbound', state: 'delivered' })
  await fake.runUntilIdle()
  expect(await callsOf(fake)).toBe(0)
  expect(fake.deliveries({ kind: 'webhook' })).toEqual([])
})

test('another agent and version can take the call', async () => {
  await using fake = await frozen()
  const other = await scriptedAgent(fake, { agent_name: 'Night shift' })
  await api(fake, 'POST', `/publish-agent/${other.agent_id}`)
  const answer: Record<string, unknown> = { override_agent_id: other.agent_id }
  await using receiver = await startReceiver((_request, response) => {
    response.end(JSON.stringify({ call_inbound: answer }))
  })
  const to_number = await numberWith(fake, { url: receiver.url, agent: await scriptedAgent(fake) })
  expect(await getCall(fake, await ring(fake, to_number))).toMatchObject({
    agent_id: other.agent_id,
    agent_name: 'Night shift',
    agent_version: 1,
  })
  answer.override_agent_version = 0
  expect(await getCall(fake, await ring(fake, to_number))).toMatchObject({ agent_version: 0 })
  answer.override_agent_version = 'latest_published'
  expect(await getCall(fake, await ring(fake, to_number))).toMatchObject({ agent_version: 0 })
})

test('a version alone is one of the number’s own agent', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake)
  await api(fake, 'POST', `/publish-agent/${agent.agent_id}`)
  await using receiver = await answering({ call_inbound: { override_agent_version: 0 } })
  const to_number = await numberWith(fake, { url: receiver.url, agent })
  expect(await getCall(fake, await ring(fake, to_number))).toMatchObject({ agent_version: 0 })
})

test('variables and metadata become the call’s and go out with its webhooks', async () => {
  await using fake = await frozen()
  await using events = await startReceiver()
  const agent = await scriptedAgent(
    fake,
    { webhook_url: `${events.url}?name={{name}}` },
    { begin_message: 'Hello {{name}}.' },
  )
  await using receiver = await answering({
    call_inbound: { dynamic_variables: { name: 'Ines', 'x-tier': 'gold' }, metadata: { order: 7 } },
  })
  const to_number = await numberWith(fake, { url: receiver.url, agent })
  const { call_id } = await fake.inboundCall({ to_number, sip_headers: { 'X-Tier': 'none', 'X-Line': '2' } })
  await fake.runUntilIdle()
  const call = await getCall(fake, { call_id })
  expect(call).toMatchObject({
    metadata: { order: 7 },
    retell_llm_dynamic_variables: { name: 'Ines', 'x-tier': 'gold', 'x-line': '2' },
    custom_sip_headers: { 'x-tier': 'none', 'x-line': '2' },
  })
  expect(events.received.map(({ path }) => path)).toEqual(Array(3).fill('/hook?name=Ines'))
  expect(JSON.parse(events.received[0]!.body).call).toMatchObject({ metadata: { order: 7 } })
})

test('the agent is overridden for this call alone', async () => {
  await using fake = await frozen()
  await using events = await startReceiver()
  const agent = await scriptedAgent(fake, {}, { begin_message: 'Hello.' })
  await using receiver = await answering({
    call_inbound: {
      agent_override: {
        agent: { agent_name: 'Just now', webhook_url: events.url, webhook_events: ['call_ended'] },
        retell_llm: { begin_message: 'Good evening.' },
      },
    },
  })
  const to_number = await numberWith(fake, { url: receiver.url, agent })
  const { call_id } = await ring(fake, to_number)
  await fake.runUntilIdle()
  const call = await getCall(fake, { call_id })
  expect(call.agent_name).toBe('Just now')
  expect(call.transcript).toMatch(/^Agent: Good evening\./)
  expect(events.events()).toEqual(['call_ended'])
  expect(await api<Agent>(fake, 'GET', `/get-agent/${agent.agent_id}`)).toEqual(agent)
})

test.each([
  ['an unknown agent', { override_agent_id: 'agent_of_nobody' }, 'Item agent_of_nobody not found from agent'],
  ['an unknown version', { override_agent_version: 9 }, /not found from agent/],
  [
    'an unknown voice',
    { agent_override: { agent: { voice_id: '11labs-Nobody' } } },
    'Item 11labs-Nobody not found from voice',
  ],
  [
    'settings that do not go together',
    { agent_override: { agent: { stt_mode: 'custom' } } },
    "answer/call_inbound/agent_override/agent must have required property 'custom_stt_config'",
  ],
])('what cannot be had makes no call, is asked for once and is told: %s', async (_name, answer, why) => {
  await using fake = await frozen()
  await using receiver = await answering({ call_inbound: answer })
  const to_number = await numberWith(fake, { url: receiver.url, agent: await scriptedAgent(fake) })
  const { call_id, rejected } = await ring(fake, to_number)
  expect(rejected).toMatchObject({ reason: 'webhook_unusable', message: expect.stringMatching(why) })
  const { state, attempts } = asked(fake, call_id)
  expect([state, attempts.length, attempts[0]!.status]).toEqual(['failed', 1, 200])
  expect(attempts[0]!.error).toMatch(why)
  expect(await callsOf(fake)).toBe(0)
})

test('the receiver may use the API while it is asked, and choose an agent that it has just made', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver(async (_request, response) => {
    const { agent_id } = await scriptedAgent(fake, { agent_name: 'Made to measure' })
    await fake.advance(2_000)
    response.end(JSON.stringify({ call_inbound: { override_agent_id: agent_id } }))
  })
  const to_number = await numberWith(fake, { url: receiver.url })
  const before = fake.now()
  const call = await getCall(fake, await ring(fake, to_number))
  expect(call.agent_name).toBe('Made to measure')
  await fake.settled()
  expect(await getCall(fake, call)).toMatchObject({ start_timestamp: before + 2_000 })
})

test('many callers are asked about at the same time', async () => {
  await using fake = await frozen()
  const waiting: ServerResponse[] = []
  await using receiver = await startReceiver((_request, response) => {
    waiting.push(response)
    if (waiting.length < 5) return
    for (const each of waiting) each.end('{"call_inbound":{}}')
  })
  const to_number = await numberWith(fake, { url: receiver.url, agent: await scriptedAgent(fake) })
  const calls = await Promise.all(Array.from({ length: 5 }, () => ring(fake, to_number)))
  expect(new Set(calls.map(({ call_id }) => call_id)).size).toBe(5)
  expect(await callsOf(fake)).toBe(5)
})

test('nothing is asked of a country that the number takes no calls from, nor for a scenario that is not there', async () => {
  await using fake = await frozen()
  await using receiver = await answering({})
  const to_number = await numberWith(
    fake,
    { url: receiver.url, agent: await scriptedAgent(fake) },
    { allowed_inbound_country_list: ['DE'] },
  )
  await expect(ring(fake, to_number)).rejects.toThrow(/takes no calls from \+14155550142/)
  await api(fake, 'PATCH', `/update-phone-number/${encodeURIComponent(to_number)}`, {
    allowed_inbound_country_list: null,
  })
  await expect(fake.inboundCall({ to_number, scenario: 'unheard_of' })).rejects.toThrow(
    /there is no scenario/,
  )
  expect(receiver.received).toEqual([])
})

test('a workspace that is reset while it is asked gets no call', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver((_request, response) => {
    fake.reset()
    response.end('{"call_inbound":{}}')
  })
  const to_number = await numberWith(fake, { url: receiver.url, agent: await scriptedAgent(fake) })
  await expect(ring(fake, to_number)).rejects.toThrow(
    'the workspace was reset while its inbound webhook was asked',
  )
  expect(fake.deliveries()).toEqual([])
  expect(await callsOf(fake)).toBe(0)
})

test('closing the mock breaks the asking off and waits for its end', async () => {
  const fake = await frozen()
  let isAsked = () => {}
  const arrived = new Promise<void>(resolve => {
    isAsked = resolve
  })
  await using receiver = await startReceiver(() => isAsked())
  const to_number = await numberWith(fake, { url: receiver.url })
  const ringing = ring(fake, to_number)
  await arrived
  await fake.close()
  expect((await ringing).rejected).toMatchObject({
    reason: 'nobody',
    message: expect.stringContaining('stopped before the answer was complete'),
  })
})

test('over HTTP the answer is the call, or why there is none', async () => {
  await using fake = await frozen()
  await using receiver = await answering({ call_inbound: { reject: true } }, {})
  const to_number = await numberWith(fake, { url: receiver.url, agent: await scriptedAgent(fake) })
  const post = () => api<Record<string, unknown>>(fake, 'POST', '/_fake/inbound-calls', { to_number })
  expect(await post()).toEqual({
    call_id: expect.stringMatching(/^call_/),
    rejected: { reason: 'webhook_rejected', message: 'the inbound webhook answered reject: true' },
  })
  expect(await post()).toEqual({ call_id: expect.stringMatching(/^call_/) })
})
