import { expect, test } from 'vitest'
import type { Agent, PhoneCall } from '../contract.ts'
import type { FakeRetell } from '../index.ts'
import { api, dial, getCall } from '../testing/calls.ts'
import { edge, fixed, says, talk } from '../testing/mind.ts'
import { ended, talking, withScenarios } from '../testing/thinking-agents.ts'

const LONG = 'We are open from nine to five on every day of the week, and on Sundays from ten to four.'

/** It greets, and goes on at once. */
async function skipping(fake: FakeRetell): Promise<Agent> {
  const made = await api<object>(fake, 'POST', '/create-conversation-flow', {
    start_speaker: 'agent',
    model_choice: { type: 'cascading', model: 'gpt-4.1' },
    start_node_id: 'a',
    nodes: [
      talk('a', {
        instruction: says('Hello.'),
        skip_response_edge: fixed('Skip response', 'b'),
        edges: [edge('User wants to stop', 'bye')],
      }),
      talk('b', { instruction: says(LONG), edges: [edge('User wants a table', 'table')] }),
      talk('table'),
      { id: 'bye', type: 'end' },
    ],
  })
  const response_engine = { type: 'conversation-flow', ...made }
  return api(fake, 'POST', '/create-agent', { response_engine, voice_id: '11labs-Adrian' })
}

const movesIn = ({ transcript_with_tool_calls: items = [] }: PhoneCall) =>
  items.flatMap(item =>
    item.role === 'node_transition' && 'new_node_id' in item
      ? [`${item.former_node_id} → ${item.new_node_id} ${item.transition_type}`]
      : [],
  )

test('a caller who cuts in behind a skipped response leads the agent back over it', async () => {
  await using fake = await withScenarios(
    talking('cuts_in', [{ interrupt: 'I want to stop.' }]),
    talking('waits', [{ say: 'I want to stop.' }]),
    talking('books', [{ interrupt: 'I want a table.' }]),
  )
  const agent = await skipping(fake)
  const begins = ['begin → a normal', 'a → b normal']
  const call = await ended(fake, agent, 'cuts_in')
  expect(movesIn(call)).toEqual([...begins, 'b → a interrupt_go_back', 'a → bye normal'])
  expect(call).toMatchObject({ disconnection_reason: 'agent_hangup' })
  expect(call.transcript).not.toContain('from ten to four')

  expect(movesIn(await ended(fake, agent, 'waits'))).toEqual(begins)
  expect(movesIn(await ended(fake, agent, 'books'))).toEqual([...begins, 'b → table normal'])
})

test('so does a command to say something while the agent speaks, also one that goes on from another', async () => {
  await using fake = await withScenarios(talking('waits', []))
  const agent = await skipping(fake)
  const cutIn = async (...said: string[]) => {
    const call = await dial(fake, agent, { scenario: 'waits' })
    for (let at = 0; at < 100 && !(await spokenOf(call)).includes('Hello.'); at++) await fake.advance(100)
    await fake.advance(2_000)
    for (const content of said) {
      await api(fake, 'POST', `/_fake/calls/${call.call_id}/actions`, { action: 'say', content })
      await fake.advance(300)
    }
    await fake.advance(5_000)
    return movesIn(await getCall(fake, call))
  }
  const spokenOf = async (call: PhoneCall) => (await getCall(fake, call)).transcript ?? ''
  expect(await cutIn('I want to stop.')).toContain('b → a interrupt_go_back')
  expect(await cutIn('Excuse me, please, wait a moment.', 'I want to stop.')).toContain(
    'b → a interrupt_go_back',
  )
})
