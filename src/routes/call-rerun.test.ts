import { expect, test } from 'vitest'
import type { Agent, Call } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'

const frozen = () => startFakeRetell({ time: 'frozen' })
const rerun = (fake: FakeRetell, { call_id }: { call_id: string }) =>
  api<Call>(fake, 'PUT', `/rerun-call-analysis/${call_id}`)

const BOOKED = { type: 'boolean', name: 'booked', description: 'Whether something was booked.' }
const RATING = { type: 'enum', name: 'rating', description: 'How it went.', choices: ['good', 'bad'] }
const update = (fake: FakeRetell, { agent_id }: Agent, body: object) =>
  api<Agent>(fake, 'PATCH', `/update-agent/${agent_id}`, body)

test('a call is analysed anew by the settings that its agent has by now, and stays so', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake)
  const call = await dial(fake, agent)
  await fake.runUntilIdle()
  const before = await getCall(fake, call)
  expect(before.call_analysis!.custom_analysis_data).toEqual({})
  await update(fake, agent, { post_call_analysis_data: [BOOKED] })
  const after = await rerun(fake, call)
  expect(after.call_analysis!.custom_analysis_data).toEqual({ booked: expect.any(Boolean) })
  expect(await getCall(fake, call)).toEqual(after)
  expect({ ...after, call_analysis: null }).toEqual({ ...before, call_analysis: null })
})

test('the newest version counts, not the one that took the call', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake)
  const call = await dial(fake, agent)
  await fake.runUntilIdle()
  await api(fake, 'POST', `/publish-agent-version/${agent.agent_id}`, { version: 0 })
  await api(fake, 'POST', `/create-agent-version/${agent.agent_id}`, { base_version: 0 })
  const settings = { post_call_analysis_data: [RATING] }
  await api(fake, 'PATCH', `/update-agent/${agent.agent_id}?version=1`, settings)
  const { agent_version, call_analysis } = await rerun(fake, call)
  expect(agent_version).toBe(0)
  expect(Object.keys(call_analysis!.custom_analysis_data!)).toEqual(['rating'])
})

test('what a scenario says is found is found again', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake, { post_call_analysis_data: [] })
  const analysis = { call_summary: 'As dictated.', user_sentiment: 'Negative', booked: true }
  const definition = { name: 'mine', rings: { then: 'answer' }, caller: [{ hang_up: true }], analysis }
  await api(fake, 'POST', '/_fake/scenarios', { definition })
  const call = await dial(fake, agent)
  await fake.runUntilIdle()
  await update(fake, agent, { post_call_analysis_data: [BOOKED] })
  expect((await rerun(fake, call)).call_analysis).toMatchObject({
    call_summary: 'As dictated.',
    user_sentiment: 'Negative',
    custom_analysis_data: { booked: true },
  })
})

test('a voicemail stays one', async () => {
  await using fake = await frozen()
  const voicemail_option = { action: { type: 'hangup' as const } }
  const agent = await scriptedAgent(fake, { voicemail_option })
  const call = await dial(fake, agent, { scenario: 'voicemail_reached' })
  await fake.runUntilIdle()
  expect((await rerun(fake, call)).call_analysis).toMatchObject({ in_voicemail: true })
})

test('nobody is told of a second analysis', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const call = await dial(fake, await scriptedAgent(fake, { webhook_url: receiver.url }))
  await fake.runUntilIdle()
  await rerun(fake, call)
  await fake.runUntilIdle()
  expect(receiver.events().filter(event => event === 'call_analyzed')).toHaveLength(1)
})

test('only a call that is over is analysed', async () => {
  await using fake = await frozen()
  const call = await dial(fake, await scriptedAgent(fake))
  await expect(rerun(fake, call)).rejects.toThrow(`422: `)
  await fake.advance(5_000)
  await expect(rerun(fake, call)).rejects.toThrow(`Call ${call.call_id} is not over, it is ongoing`)
  const busy = await dial(fake, await scriptedAgent(fake), { scenario: 'dial_busy' })
  await fake.runUntilIdle()
  expect((await rerun(fake, busy)).call_analysis).toMatchObject({ call_successful: false })
})

test('without the call, or its agent, there is nothing to analyse', async () => {
  await using fake = await frozen()
  const agent = await scriptedAgent(fake)
  const call = await dial(fake, agent)
  await fake.runUntilIdle()
  await expect(rerun(fake, { call_id: 'call_gone' })).rejects.toThrow('Item call_gone not found from call')
  const other = fake.workspace('key_other')
  await expect(api(other, 'PUT', `/rerun-call-analysis/${call.call_id}`)).rejects.toThrow('404')
  await api(fake, 'DELETE', `/delete-agent/${agent.agent_id}`)
  await expect(rerun(fake, call)).rejects.toThrow(`Item ${agent.agent_id} not found from agent`)
})
