// What docs/webhooks.md shows is run: its TypeScript against a mock, its JSON by the contract.

import Retell from 'retell-sdk'
import { expect, test } from 'vitest'
import { validators } from '../generated/contract-validators/index.ts'
import { sign, startFakeRetell } from '../index.ts'
import { api, numberFor, scriptedAgent } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'
import { run, snippetsOf } from '../testing/snippets.ts'

const blocks = (language: string) => snippetsOf('docs/webhooks.md', language)

test.each(blocks('ts').map((snippet, index) => [index + 1, snippet] as const))(
  'TypeScript snippet %i runs and nothing of it is refused',
  async (_number, snippet) => {
    await using fake = await startFakeRetell({ time: 'frozen' })
    await using receiver = await startReceiver(async ({ body, headers }, response) => {
      const signature = String(headers['x-retell-signature'])
      if (!(await Retell.verify(body, fake.apiKey, signature))) return void response.writeHead(401).end()
      response.end('{"call_inbound":{}}')
    })
    const agent = await scriptedAgent(fake, { webhook_url: receiver.url })
    const { phone_number: to_number } = await numberFor(fake, agent)
    await api(fake, 'PATCH', `/update-phone-number/${encodeURIComponent(to_number)}`, {
      inbound_webhook_url: receiver.url,
    })
    const { call_id } = await fake.inboundCall({ to_number })
    await fake.runUntilIdle()
    const rawBody = '{"event":"call_ended"}'
    const printed: unknown[][] = []
    const declared = /const \{[^}]*\bcall_id\b/.test(snippet) ? {} : { call_id }
    await run(snippet, {
      fake,
      to_number,
      url: receiver.url,
      ...declared,
      sign,
      Retell,
      rawBody,
      apiKey: fake.apiKey,
      signature: await sign(rawBody, fake.apiKey),
      refuse: () => expect.fail('it was refused'),
      console: { log: (...values: unknown[]) => printed.push(values) },
    })
    if (snippet.includes('redeliver')) expect(printed).toEqual([['delivered', 401]])
    if (snippet.includes('alert_triggered')) expect(printed).toEqual([['alert_triggered', 'lt']])
    if (snippet.includes('rejected')) expect(printed).toEqual([])
    if (snippet.includes('call_inbound'))
      expect(printed).toEqual([[expect.objectContaining({ to_number }), '{"call_inbound":{}}', undefined]])
  },
)

test('there are the snippets that are meant', () => {
  expect(blocks('ts')).toHaveLength(9)
  expect(blocks('json')).toHaveLength(3)
})

test('the question and the answers that are shown are within the contract', async () => {
  const checks = await validators['inbound-webhooks']!()
  const [question, ...answers] = blocks('json').map(block => JSON.parse(block) as unknown)
  expect(checks.callInbound_body!(question)).toBe(true)
  for (const answer of answers) expect(checks.callInbound_reply!(answer)).toBe(true)
})
