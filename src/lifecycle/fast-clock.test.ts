import { expect, test } from 'vitest'
import type { WebCall } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import { api, customAgent, getCall } from '../testing/calls.ts'
import { startLlmServer } from '../testing/llm-server.ts'
import { startReceiver } from '../testing/receiver.ts'

test('on a clock that runs faster than a server answers, one still speaks after the other', async () => {
  await using server = await startLlmServer()
  await using receiver = await startReceiver()
  await using fake = await startFakeRetell({ time: '1000x' })
  const { agent_id } = await customAgent(fake, server.url, { webhook_url: receiver.url })
  const metadata = { fake_retell: { scenario: 'answered' } }
  const { call_id } = await api<WebCall>(fake, 'POST', '/v2/create-web-call', { agent_id, metadata })
  await fake.waitForWebhook('call_ended', { call_id })
  const { transcript_object: utterances = [] } = await getCall(fake, { call_id })
  expect(utterances.length).toBeGreaterThan(3)
  const ends = utterances.flatMap(({ words }) => words.map(({ end }) => end!))
  expect(ends).toEqual([...ends].sort((one, other) => one - other))
  for (const { words } of utterances) expect(words[0]!.start).toBeGreaterThanOrEqual(0)
})
