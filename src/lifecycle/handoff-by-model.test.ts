import { expect, test } from 'vitest'
import type { Schemas } from '../contract.ts'
import { ended, linesOf, llmAgent, speaking, talking } from '../testing/model-calls.ts'
import { startModelServer } from '../testing/model-server.ts'

type Option = Schemas['TransferOption']

/** What is said in a call that a model transfers with this option, and what the model is asked; it writes `words` if asked to. */
async function transferred(transfer_option: Option, words: string) {
  await using model = await startModelServer('Hello.', { calls: [['to_office', {}]] }, words)
  await using fake = await speaking(model.baseURL, talking({ say: 'The office, please' }))
  const tool: Schemas['LlmTool'] = {
    type: 'transfer_call',
    name: 'to_office',
    description: 'Transfers to the office',
    transfer_destination: { type: 'predefined', number: '+14155550177' },
    transfer_option,
  }
  const agent = await llmAgent(fake, { begin_message: null, general_tools: [tool] })
  return { lines: linesOf(await ended(fake, agent)), asked: model.asked.map(body => JSON.stringify(body)) }
}

test.each<[string, Option]>([
  ['no messages', { type: 'warm_transfer' }],
  [
    'null for a message',
    { type: 'warm_transfer', private_handoff_option: null, public_handoff_option: null },
  ],
  ['an empty prompt', { type: 'warm_transfer', private_handoff_option: { type: 'prompt', prompt: ' ' } }],
])('a model is not asked for the words of a transfer that has %s', async (_what, option) => {
  const { lines, asked } = await transferred(option, 'Nobody asked for this.')
  expect(lines).toEqual([
    'agent: Hello.',
    'user: The office, please',
    'to_office {}',
    '→ transferred to +14155550177',
  ])
  expect(asked).toHaveLength(2)
})

test('what a prompt asks the agent to say in a transfer is written by the model, as words to be said', async () => {
  const { lines, asked } = await transferred(
    { type: 'warm_transfer', private_handoff_option: { type: 'prompt', prompt: 'Say who calls.' } },
    'Ines wants a filling.',
  )
  expect(lines.at(-2)).toBe('agent: Ines wants a filling.')
  expect(asked.at(-1)).toContain('Say who calls.')
  expect(asked.at(-1)).not.toContain('text message')
})
