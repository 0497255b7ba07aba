// What stands under `fake_retell` in metadata is the mock's own, and nothing there is ignored.

import { afterAll, expect, test } from 'vitest'
import type { ChatAgent, PhoneCall } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import { api, getCall, numberFor, scriptedAgent } from '../testing/calls.ts'

const fake = await startFakeRetell({ time: 'frozen' })
afterAll(() => fake.close())
const agent = await scriptedAgent(fake)
const { phone_number: from_number } = await numberFor(fake, agent)
const { agent_id: chatAgentId } = await api<ChatAgent>(fake, 'POST', '/create-chat-agent', {
  response_engine: agent.response_engine,
})
const to_number = '+14155550142'

const MAKERS: [string, (metadata: object) => Promise<unknown>][] = [
  [
    'a phone call',
    metadata => api(fake, 'POST', '/v2/create-phone-call', { from_number, to_number, metadata }),
  ],
  [
    'a web call',
    metadata => api(fake, 'POST', '/v2/create-web-call', { agent_id: agent.agent_id, metadata }),
  ],
  [
    'a batch',
    metadata => api(fake, 'POST', '/create-batch-call', { from_number, tasks: [{ to_number, metadata }] }),
  ],
  ['a chat', metadata => api(fake, 'POST', '/create-chat', { agent_id: chatAgentId, metadata })],
]
const FAULTY: unknown[] = [
  'dial_busy',
  ['dial_busy'],
  null,
  { scenario: 5 },
  { scenario: null },
  { scenari: 'dial_busy' },
  { scenario: 'dial_busy', times: 2 },
]

test.each(MAKERS.flatMap(([what, make]) => FAULTY.map(faulty => [what, faulty, make] as const)))(
  '%s whose metadata has %j for the mock is refused',
  async (_what, fake_retell, make) => {
    const words = `metadata.fake_retell must be {"scenario": "…"}, with the name of a scenario, not ${JSON.stringify(fake_retell)}`
    const refusal = await make({ fake_retell }).catch((error: unknown) => error)
    expect(String(refusal)).toContain(`400: ${JSON.stringify({ status: 'error', message: words })}`)
  },
)

test.each(MAKERS)('%s takes metadata of its own, and an empty order', async (_what, make) => {
  await make({ order: 'A-1', fake_retell: {} })
  await make({ fake_retell: { scenario: 'dial_busy' } })
})

test('a refused call leaves the queue of scenarios as it is', async () => {
  await api(fake, 'POST', '/_fake/scenarios', { scenario: 'dial_busy' })
  const call = (metadata: object) =>
    api<PhoneCall>(fake, 'POST', '/v2/create-phone-call', { from_number, to_number, metadata })
  await expect(call({ fake_retell: 'dial_failed' })).rejects.toThrow('400')
  const made = await call({})
  await fake.runUntilIdle()
  expect((await getCall(fake, made)).disconnection_reason).toBe('dial_busy')
})
