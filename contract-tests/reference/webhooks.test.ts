// The webhooks of the API reference: where they go, which there are, what they hold and how they are signed.

import { createHmac } from 'node:crypto'
import Retell from 'retell-sdk'
import { expect } from 'vitest'
import type { FakeRetell, Schemas } from '../../src/index.ts'
import type { Makers } from '../makers.ts'
import { mockOnly } from '../marks.ts'
import { ask, type Caller, type Fields, inReference } from './ask.ts'
import { type Hook, openHook } from './hook.ts'

interface Stage {
  target: Caller
  make: Makers
  fake: FakeRetell
}

/** A phone call, run to its end; its webhooks are with whoever its agent names. */
async function runCall({ target, make, fake }: Stage, agent: Partial<Schemas['CreateAgentRequest']> = {}) {
  const { agent_id } = await make.agent(agent)
  const { phone_number } = await make.number()
  const order = { from_number: phone_number, to_number: '+14155550142', agent_id }
  const { body } = await ask(target, 'POST', '/v2/create-phone-call', order)
  await fake.runUntilIdle()
  return { agent_id, call_id: String(body.call_id) }
}

const eventsOf = ({ received }: Hook) => received.map(({ body }) => body.event)
const EVENTS = ['call_started', 'call_ended', 'call_analyzed']

mockOnly(
  'S92 webhook_timeout_ms is how long a webhook waits for its answer',
  async ({ target, make, fake }) => {
    const stage = { target, make, fake }
    await using hook = await openHook({ silent: true })
    stage.fake.settings({ webhook_retry_delays_ms: [] })
    const { call_id } = await runCall(stage, { webhook_url: hook.url, webhook_timeout_ms: 50 })
    stage.fake.settings({ webhook_retry_delays_ms: [1_000, 2_000, 4_000] })
    const attempts = stage.fake.deliveries({ call_id }).flatMap(delivery => delivery.attempts)
    expect(attempts.map(({ status }) => status)).toEqual([null, null, null])
    for (const { error } of attempts) expect(error).toContain('within 50 ms')
  },
)

mockOnly(
  'S253 webhooks go to the URL of the agent, or else of the account',
  async ({ target, make, fake }) => {
    const stage = { target, make, fake }
    await using own = await openHook()
    await using account = await openHook()
    stage.fake.settings({ webhook_url: account.url })
    await runCall(stage, { webhook_url: own.url })
    expect([eventsOf(own), eventsOf(account)]).toEqual([EVENTS, []])
    await runCall(stage)
    stage.fake.settings({ webhook_url: null })
    expect([eventsOf(own), eventsOf(account)]).toEqual([EVENTS, EVENTS])
  },
)

mockOnly(
  'S254 S255 S256 a call tells that it has started, ended and been analyzed',
  async ({ target, make, fake }) => {
    const stage = { target, make, fake }
    await using hook = await openHook()
    await runCall(stage, { webhook_url: hook.url })
    expect(hook.received.map(({ body }) => [body.event, (body.call as Fields).call_status])).toEqual([
      ['call_started', 'ongoing'],
      ['call_ended', 'ended'],
      ['call_analyzed', 'ended'],
    ])
  },
)

mockOnly(
  'S257 S258 S259 S260 S261 S263 S264 S265 a webhook has its event and the call as it is',
  async ({ target, make, fake }) => {
    const stage = { target, make, fake }
    await using hook = await openHook()
    const { agent_id, call_id } = await runCall(stage, { webhook_url: hook.url })
    const [started, ended, analyzed] = hook.received.map(({ body }) => body)
    expect(started).toMatchObject({ event: 'call_started', call: { call_id, call_status: 'ongoing' } })
    expect(ended).toMatchObject({
      event: 'call_ended',
      call: { call_id, agent_id, call_status: 'ended', transcript: expect.stringMatching(/^(Agent|User): /) },
    })
    expect(analyzed).toMatchObject({
      event: 'call_analyzed',
      call: { call_id, agent_id, call_analysis: { call_summary: expect.any(String) } },
    })
    const call = await ask(stage.target, 'GET', `/v2/get-call/${call_id}`)
    expect((analyzed!.call as Fields).transcript).toEqual(call.body.transcript)
  },
)

mockOnly(
  'S262 a webhook tells the type of its call, by the reference with its direction',
  async ({ target, make, fake }) => {
    const stage = { target, make, fake }
    await using hook = await openHook()
    await runCall(stage, { webhook_url: hook.url })
    await inReference(stage.fake, () => runCall(stage, { webhook_url: hook.url }))
    const types = hook.received.map(({ body }) => (body.call as Fields).call_type)
    expect(types).toEqual([...Array(3).fill('phone_call'), ...Array(3).fill('outbound_phone_call')])
  },
)

mockOnly(
  'S266 a webhook is signed with the key, by the reference with the HMAC of its body',
  async ({ target, make, fake }) => {
    const stage = { target, make, fake }
    await using hook = await openHook()
    const { apiKey } = stage.target
    await runCall(stage, { webhook_url: hook.url })
    for (const { text, headers } of hook.received.splice(0)) {
      expect(await Retell.verify(text, apiKey, String(headers['x-retell-signature']))).toBe(true)
    }
    stage.fake.settings({ webhook_signature: 'body-hex' })
    await runCall(stage, { webhook_url: hook.url })
    stage.fake.settings({ webhook_signature: 'retell' })
    expect(hook.received).toHaveLength(3)
    for (const { text, headers } of hook.received) {
      expect(headers['x-retell-signature']).toBe(createHmac('sha256', apiKey).update(text).digest('hex'))
    }
  },
)
