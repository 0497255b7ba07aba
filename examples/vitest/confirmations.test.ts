// How an application's own tests use fake-retell: one mock a test, a clock that stands still until the test moves it,
// and calls that go the way the test says.

import { afterEach, beforeEach, expect, test } from 'vitest'
// In your project: import { … } from 'fake-retell'
import { type FakeRetell, type Scenario, startFakeRetell } from '../../src/index.ts'
import { type Confirmations, startConfirmations } from './confirmations.ts'

const saysYes: Scenario = {
  name: 'says_yes',
  rings: { for_ms: 4_000, then: 'answer' },
  caller: [{ say: 'Yes, I will be there. Thank you!' }, { hang_up: true }],
  agent: ['Hello!', 'Wonderful. See you on Friday!'],
  analysis: { confirmed: true },
}

let fake: FakeRetell
let app: Confirmations

beforeEach(async () => {
  fake = await startFakeRetell({ time: 'frozen', scenarios: [saysYes] })
  app = await startConfirmations({ baseURL: fake.url, apiKey: fake.apiKey })
  fake.settings({ webhook_url: app.webhookUrl })
})

afterEach(async () => {
  await fake.close()
  await app.close()
})

test('a customer who says yes is confirmed once the call is analysed', async () => {
  const call_id = await app.ask({
    id: 'a-1',
    phone: '+14155550123',
    metadata: { fake_retell: { scenario: 'says_yes' } },
  })
  await fake.runUntilIdle()

  const { call } = await fake.waitForWebhook('call_analyzed', { call_id })
  expect(call?.transcript).toContain('User: Yes, I will be there. Thank you!')
  expect(app.outcomeOf('a-1')).toBe('confirmed')
})

test('nothing is known while it rings, nor while they talk', async () => {
  await app.ask({ id: 'a-2', phone: '+14155550123', metadata: { fake_retell: { scenario: 'says_yes' } } })

  await fake.advance(3_999)
  expect(fake.deliveries()).toEqual([])

  await fake.advance(1)
  expect(fake.deliveries().map(({ event }) => event)).toEqual(['call_started'])
  expect(app.outcomeOf('a-2')).toBe('waiting')
})

test('a busy line counts as not reached', async () => {
  // Some numbers have a fate of their own, so an application need not know of scenarios: this one is busy.
  await app.ask({ id: 'a-3', phone: '+15005550003' })
  await fake.runUntilIdle()

  expect(fake.deliveries().map(({ event }) => event)).toEqual(['call_ended', 'call_analyzed'])
  expect(app.outcomeOf('a-3')).toBe('not reached')
})

test('an event whose receiver fails is sent again', async () => {
  fake.settings({ webhook_url: `${fake.url}/no-such-path` })
  await app.ask({ id: 'a-4', phone: '+15005550003' })
  await fake.runUntilIdle()
  const [ended] = fake.deliveries({ event: 'call_ended' })
  expect(ended).toMatchObject({ state: 'failed', attempts: [{ status: 404 }, {}, {}, {}] })
})
