import { expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'
import { demoClient } from './demo/client.ts'
import { faultsOf } from './demo.ts'
import { recordingTerminal } from './recording-terminal.ts'
import { run } from './run.ts'

test('the demo shows a whole call with verified webhooks and exits with 0', async () => {
  const terminal = recordingTerminal()
  expect(await run(['demo'], terminal)).toBe(0)
  expect(terminal.complaints).toEqual([])
  const printed = terminal.printed.map(line => line.trim()).filter(line => line !== '')
  const expected = [
    /^API +http:\/\/127\.0\.0\.1:\d+ +asked by retell-sdk$/,
    /^✓ phone call +call_[0-9a-f]+$/,
    /^hook {2}call_started ✓ verified$/,
    /^0:00\.0 {2}agent {2}Hello, this is Mia/,
    /^0:\d\d\.\d {3}user {2}Hi! I'd like to book a check-up/,
    /^tool {2}find_slots /,
    /^0:\d\d\.\d {2}agent {2}See you on Friday\. Goodbye!$/,
    /^hook {2}call_ended ✓ verified$/,
    /^hook {2}call_analyzed ✓ verified$/,
    /^call +ended, agent_hangup$/,
    /^duration +0:\d\d\.\d$/,
    /^cost +\d+\.\d\d ¢$/,
    /^recording +http:.*\/recording\.wav$/,
    /^npx fake-retell exec -- npm test/,
  ]
  const places = expected.map(pattern => printed.findIndex(line => pattern.test(line)))
  expect(places).not.toContain(-1)
  expect(places).toEqual([...places].sort((left, right) => left - right))
})

test('without the SDK the client makes the same requests by itself', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const client = await demoClient(fake.url, fake.apiKey, () => Promise.reject(new Error('not there')))
  expect(client.name).toBe('fetch')
  const { agent_id } = await client.createAgent({
    llmUrl: 'ws://127.0.0.1:9/llm',
    webhookUrl: 'http://127.0.0.1:9/hook',
  })
  const { phone_number } = await client.createPhoneNumber({ agentId: agent_id })
  const { call_id } = await client.createPhoneCall({
    from: phone_number,
    to: '+14155550142',
    scenario: 'user_declined',
  })
  await fake.runUntilIdle()
  expect(await client.retrieveCall(call_id)).toMatchObject({
    call_status: 'not_connected',
    disconnection_reason: 'user_declined',
  })
  await expect(client.retrieveCall('call_none')).rejects.toThrow('/v2/get-call/call_none answered 404: ')
  const [delivery] = fake.deliveries({ event: 'call_ended' })
  const { body, headers } = delivery!.attempts[0]!.request
  expect(await client.verify(body, headers['X-Retell-Signature']!)).toBe(true)
  expect(await client.verify(`${body} `, headers['X-Retell-Signature']!)).toBe(false)
})

test('whatever is not as it should be is a fault', () => {
  const all = ['call_started', 'call_ended', 'call_analyzed'].map(event => ({ event, verified: true }))
  const call = { call_status: 'ended', disconnection_reason: 'agent_hangup' } as const
  expect(faultsOf(call, all)).toEqual([])
  expect(faultsOf({ ...call, disconnection_reason: 'user_hangup' }, all)).toEqual([
    'the call ended with user_hangup instead of agent_hangup',
  ])
  expect(faultsOf(call, [...all.slice(0, 2), { event: 'call_analyzed', verified: false }])).toEqual([
    'the signature of call_analyzed was refused',
  ])
  expect(faultsOf(call, all.slice(1))).toEqual(['no call_started webhook arrived'])
})
