import { expect, test } from 'vitest'
import { type Bench, newAgent, newBench, newChatAgent, newLlm } from './testing-context.ts'

const code = (name: string, depends_on?: string[]) => ({
  type: 'code',
  name,
  code: 'return 1',
  ...(depends_on ? { depends_on } : {}),
})

const update = (bench: Bench, agent_id: string, body: object) =>
  bench.ask('updateAgent', { params: { agent_id }, body })

test('tools before and after a conversation are kept, and null clears them', () => {
  const bench = newBench()
  const condition = { type: 'equation', operator: '&&', equations: [{ left: 'a', operator: 'exists' }] }
  const tools = {
    pre_session_tools: [code('second', ['first']), code('first')],
    post_session_tools: [{ ...code('first'), condition }],
  }
  const agent = newAgent(bench, tools)
  expect(agent).toMatchObject(tools)
  const cleared = update(bench, agent.agent_id, { pre_session_tools: null })
  expect(cleared).not.toHaveProperty('pre_session_tools')
  expect(cleared).toMatchObject({ post_session_tools: tools.post_session_tools })
})

test.each([
  ['names that repeat', [code('a'), code('a')]],
  ['what is not there', [code('a', ['b'])]],
  ['one another', [code('a', ['b']), code('b', ['a'])]],
])('tools cannot depend on %s', (_, pre_session_tools) => {
  const bench = newBench()
  const { agent_id } = newAgent(bench)
  const refused = bench.refusal('updateAgent', { params: { agent_id }, body: { pre_session_tools } })
  expect(refused.status).toBe(400)
})

test('only the memory flags that are sent change', () => {
  const bench = newBench()
  const { agent_id, ...made } = newAgent(bench, { contact_memory_config: { enable_update: true } })
  expect(made.contact_memory_config).toEqual({ enable_read: true, enable_update: true })
  const changed = update(bench, agent_id, { contact_memory_config: { enable_read: false } })
  expect(changed.contact_memory_config).toEqual({ enable_read: false, enable_update: true })
  const same = update(bench, agent_id, { contact_memory_config: {} })
  expect(same.contact_memory_config).toEqual(changed.contact_memory_config)
  const old = newAgent(bench)
  expect(old).not.toHaveProperty('contact_memory_config')
  const first = update(bench, old.agent_id, { contact_memory_config: { enable_read: true } })
  expect(first.contact_memory_config).toEqual({ enable_read: true, enable_update: false })
})

test('a chat agent that updates the memory ends its chats', () => {
  const bench = newBench()
  const contact_memory_config = { enable_update: true }
  const { agent_id } = newChatAgent(bench)
  const params = { agent_id }
  expect(bench.refusal('updateChatAgent', { params, body: { contact_memory_config } }).status).toBe(400)
  const body = { contact_memory_config, end_chat_after_silence_ms: 120_000 }
  expect(bench.ask('updateChatAgent', { params, body }).contact_memory_config).toMatchObject(
    contact_memory_config,
  )
})

test('a transfer agent has an engine for transfers, is told in the list and found there', () => {
  const bench = newBench()
  const engine = (llm_id: string) => ({ type: 'retell-llm', llm_id })
  const plain = engine(newLlm(bench))
  const custom = { type: 'custom-llm', llm_websocket_url: 'wss://llm.example.com' }
  const refused = (response_engine: object) =>
    bench.refusal('createAgent', {
      body: { response_engine, voice_id: '11labs-Adrian', is_transfer_agent: true },
    }).status
  expect(refused(plain)).toBe(400)
  expect(refused(custom)).toBe(400)
  const response_engine = engine(newLlm(bench, { is_transfer_llm: true }))
  const { agent_id } = newAgent(bench, { response_engine, is_transfer_agent: true })
  newAgent(bench)
  const listed = (value: boolean) => {
    const is_transfer_agent = { type: 'boolean', op: 'eq', value }
    return bench.ask('listAgents', { body: { filter_criteria: { is_transfer_agent } } }).items
  }
  expect(listed(true)).toMatchObject([{ agent_id, is_transfer_agent: true, is_suspended: false }])
  expect(listed(false)).toHaveLength(1)
  const kept = update(bench, agent_id, { is_transfer_agent: false })
  expect(kept.is_transfer_agent).toBe(true)
})
