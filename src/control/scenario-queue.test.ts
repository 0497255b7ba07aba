import { afterAll, beforeEach, expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'

const fake = await startFakeRetell({ time: 'frozen' })
afterAll(() => fake.close())
beforeEach(() => fake.reset())

const post = (path: string, body: object) =>
  fake.fetch(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
const answerOf = async (response: Promise<Response>): Promise<Record<string, unknown>> =>
  (await response).json() as Promise<Record<string, unknown>>
const definition = { name: 'mine', rings: { for_ms: 100, then: 'marked_as_spam' } }

test('a definition is queued like a name, and goes to the next calls only', async () => {
  expect(await answerOf(post('/_fake/scenarios', { scenario: 'dial_busy' }))).toEqual({
    queued: ['dial_busy'],
  })
  expect(await answerOf(post('/_fake/scenarios', { definition, times: 2 }))).toEqual({
    queued: ['dial_busy', 'mine', 'mine'],
  })
  const engine = await answerOf(post('/create-retell-llm', {}))
  const response_engine = { type: 'retell-llm', llm_id: engine.llm_id }
  const agent = await answerOf(post('/create-agent', { response_engine, voice_id: 'retell-Cimo' }))
  const number = await answerOf(
    post('/create-phone-number', { outbound_agents: [{ agent_id: agent.agent_id, weight: 1 }] }),
  )
  const ends: unknown[] = []
  for (let count = 0; count < 4; count++) {
    const order = { from_number: number.phone_number, to_number: '+14155550142' }
    const { call_id } = await answerOf(post('/v2/create-phone-call', order))
    await fake.runUntilIdle()
    const call = await answerOf(fake.fetch(`/v2/get-call/${String(call_id)}`))
    ends.push(call.disconnection_reason)
  }
  expect(ends).toEqual(['dial_busy', 'marked_as_spam', 'marked_as_spam', 'user_hangup'])
})

test.each([
  [{}, 'request/body must have scenario, the name of one, or definition'],
  [{ scenario: 'dial_busy', definition }, 'request/body must have scenario or definition, not both'],
  [{ definition: { name: 'x' } }, 'request/body/definition must have "rings"'],
  [
    {
      definition: { name: 'x', rings: { then: 'answer' }, caller: [{ say: 'Hi', expect: { matches: '[' } }] },
    },
    expect.stringContaining('request/body/definition/caller/0/expect/matches is no expression'),
  ],
])('%j is refused', async (body, message) => {
  const response = await post('/_fake/scenarios', body)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ message })
})

test('a misspelt setting is named', async () => {
  await using fake = await startFakeRetell()
  const response = await fake.fetch('/_fake/settings', { method: 'PATCH', body: '{"wordsPerMinute":3}' })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ message: 'request/body must not have "wordsPerMinute"' })
})
