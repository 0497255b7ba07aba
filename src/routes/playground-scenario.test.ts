import { expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'
import { api } from '../testing/calls.ts'

interface Made {
  conversation_flow_id: string
  agent_id: string
  messages: { role: string; content?: string }[]
  dynamic_variables: Record<string, string>
}

test('a scenario of one’s own decides what the agent chooses, finds and says', async () => {
  await using fake = await startFakeRetell({
    port: 0,
    time: 'frozen',
    scenarios: [
      {
        name: 'decided',
        rings: { then: 'answer' },
        agent: ['Good day', 'So be it'],
        choices: ['note'],
        extracts: { city: 'Porto' },
      },
    ],
  })
  await api(fake, 'PATCH', '/_fake/settings', { default_scenario: 'decided' })
  const { conversation_flow_id } = await api<Made>(fake, 'POST', '/create-conversation-flow', {
    start_speaker: 'agent',
    model_choice: { type: 'cascading', model: 'gpt-4.1' },
    start_node_id: 'ask',
    nodes: [
      {
        id: 'ask',
        type: 'conversation',
        instruction: { type: 'prompt', text: 'Ask for a city' },
        edges: [
          {
            id: 'edge-1',
            transition_condition: { type: 'prompt', prompt: 'User names a city' },
            destination_node_id: 'note',
          },
        ],
      },
      {
        id: 'note',
        type: 'extract_dynamic_variables',
        variables: [{ type: 'string', name: 'city', description: 'City' }],
        else_edge: {
          id: 'edge-2',
          transition_condition: { type: 'prompt', prompt: 'Else' },
          destination_node_id: 'done',
        },
      },
      { id: 'done', type: 'conversation', instruction: { type: 'prompt', text: 'Confirm' } },
    ],
  })
  const { agent_id } = await api<Made>(fake, 'POST', '/create-agent', {
    voice_id: '11labs-Adrian',
    response_engine: { type: 'conversation-flow', conversation_flow_id },
  })
  const play = (messages: object[]) =>
    api<Made>(fake, 'POST', `/agent-playground-completion/${agent_id}`, { messages })
  const begun = await play([])
  expect(begun.messages.at(-1)).toMatchObject({ content: 'Good day' })
  const reply = await play([...begun.messages, { role: 'user', content: 'Whatever' }])
  expect(reply.messages.at(-1)).toMatchObject({ content: 'So be it' })
  expect(reply.dynamic_variables).toMatchObject({ city: 'Porto', current_node: 'done' })
})
