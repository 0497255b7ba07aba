// What docs/faults.md shows is run, and it names every misdelivery with what it is for.

import { readFileSync } from 'node:fs'
import Retell from 'retell-sdk'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { startFakeRetell } from '../index.ts'
import { type Scenario, Scenarios } from '../lifecycle/scenario.ts'
import { dial, scriptedAgent } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'
import { run, snippetsOf } from '../testing/snippets.ts'
import { NATURES } from './misdelivery.ts'

const PAGE = 'docs/faults.md'
const PRINTED: unknown[][][] = [
  [],
  [[[[1, 4]]]],
  [[2]],
  [['late + signature_missing']],
  ['signature_missing', 'signature_stale', 'signature_wrong_key', 'body_tampered'].map(name => [name, 401]),
]

test.each(snippetsOf(PAGE, 'ts').map((snippet, index) => [index, snippet] as const))(
  'TypeScript snippet %i prints what it says',
  async (index, snippet) => {
    await using fake = await startFakeRetell({ time: 'frozen' })
    await using receiver = await startReceiver(async ({ body, headers }, response) => {
      const signature = String(headers['x-retell-signature'])
      response.writeHead((await Retell.verify(body, fake.apiKey, signature)) ? 204 : 401).end()
    })
    const placeCall = async () => dial(fake, await scriptedAgent(fake, { webhook_url: receiver.url }))
    if (!/createRetellLlm|placeCall/.test(snippet)) await placeCall()
    const printed: unknown[][] = []
    await run(snippet, {
      fake,
      Retell,
      receiverUrl: receiver.url,
      placeCall,
      console: { log: (...values: unknown[]) => printed.push(values) },
    })
    expect(printed).toEqual(PRINTED[index])
  },
)

test('there are the snippets that are meant', () => {
  expect(snippetsOf(PAGE, 'ts')).toHaveLength(PRINTED.length)
})

test('the scenario that is shown is one, and its faults strike', async () => {
  const [yaml] = snippetsOf(PAGE, 'yaml')
  const scenario = parse(yaml!) as Scenario
  expect(new Scenarios([scenario]).named('flaky_customer')).toBe(scenario)
  await using fake = await startFakeRetell({ time: 'frozen', scenarios: [scenario] })
  await using receiver = await startReceiver()
  await dial(fake, await scriptedAgent(fake, { webhook_url: receiver.url }), { scenario: 'flaky_customer' })
  await fake.runUntilIdle()
  const events = receiver.events()
  expect(events).not.toContain('call_started')
  expect(events.filter(event => event === 'call_ended')).toHaveLength(4)
})

test('every misdelivery and every option is on the page', () => {
  const text = readFileSync(PAGE, 'utf8')
  const named = (name: string) => text.includes(`\`${name}\``)
  const options = Object.values(NATURES).flatMap(({ options: own = [] }) => own)
  expect([...Object.keys(NATURES), ...options].filter(name => !named(name))).toEqual([])
})
