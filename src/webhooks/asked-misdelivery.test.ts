// Misdeliveries of what is asked: custom functions in a real call, and inbound webhooks.

import { expect, test } from 'vitest'
import type { ControlSchemas } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api, dial, getCall, numberFor, scriptedAgent } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'

const ASKS = {
  name: 'asks',
  rings: { then: 'answer' as const },
  caller: [{ say: 'Please find my order' }, { silence_ms: 2_000 }, { hang_up: true as const }],
  extracts: { order: 'A-17', count: 2 },
}

/** A call whose agent calls a function once, to its end; what the function's server was asked. */
async function asked(order: ControlSchemas['Misdelivery'], tool: object = {}) {
  await using fake = await startFakeRetell({ time: 'frozen', scenarios: [ASKS] })
  await using server = await startReceiver((_request, response) => void response.end('{"state":"sent"}'))
  await fake.fault(order)
  const agent = await scriptedAgent(
    fake,
    {},
    {
      general_tools: [
        {
          type: 'custom',
          name: 'find_order',
          url: server.url,
          description: 'Finds an order',
          timeout_ms: 1_000,
          parameters: {
            type: 'object',
            properties: { order: { type: 'string' }, count: { type: 'number' } },
          },
          ...tool,
        },
      ],
    },
  )
  const call = await dial(fake, agent, { scenario: 'asks' })
  await fake.runUntilIdle()
  const { call_status, transcript_with_tool_calls: items = [] } = await getCall(fake, call)
  return {
    call_status,
    results: items.filter(({ role }) => role === 'tool_call_result'),
    bodies: server.received.map(({ body }) => body),
    args: server.received.map(({ body }) => (JSON.parse(body || '{}') as { args?: unknown }).args),
    received: server.received,
    log: fake.deliveries({ kind: 'tool' }),
  }
}

test('arguments as a model gets them wrong: missing, made up, of another type', async () => {
  expect((await asked({ misdeliver: 'late', kind: 'webhook' })).args).toEqual([{ order: 'A-17', count: 2 }])
  expect((await asked({ misdeliver: 'args_missing' })).args).toEqual([{}])
  expect((await asked({ misdeliver: 'args_extra' })).args).toMatchObject([
    { order: 'A-17', made_up: 'by the model' },
  ])
  expect((await asked({ misdeliver: 'args_mistyped' })).args).toEqual([{ order: ['A-17'], count: '2' }])
  const { bodies } = await asked({ misdeliver: 'args_mistyped' }, { args_at_root: true })
  expect(JSON.parse(bodies[0]!)).toEqual({ order: ['A-17'], count: '2' })
})

test('a function is called twice at once, and the first answer counts', async () => {
  const { received, results, log } = await asked({ misdeliver: 'duplicate', event: 'find_order' })
  expect(received).toHaveLength(2)
  expect(results).toMatchObject([{ successful: true, content: '{"state":"sent"}' }])
  expect(log).toMatchObject([
    { state: 'delivered', attempts: [{ fault: 'duplicate' }] },
    { state: 'delivered', attempts: [{ fault: 'duplicate', notes: [expect.stringMatching(/^a copy of /)] }] },
  ])
})

test.each([
  ['dropped', 'dropped on purpose: nothing was sent', 0],
  ['lost_acknowledgement', 'no answer within 1000 ms', 1],
  ['reset_mid_body', 'the connection was reset in the middle of the body, on purpose', 0],
] as const)('%s fails the function, and the call goes on to its end', async (misdeliver, error, arrived) => {
  const { call_status, results, log, received } = await asked({ misdeliver, kind: 'tool' })
  expect(call_status).toBe('ended')
  expect(received).toHaveLength(arrived)
  expect(results).toMatchObject([{ successful: false }])
  expect(log).toMatchObject([{ state: 'failed', attempts: [{ error, fault: misdeliver }] }])
})

test('a lost answer is asked for again where the function says so, and it is done twice', async () => {
  const { received, results } = await asked({ misdeliver: 'lost_acknowledgement' }, { max_retry: 1 })
  expect(received).toHaveLength(2)
  expect(results).toMatchObject([{ successful: true }])
})

test('the body and signature of a function go wrong as those of webhooks do', async () => {
  const { received, log } = await asked({ misdeliver: ['signature_stale', 'huge_transcript', 'body_pretty'] })
  expect(received[0]!.body.length).toBeGreaterThan(100_000)
  expect(received[0]!.body).toContain('\n')
  expect(log[0]!.attempts[0]!.fault).toBe('signature_stale + huge_transcript + body_pretty')
})

const RECEIVER_URL = 'inbound_webhook_url'

async function rung(fake: FakeRetell, url: string, more: object = {}) {
  const { phone_number: to_number } = await numberFor(fake, await scriptedAgent(fake))
  await api(fake, 'PATCH', `/update-phone-number/${encodeURIComponent(to_number)}`, { [RECEIVER_URL]: url })
  return fake.inboundCall({ to_number, ...more })
}

test('an inbound webhook whose answer is lost is asked again with the same id', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using receiver = await startReceiver(
    (_request, response) => void response.end('{"call_inbound":{"reject":true}}'),
  )
  await fake.fault({ misdeliver: 'lost_acknowledgement', kind: 'inbound' })
  const { call_id, rejected } = await rung(fake, receiver.url)
  expect(rejected).toMatchObject({ reason: 'webhook_rejected' })
  const ids = receiver.received.map(
    ({ body }) => (JSON.parse(body) as { call_inbound: { call_id: string } }).call_inbound.call_id,
  )
  expect(ids).toEqual([call_id, call_id])
})

test('an inbound webhook that is dropped leaves the call to the number’s own agent', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using receiver = await startReceiver()
  await fake.fault({ misdeliver: 'dropped', event: 'call_inbound' })
  const { call_id, rejected } = await rung(fake, receiver.url)
  expect(rejected).toBeUndefined()
  expect(receiver.received).toEqual([])
  expect(fake.deliveries({ call_id })).toMatchObject([{ state: 'failed', attempts: [{ fault: 'dropped' }] }])
})

test('a scenario that is named for an inbound call misdelivers its question, too', async () => {
  await using fake = await startFakeRetell({
    time: 'frozen',
    scenarios: [
      {
        name: 'forged',
        rings: { then: 'answer' },
        caller: [{ hang_up: true }],
        faults: [{ misdeliver: 'signature_wrong_key', times: 9 }],
      },
    ],
  })
  await using receiver = await startReceiver((_request, response) => void response.end('{"call_inbound":{}}'))
  fake.settings({ webhook_url: receiver.url })
  const { call_id } = await rung(fake, receiver.url, { scenario: 'forged' })
  await fake.runUntilIdle()
  const log = fake.deliveries({ call_id })
  expect(log.map(({ event }) => event)).toEqual([
    'call_inbound',
    'call_started',
    'call_ended',
    'call_analyzed',
  ])
  for (const { attempts } of log) expect(attempts[0]!.fault).toBe('signature_wrong_key')
})
