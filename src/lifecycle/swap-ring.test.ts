import { expect, test } from 'vitest'
import type { Agent, PhoneCall } from '../contract.ts'
import { api } from '../testing/calls.ts'
import { speaking, talking as talkingToModel } from '../testing/model-calls.ts'
import { startModelServer } from '../testing/model-server.ts'
import { agentsInARing } from '../testing/swap-ring.ts'
import { ended, kindsOf, talking, withScenarios } from '../testing/thinking-agents.ts'

const ring = async (fake: Parameters<typeof agentsInARing>[0], on: 'llm' | 'flow') =>
  api<Agent>(fake, 'GET', `/get-agent/${await agentsInARing(fake, { agents: '/create-agent', on })}`)

const swapsIn = (call: PhoneCall) => kindsOf(call).filter(kind => kind.startsWith('tool_call_invocation'))

test('agents that hand over to one another in a ring stop at the bound of a turn, and one of them speaks on', async () => {
  await using fake = await withScenarios(talking('swaps', [{ say: 'The other, please' }]))
  const call = await ended(fake, await ring(fake, 'llm'), 'swaps')
  expect(call).toMatchObject({ call_status: 'ended', disconnection_reason: 'user_hangup' })
  expect(swapsIn(call)).toHaveLength(10)
  expect(kindsOf(call).at(kindsOf(call).lastIndexOf('tool_call_result') + 1)).toBe('agent')
})

test('flows that begin with handing over to one another go on where a swap fails that is one too many', async () => {
  await using fake = await withScenarios(talking('swaps', [{ say: 'Hm.' }]))
  const call = await ended(fake, await ring(fake, 'flow'), 'swaps')
  expect(call).toMatchObject({ call_status: 'ended', disconnection_reason: 'user_hangup' })
  expect(swapsIn(call)).toHaveLength(11)
  const results = call.transcript_with_tool_calls?.filter(({ role }) => role === 'tool_call_result')
  expect(results?.at(-1)).toMatchObject({
    successful: false,
    content: 'the_other is not called: that would be one call too many.',
  })
  expect(call.transcript).toMatch(/^Agent: Then I stay\.\nUser: Hm\.\n/)
})

test('a model that always hands over is asked no more than in any other turn', async () => {
  const swaps = Array.from({ length: 50 }, () => ({ calls: [['the_other', {}] as [string, unknown]] }))
  await using model = await startModelServer(...swaps)
  await using fake = await speaking(model.baseURL, talkingToModel({ say: 'Hello!' }))
  const call = await ended(fake, await ring(fake, 'llm'), 'talking')
  expect(call).toMatchObject({ call_status: 'ended', disconnection_reason: 'user_hangup' })
  expect(model.asked).toHaveLength(12)
  expect(call.transcript).toMatch(/User: Hello!\nAgent: \S/)
})
