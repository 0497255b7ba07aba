import { expect, test } from 'vitest'
import type { Agent, Call } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api, scriptedAgent } from '../testing/calls.ts'
import { edge, talk } from '../testing/mind.ts'
import { talking } from '../testing/thinking-agents.ts'

const CREATE = ['/v2/create-web-call', '/v3/create-web-call']

const withCaller = (...words: string[]) =>
  startFakeRetell({
    time: 'frozen',
    scenarios: [
      talking(
        'visits',
        words.map(say => ({ say })),
      ),
    ],
  })

async function transcriptOf(fake: FakeRetell, path: string, { agent_id }: Agent, start: object) {
  const metadata = { fake_retell: { scenario: 'visits' } }
  const made = await api<{ call_id: string }>(fake, 'POST', path, { agent_id, metadata, ...start })
  await fake.runUntilIdle()
  return (await api<Call>(fake, 'GET', `/v2/get-call/${made.call_id}`)).transcript_with_tool_calls ?? []
}

async function onFlow(fake: FakeRetell): Promise<Agent> {
  const made = await api<object>(fake, 'POST', '/create-conversation-flow', {
    start_speaker: 'agent',
    model_choice: { type: 'cascading', model: 'gpt-4.1' },
    start_node_id: 'a',
    nodes: [talk('a'), talk('b', { edges: [edge('User agrees', 'c')] }), talk('c')],
  })
  const response_engine = { type: 'conversation-flow', ...made }
  return api(fake, 'POST', '/create-agent', { response_engine, voice_id: '11labs-Adrian' })
}

const onLlm = (fake: FakeRetell) =>
  scriptedAgent(
    fake,
    {},
    {
      starting_state: 'greets',
      begin_message: 'Hello.',
      states: [
        { name: 'greets' },
        { name: 'leaves', tools: [{ type: 'end_call', name: 'end_call', description: 'Ends' }] },
      ],
    },
  )

test.each(CREATE)('a web call by %s begins at the node that it names', async path => {
  await using fake = await withCaller('Yes, please.')
  const agent = await onFlow(fake)
  const items = await transcriptOf(fake, path, agent, { current_node_id: 'b', current_state: 'of an LLM' })
  expect(items.slice(0, 5)).toMatchObject([
    { role: 'node_transition', former_node_id: 'begin', new_node_id: 'b' },
    { role: 'agent', content: 'B' },
    { role: 'user' },
    { role: 'node_transition', new_node_id: 'c' },
    { role: 'agent', content: 'C' },
  ])
  expect((await transcriptOf(fake, path, agent, { current_node_id: null }))[0]).toMatchObject({
    new_node_id: 'a',
  })
})

test.each(CREATE)('a web call by %s begins in the state that it names, with its tools', async path => {
  await using fake = await withCaller('Goodbye.')
  const agent = await onLlm(fake)
  const start = { current_state: 'leaves', current_node_id: 'of a flow' }
  const roles = (await transcriptOf(fake, path, agent, start)).map(({ role }) => role)
  expect(roles).toEqual(['agent', 'user', 'agent', 'tool_call_invocation', 'tool_call_result'])
  const without = await transcriptOf(fake, path, agent, {})
  expect(without.map(({ role }) => role)).not.toContain('tool_call_invocation')
})

test.each(CREATE)('a web call by %s is refused a place that its engine does not have', async path => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const refusal = async ({ agent_id }: Agent, start: object) => {
    const body = JSON.stringify({ agent_id, ...start })
    const response = await fake.fetch(path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    return [response.status, ((await response.json()) as { message: string }).message]
  }
  expect(await refusal(await onFlow(fake), { current_node_id: 'd' })).toEqual([
    400,
    'request/body/current_node_id must be equal to one of the allowed values: a, b, c',
  ])
  expect(await refusal(await onLlm(fake), { current_state: 'sleeps' })).toEqual([
    400,
    'request/body/current_state must be equal to one of the allowed values: greets, leaves',
  ])
  const { items } = await api<{ items: unknown[] }>(fake, 'POST', '/v3/list-calls', {})
  expect(items).toEqual([])
})
