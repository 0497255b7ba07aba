import { expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'
import { api, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { callOf } from '../testing/scenario-call.ts'

const frozen = () => startFakeRetell({ time: 'frozen' })

test('the number dialled can choose the scenario, the metadata goes before it, the queue before both', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake)
  const reasonOf = async (order: Parameters<typeof dial>[2]) => {
    const call = await dial(fake, agent, order)
    await fake.runUntilIdle()
    return (await getCall(fake, call)).disconnection_reason
  }
  expect(await reasonOf({ to_number: '+15005550003' })).toBe('dial_busy')
  expect(await reasonOf({ to_number: '+15005550003', scenario: 'user_declined' })).toBe('user_declined')
  await api(fake, 'POST', '/_fake/scenarios', { scenario: 'dial_no_answer' })
  expect(await reasonOf({ to_number: '+15005550003', scenario: 'user_declined' })).toBe('dial_no_answer')
  expect(await reasonOf({ to_number: '+15005550003' })).toBe('dial_busy')
})

test('a call that names no scenario there is refused, and nothing of it is kept', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake)
  await expect(dial(fake, agent, { scenario: 'no_such' })).rejects.toThrow(/400.*there is no scenario/)
  const { current_concurrency } = await api<{ current_concurrency: number }>(fake, 'GET', '/get-concurrency')
  expect(current_concurrency).toBe(0)
})

test('variables are filled into the begin message, the defaults of the LLM under those of the call', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(
    fake,
    {},
    {
      begin_message: 'Hi {{ name }}, this is {{company}}. {{unknown}}',
      default_dynamic_variables: { name: 'nobody', company: 'Harbor' },
    },
  )
  const call = await dial(fake, agent, { retell_llm_dynamic_variables: { name: 'Ines' } })
  await fake.runUntilIdle()
  expect((await getCall(fake, call)).transcript_object![0]!.content).toBe(
    'Hi Ines, this is Harbor. {{unknown}}',
  )
})

test('an empty begin message leaves the first word to the caller', async () => {
  await using fake = await frozen()
  const call = await dial(fake, await scriptedAgent(fake, {}, { begin_message: '' }))
  await fake.runUntilIdle()
  expect((await getCall(fake, call)).transcript_object![0]!.role).toBe('user')
})

test('agent_override changes the agent for one call only', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake, { webhook_events: [] })
  const call = await dial(fake, agent, {
    agent_override: { agent: { max_call_duration_ms: 60_000 }, retell_llm: { begin_message: 'Overridden.' } },
    scenario: 'max_duration_reached',
  })
  await fake.runUntilIdle()
  const ended = await getCall(fake, call)
  expect(ended.duration_ms).toBe(60_000)
  expect(ended.transcript).toMatch(/^Agent: Overridden\.\n/)
  expect(await api(fake, 'GET', `/get-agent/${agent.agent_id}`)).not.toHaveProperty('max_call_duration_ms')
})

test('agent_override can put another LLM in place of the agent’s own for one call', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake, {}, { begin_message: 'The usual one.' })
  const other = await api<{ llm_id: string }>(fake, 'POST', '/create-retell-llm', {
    begin_message: 'The other one.',
  })
  const call = await dial(fake, agent, {
    agent_override: { agent: { response_engine: { type: 'retell-llm', llm_id: other.llm_id } } },
  })
  await fake.runUntilIdle()
  expect((await getCall(fake, call)).transcript).toMatch(/^Agent: The other one\.\n/)
})

test('a call that is deleted while it talks is gone, and nothing of it goes on', async () => {
  await using fake = await frozen()
  const call = await dial(fake, await scriptedAgent(fake))
  await fake.advance(8_000)
  await api(fake, 'DELETE', `/v2/delete-call/${call.call_id}`)
  await expect(getCall(fake, call)).rejects.toThrow(/404.*Item call_.* not found from call/)
  const before = fake.now()
  await fake.runUntilIdle()
  expect(fake.now()).toBe(before)
})

test('two runs with the same seed are the same, ids, words and latencies included', async () => {
  const run = async () => {
    await using fake = await startFakeRetell({ time: 'frozen', now: 1_800_000_000_000, seed: 7 })
    const { call } = await callOf(fake, 'answered')
    return JSON.stringify(call).replaceAll(fake.url, '')
  }
  expect(await run()).toBe(await run())
})
