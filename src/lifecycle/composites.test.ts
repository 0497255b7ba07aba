// The composite scenarios, one by one: what a receiver hears of the call, what its record holds, and what was said.

import { expect, test } from 'vitest'
import type { PhoneCall } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import { CALL_EVENTS, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { answeredByOthers } from '../testing/composites/answered-by-others.ts'
import { conversations } from '../testing/composites/conversations.ts'
import { EVENTS, TALKED } from '../testing/composites/row.ts'
import { startReceiver } from '../testing/receiver.ts'
import { endings } from './endings.ts'
import { Scenarios } from './scenario.ts'

const ROWS = [...answeredByOthers, ...conversations]

/** Each tool call of the transcript, with what came of it. */
function toolsOf({ transcript_with_tool_calls: items = [] }: PhoneCall): string[] {
  return items.flatMap(item => {
    if (item.role !== 'tool_call_invocation') return []
    const result = items.find(
      other => other.role === 'tool_call_result' && other.tool_call_id === item.tool_call_id,
    )
    const outcome = result && 'successful' in result ? (result.successful ? 'ok' : 'failed') : 'unanswered'
    return [`${item.name} ${outcome}`]
  })
}

test.each(ROWS)('$scenario ends as $ends', async row => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  await using receiver = await startReceiver()
  let asked = 0
  await using tools = await startReceiver((_request, response) => {
    asked += 1
    const fails = row.scenario === 'tool_failure' && asked === 1
    response.writeHead(fails ? 500 : 200).end(`{"answer":${asked}}`)
  })
  const sales = await scriptedAgent(fake, { webhook_url: receiver.url })
  const servers = { tools: tools.url, sales: sales.agent_id }
  const { settings, llm } = (typeof row.agent === 'function' ? row.agent(servers) : row.agent) ?? {}
  const told = { webhook_url: receiver.url, webhook_events: CALL_EVENTS }
  const agent = await scriptedAgent(fake, { agent_name: 'First', ...told, ...settings }, llm)

  const { number: to_number, rings } = new Scenarios().named(row.scenario)
  const dialledAt = fake.now()
  const retell_llm_dynamic_variables = { name: 'Ines' }
  const { call_id } = await dial(fake, agent, {
    ...(to_number ? { to_number } : {}),
    retell_llm_dynamic_variables,
  })
  await fake.runUntilIdle()

  const call = await getCall(fake, { call_id })
  const { status } = endings[row.ends]
  expect(call).toMatchObject({ call_status: status, disconnection_reason: row.ends, to_number, ...row.has })
  for (const field of TALKED) expect(call, field).toHaveProperty(field)
  for (const field of row.lacks) expect(call, field).not.toHaveProperty(field)
  expect(call.start_timestamp).toBe(dialledAt + rings.for_ms!)
  expect(call.transcript).toMatch(row.says)
  expect(toolsOf(call)).toEqual(row.tools ?? [])
  expect(receiver.events()).toEqual(row.events ?? EVENTS)
})

/** What happens when nothing else is asked for. */
const PLAIN = ['answered', 'unscripted']

test('every scenario that is no reason to end for is among them', () => {
  const composites = new Scenarios().names.filter(name => !(name in endings) && !PLAIN.includes(name))
  expect(composites.length).toBeGreaterThanOrEqual(25)
  expect([...new Set(ROWS.map(({ scenario }) => scenario))].sort()).toEqual(composites.sort())
})
