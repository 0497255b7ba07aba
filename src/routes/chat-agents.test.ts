import { expect, test } from 'vitest'
import { newAgent, newBench, newChatAgent, newLlm } from './testing-context.ts'

const notFound = (id: string) => ({ status: 404, message: `Item ${id} not found from agent` })

test('a chat agent is draft 0, without a voice, with the settings it was sent', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const settings = {
    agent_name: 'Writes',
    auto_close_message: 'Bye.',
    end_chat_after_silence_ms: 120_000,
    webhook_events: ['chat_started', 'transcript_updated'],
    post_chat_analysis_data: [{ type: 'system-presets', name: 'chat_summary' }],
  }
  const body = { response_engine: { type: 'retell-llm', llm_id }, ...settings, voice_id: '11labs-Adrian' }
  const made = bench.ask('createChatAgent', { body })
  expect(made).toEqual({
    agent_id: expect.stringMatching(/^agent_[0-9a-f]{26}$/),
    version: 0,
    base_version: null,
    is_published: false,
    assigned_tags: [],
    last_modification_timestamp: bench.world.now(),
    response_engine: { type: 'retell-llm', llm_id, version: 0 },
    ...settings,
  })
  expect(bench.ask('getChatAgent', { params: { agent_id: made.agent_id } })).toEqual(made)
})

test('a chat agent takes events and silences of chats, not of calls', () => {
  const bench = newBench()
  const response_engine = { type: 'retell-llm', llm_id: newLlm(bench) }
  for (const wrong of [
    { webhook_events: ['call_started'] },
    { end_chat_after_silence_ms: 119_999 },
    { end_chat_after_silence_ms: 259_200_001 },
    { post_chat_analysis_data: [{ type: 'system-presets', name: 'call_summary' }] },
  ]) {
    expect(bench.refusal('createChatAgent', { body: { response_engine, ...wrong } }).status).toBe(400)
  }
})

test('an update edits the draft in place, with null to clear and languages as for a voice', () => {
  const bench = newBench()
  const { agent_id, last_modification_timestamp } = newChatAgent(bench, {
    agent_name: 'Old',
    timezone: 'Europe/Paris',
  })
  bench.pass()
  const body = { agent_name: 'New', timezone: null, language: ['fr-FR'] }
  const changed = bench.ask('updateChatAgent', { params: { agent_id }, body })
  expect(changed).toMatchObject({
    version: 0,
    agent_name: 'New',
    language: 'fr-FR',
    last_modification_timestamp: last_modification_timestamp + 1_000,
  })
  expect(changed).not.toHaveProperty('timezone')
})

test('each kind of agent is found on its own paths only', () => {
  const bench = newBench()
  const voice = newAgent(bench).agent_id
  const chat = newChatAgent(bench).agent_id
  for (const id of ['getAgent', 'updateAgent', 'deleteAgent', 'publishAgent', 'getAgentVersions'] as const)
    expect([id, bench.refusal(id, { params: { agent_id: chat }, body: {} })]).toEqual([id, notFound(chat)])
  for (const id of [
    'getChatAgent',
    'updateChatAgent',
    'deleteChatAgent',
    'publishChatAgent',
    'getChatAgentVersions',
  ] as const)
    expect([id, bench.refusal(id, { params: { agent_id: voice }, body: {} })]).toEqual([id, notFound(voice)])
  expect(bench.ask('listAgentsV1').map(agent => agent.agent_id)).toEqual([voice])
  expect(bench.ask('listChatAgentsV1').map(agent => agent.agent_id)).toEqual([chat])
})

test('the newest list of agents has both kinds and tells them apart', () => {
  const bench = newBench()
  const voice = newAgent(bench).agent_id
  bench.pass()
  const chat = newChatAgent(bench, { agent_name: 'Writes' }).agent_id
  const listed = (filter_criteria: object = {}) =>
    bench.ask('listAgents', { body: { filter_criteria } }).items.map(item => [item.agent_id, item.channel])
  expect(listed()).toEqual([
    [chat, 'chat'],
    [voice, 'voice'],
  ])
  expect(listed({ channel: { op: 'eq', value: 'chat' } })).toEqual([[chat, 'chat']])
  expect(listed({ channel: { op: 'ne', value: 'chat' } })).toEqual([[voice, 'voice']])
})

test('a chat agent’s versions are made and published as a voice agent’s, and its engine’s with them', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const response_engine = { type: 'retell-llm', llm_id }
  const { agent_id } = newChatAgent(bench, { response_engine, agent_name: 'Writes' })
  const params = { agent_id }
  const body = { version: 0, version_title: 'One', version_description: 'Told in the thin list' }
  bench.ask('publishAgentVersion', { params, body })
  expect(bench.refusal('updateChatAgent', { params, body: { agent_name: 'Moved' } })).toEqual({
    status: 422,
    message: 'Cannot update published agent other than version title',
  })
  const titled = bench.ask('updateChatAgent', { params, body: { version_title: 'First' } })
  expect(titled).toMatchObject({ version: 0, version_title: 'First', is_published: true })
  const draft = bench.ask('createAgentVersion', { params, body: { base_version: 0 } })
  expect(draft).toMatchObject({ version: 1, base_version: 0, agent_name: 'Writes', is_published: false })
  expect(draft).not.toHaveProperty('voice_id')
  const thin = bench.ask('listAgentVersions', { params }).items
  expect(thin.map(item => [item.version, item.version_description])).toEqual([
    [1, undefined],
    [0, 'Told in the thin list'],
  ])
  expect(
    bench
      .ask('getChatAgentVersions', { params })
      .map(agent => agent.version)
      .toSorted(),
  ).toEqual([0, 1])
  const engine = bench.ask('getRetellLlm', { params: { llm_id }, query: { version: '0' } })
  expect(engine.is_published).toBe(true)
  bench.ask('deleteAgentVersion', { params, query: { version: '1' } })
  expect(bench.ask('getChatAgent', { params, query: { version: 'latest' } }).version).toBe(0)
})

test('the older way of publishing a chat agent opens the next draft', () => {
  const bench = newBench()
  const { agent_id } = newChatAgent(bench)
  bench.ask('publishChatAgent', { params: { agent_id } })
  const published = { params: { agent_id }, query: { version: 'latest_published' } }
  expect(bench.ask('getChatAgent', published)).toMatchObject({ version: 0, is_published: true })
  expect(bench.ask('getChatAgent', { params: { agent_id } })).toMatchObject({ version: 1, base_version: 0 })
})

test('the older list has a row a version, or the latest alone', () => {
  const bench = newBench()
  const { agent_id } = newChatAgent(bench)
  bench.ask('publishChatAgent', { params: { agent_id } })
  expect(bench.ask('listChatAgentsV1').map(agent => agent.version)).toEqual([1, 0])
  const latest = bench.ask('listChatAgentsV1', { query: { is_latest: 'true' } })
  expect(latest.map(agent => agent.version)).toEqual([1])
})

test('an LLM that only a chat agent uses is in use', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const { agent_id } = newChatAgent(bench, { response_engine: { type: 'retell-llm', llm_id } })
  expect(bench.refusal('deleteRetellLlm', { params: { llm_id } }).status).toBe(400)
  bench.ask('deleteChatAgent', { params: { agent_id } })
  bench.ask('deleteRetellLlm', { params: { llm_id } })
  expect(bench.refusal('getChatAgent', { params: { agent_id } })).toEqual(notFound(agent_id))
})

test('a number’s text messages may go to a chat agent, its calls may not', () => {
  const bench = newBench()
  const phone_number = '+14155550100'
  bench.ask('importPhoneNumber', { body: { phone_number, termination_uri: 'trunk.test' } })
  const agents = [{ agent_id: newChatAgent(bench).agent_id, weight: 1 }]
  const update = (body: object) => ({ params: { phone_number }, body })
  const bound = bench.ask('updatePhoneNumber', update({ inbound_sms_agents: agents }))
  expect(bound.inbound_sms_agents).toEqual(agents)
  expect(bench.refusal('updatePhoneNumber', update({ inbound_agents: agents }))).toEqual(
    notFound(agents[0]!.agent_id),
  )
})
