import { expect, test } from 'vitest'
import type { WebCall } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import { api, customAgent, getCall, scriptedAgent } from '../testing/calls.ts'
import { startLlmServer } from '../testing/llm-server.ts'
import { startReceiver } from '../testing/receiver.ts'
import type { Scenario } from './scenario.ts'

const ASKS: Scenario = {
  name: 'asks',
  rings: { for_ms: 0, then: 'answer' },
  caller: [{ say: 'Find my order' }, { hang_up: true }],
}

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

test('on a fast clock the pauses between the attempts of a function pass in the call, too', async () => {
  await using server = await startReceiver((_request, response) => void response.writeHead(500).end())
  await using receiver = await startReceiver()
  await using fake = await startFakeRetell({ time: '100x', scenarios: [ASKS] })
  fake.settings({ tool_retry_pause_ms: 30_000 })
  const tool = { type: 'custom' as const, name: 'find_order', url: server.url, description: 'Finds' }
  const agent = await scriptedAgent(
    fake,
    { webhook_url: receiver.url },
    { general_tools: [{ ...tool, max_retry: 1 }] },
  )
  const metadata = { fake_retell: { scenario: ASKS.name } }
  const order = { agent_id: agent.agent_id, metadata }
  const { call_id } = await api<WebCall>(fake, 'POST', '/v2/create-web-call', order)
  await fake.waitForWebhook('call_ended', { call_id })
  const { transcript_with_tool_calls: items = [] } = await getCall(fake, { call_id })
  const [asked, answered] = (items as { role: string; time_sec?: number }[])
    .filter(({ role }) => role.startsWith('tool_call_'))
    .map(({ time_sec }) => time_sec!)
  expect(answered! - asked!).toBeGreaterThanOrEqual(30)
})
