import { expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'
import { api, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { indexed, passagesAbout } from './retrieval.ts'

const PASSAGES = [
  'Our opening hours are nine to five.',
  'Opening an account is free.',
  'The hours of support are the opening hours of the shop.',
]

test.each([
  ['What are your opening hours?', undefined, [PASSAGES[0], PASSAGES[2]]],
  ['What are your opening hours?', { top_k: 1 }, [PASSAGES[0]]],
  ['What are your opening hours?', { filter_score: 0.5 }, [PASSAGES[0], PASSAGES[2], PASSAGES[1]]],
  ['What are your opening hours?', { filter_score: 0, top_k: 10 }, [PASSAGES[0], PASSAGES[2], PASSAGES[1]]],
  ['Accounts?', undefined, [PASSAGES[1]]],
  ['Hello, how are you?', { filter_score: 0 }, []],
])('%s finds by %o what shares its words', (question, config, found) => {
  expect(passagesAbout(question, PASSAGES.map(indexed), config).map(({ text }) => text)).toEqual(found)
})

test('the contents that were retrieved are a text, an answer after the other', async () => {
  await using fake = await startFakeRetell({
    time: 'frozen',
    scenarios: [
      {
        name: 'hours',
        rings: { then: 'answer' },
        caller: [{ say: 'What are your opening hours?' }, { say: 'And where do you come from?' }],
        agent: ['Hello.', 'Nine to five.', { say: 'Goodbye.', end_call: true }],
      },
    ],
  })
  const { knowledge_base_id } = await api<{ knowledge_base_id: string }>(
    fake,
    'POST',
    '/create-knowledge-base',
    {
      knowledge_base_name: 'Shop',
      sources: [{ type: 'text', text_content: PASSAGES.join('\n\n') }],
    },
  )
  await fake.runUntilIdle()
  const agent = await scriptedAgent(
    fake,
    {},
    { knowledge_base_ids: [knowledge_base_id], kb_config: { top_k: 1 } },
  )
  const made = await dial(fake, agent, { scenario: 'hours' })
  await fake.runUntilIdle()
  const call = await getCall(fake, made)
  const answers = call.transcript_object!.filter(({ role }) => role === 'agent').slice(1)
  const [first, second] = answers.map(({ metadata }) => metadata?.response_id)
  const text = await (await fetch(call.knowledge_base_retrieved_contents_url!)).text()
  expect(text).toBe(
    `response_id: ${first}\n\nscore: 1.00\n${PASSAGES[0]}\n\nresponse_id: ${second}\n\nnothing retrieved\n`,
  )
  expect(call.latency!.knowledge_base!.num).toBe(call.latency!.e2e!.num)
  expect(call.call_cost!.product_costs.map(({ product }) => product)).toContain('knowledge_base')
})

test('a call without knowledge bases has neither contents nor their latency nor their price', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const made = await dial(fake, await scriptedAgent(fake))
  await fake.runUntilIdle()
  const call = await getCall(fake, made)
  expect(call).not.toHaveProperty('knowledge_base_retrieved_contents_url')
  expect(call.latency).not.toHaveProperty('knowledge_base')
  expect(call.call_cost!.product_costs.map(({ product }) => product)).not.toContain('knowledge_base')
  const folder = new URL(call.recording_url!).pathname.split('/')[2]
  expect((await fetch(`${fake.url}/files/${folder}/kb_retrieved_contents.txt`)).status).toBe(404)
})
