import { expect, test } from 'vitest'
import type { Schemas } from '../contract.ts'
import { CALL_EVENTS, scriptedAgent } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'
import { ended, kindsOf, talking, withScenarios } from '../testing/thinking-agents.ts'

const TO_OFFICE: Schemas['LlmTool'] = {
  type: 'transfer_call',
  name: 'to_office',
  description: 'Transfers to the office',
  transfer_destination: { type: 'predefined', number: '+14155550177', extension: '12' },
  transfer_option: { type: 'warm_transfer', show_transferee_as_caller: true },
}

test('a transfer rings, is completed and ends the agent’s part; the talk with the target ends later', async () => {
  await using fake = await withScenarios(
    talking('wants_human', [{ say: 'A human, please' }], { transfer: { for_ms: 2_000, talk_ms: 60_000 } }),
  )
  await using receiver = await startReceiver()
  const settings = { webhook_url: receiver.url, webhook_events: CALL_EVENTS }
  const agent = await scriptedAgent(fake, settings, { general_tools: [TO_OFFICE] })
  const call = await ended(fake, agent, 'wants_human')
  expect(call).toMatchObject({
    call_status: 'ended',
    disconnection_reason: 'call_transfer',
    transfer_destination: '+14155550177',
    transfer_end_timestamp: call.end_timestamp! + 60_000,
  })
  expect(receiver.events()).toEqual([
    'call_started',
    'transfer_started',
    'transfer_bridged',
    'call_ended',
    'call_analyzed',
    'transfer_ended',
  ])
  const bodies = receiver.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>)
  expect(bodies[1]).toMatchObject({
    call: { call_id: call.call_id },
    transfer_destination: { number: '+14155550177', extension: '12' },
    transfer_option: { type: 'warm_transfer', showTransfereeAsCaller: true },
  })
  expect(Object.keys(bodies[5]!)).toEqual(['event', 'call'])
  expect(kindsOf(call).slice(-2)).toEqual(['tool_call_invocation to_office', 'tool_call_result'])
  expect(call.transcript_with_tool_calls?.at(-2)).toMatchObject({ type: 'transfer_call' })
})

test.each(['no_answer', 'declined', 'busy'] as const)(
  'a transfer that comes to nothing (%s) is cancelled, and the call goes on',
  async then => {
    await using fake = await withScenarios(
      talking('wants_human', [{ say: 'A human, please' }, { say: 'Oh well.' }], { transfer: { then } }),
    )
    await using receiver = await startReceiver()
    const settings = { webhook_url: receiver.url, webhook_events: CALL_EVENTS }
    const agent = await scriptedAgent(fake, settings, { general_tools: [TO_OFFICE] })
    const call = await ended(fake, agent, 'wants_human')
    expect(call.disconnection_reason).toBe('user_hangup')
    expect(call).not.toHaveProperty('transfer_destination')
    expect(receiver.events()).toEqual([
      'call_started',
      'transfer_started',
      'transfer_cancelled',
      'call_ended',
      'call_analyzed',
    ])
    expect(call.transcript).toContain('I am sorry, to_office did not work.')
  },
)

test('an agent hands over: the other speaks on, and who is told is as the tool says', async () => {
  await using fake = await withScenarios(talking('swaps', [{ say: 'Sales, please' }]))
  await using source = await startReceiver()
  await using destination = await startReceiver()
  const sales = await scriptedAgent(fake, { webhook_url: destination.url })
  const swapping = (webhook_setting: 'both_agents' | 'only_source_agent') =>
    scriptedAgent(
      fake,
      { webhook_url: source.url },
      {
        general_tools: [
          {
            type: 'agent_swap',
            name: 'sales',
            description: 'Hands over to sales',
            agent_id: sales.agent_id,
            post_call_analysis_setting: 'both_agents',
            webhook_setting,
          },
        ],
      },
    )
  const call = await ended(fake, await swapping('both_agents'), 'swaps')
  expect(kindsOf(call)).toContain('tool_call_invocation sales')
  expect(call).toMatchObject({ call_status: 'ended', disconnection_reason: 'user_hangup' })
  expect(source.events()).toEqual(['call_started', 'call_ended', 'call_analyzed'])
  expect(destination.events()).toEqual(['call_ended', 'call_analyzed'])
  await ended(fake, await swapping('only_source_agent'), 'swaps')
  expect(destination.events()).toEqual(['call_ended', 'call_analyzed'])
})
