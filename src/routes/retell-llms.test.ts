import { expect, test } from 'vitest'
import { type Bench, newAgent, newBench, newLlm } from './testing-context.ts'

const onLlm = (llm_id: string) => ({ response_engine: { type: 'retell-llm', llm_id } })
const endCall = (name: string) => ({ type: 'end_call', name })
const refusalOf = (body: object) => newBench().refusal('createRetellLlm', { body })

test('nothing is required of a new LLM, and nothing is filled in', () => {
  const bench = newBench()
  const llm = bench.ask('createRetellLlm')
  expect(llm.llm_id).toMatch(/^llm_[0-9a-f]{28}$/)
  const identity = { llm_id: llm.llm_id, version: 0, is_published: false }
  expect(llm).toEqual({ ...identity, last_modification_timestamp: bench.world.now() })
})

test('a version in the body is not heeded', () => {
  const bench = newBench()
  const { llm_id, version } = bench.ask('createRetellLlm', { body: { version: 4 } })
  expect(version).toBe(0)
  expect(bench.ask('updateRetellLlm', { params: { llm_id }, body: { version: 4 } }).version).toBe(0)
})

test('an update edits in place: absent stays, null clears, lists are replaced whole', () => {
  const bench = newBench()
  const llm_id = newLlm(bench, {
    general_prompt: 'Be kind.',
    begin_message: 'Hello',
    general_tools: [endCall('a'), endCall('b')],
  })
  bench.pass()
  const body = { begin_message: null, general_tools: [endCall('c')] }
  const updated = bench.ask('updateRetellLlm', { params: { llm_id }, body })
  expect(updated).toEqual({
    llm_id,
    version: 0,
    is_published: false,
    general_prompt: 'Be kind.',
    general_tools: [endCall('c')],
    last_modification_timestamp: bench.world.now(),
  })
  expect(bench.ask('getRetellLlm', { params: { llm_id } })).toEqual(updated)
})

test('an empty first message is kept, for it means to wait', () => {
  const bench = newBench()
  const llm_id = newLlm(bench, { begin_message: '' })
  expect(bench.ask('getRetellLlm', { params: { llm_id } }).begin_message).toBe('')
})

test('a published version refuses every update, an empty one too', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const { agent_id } = newAgent(bench, onLlm(llm_id))
  bench.ask('publishAgent', { params: { agent_id } })
  const refused = { status: 400, message: 'Cannot update published LLM' }
  for (const body of [{}, { general_prompt: 'x' }]) {
    expect(bench.refusal('updateRetellLlm', { params: { llm_id }, query: { version: '0' }, body })).toEqual(
      refused,
    )
  }
  expect(bench.ask('updateRetellLlm', { params: { llm_id }, body: { general_prompt: 'x' } }).version).toBe(1)
})

test('a version is a number that is there', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const get = (version: string) => bench.refusal('getRetellLlm', { params: { llm_id }, query: { version } })
  expect(get('3')).toEqual({ status: 404, message: `Item ${llm_id} not found from retell-llm` })
  expect(get('latest')).toEqual({ status: 400, message: 'request/query/version must be integer' })
})

test('a model and a speech-to-speech model exclude each other, sent together or one after the other', () => {
  const bench = newBench()
  const refused = { status: 400, message: 'Cannot set both model and s2s_model' }
  expect(bench.refusal('createRetellLlm', { body: { model: 'gpt-4.1', s2s_model: 'gpt-realtime' } })).toEqual(
    refused,
  )
  const llm_id = newLlm(bench, { s2s_model: 'gpt-realtime' })
  const update = (body: object) => ({ params: { llm_id }, body })
  expect(bench.refusal('updateRetellLlm', update({ model: 'gpt-4.1' }))).toEqual(refused)
  const swapped = bench.ask('updateRetellLlm', update({ model: 'gpt-4.1', s2s_model: null }))
  expect(swapped.model).toBe('gpt-4.1')
  expect(Object.keys(swapped)).not.toContain('s2s_model')
})

test('whether an LLM takes transfers is decided when it is made', () => {
  const bench = newBench()
  const yes = newLlm(bench, { is_transfer_llm: true })
  const unsaid = newLlm(bench)
  const update = (llm_id: string, is_transfer_llm: boolean | null) =>
    bench.ask('updateRetellLlm', { params: { llm_id }, body: { is_transfer_llm } }).is_transfer_llm
  expect([update(yes, false), update(yes, null), update(unsaid, true)]).toEqual([true, true, undefined])
})

test('states need a starting state that is one of them', () => {
  const states = [{ name: 'greet' }, { name: 'book' }]
  expect(refusalOf({ states })).toEqual({
    status: 400,
    message: "request/body must have required property 'starting_state'",
  })
  expect(refusalOf({ states, starting_state: 'bye' })).toEqual({
    status: 400,
    message: 'request/body/starting_state must be equal to one of the allowed values: greet, book',
  })
  const bench = newBench()
  const llm_id = newLlm(bench, { states, starting_state: 'book' })
  const body = { states: [{ name: 'greet' }] }
  expect(bench.refusal('updateRetellLlm', { params: { llm_id }, body }).status).toBe(400)
  expect(bench.ask('createRetellLlm', { body: { states: [] } }).states).toEqual([])
})

test('two states may not have one name', () => {
  const states = [{ name: 'greet' }, { name: 'greet' }]
  expect(refusalOf({ states, starting_state: 'greet' }).message).toContain('"greet"')
})

test('tool names are unique among what is at hand at one time', () => {
  const inState = (name: string, tools: object[], edges: object[] = []) => ({ name, tools, edges })
  const edge = { destination_state_name: 'book', description: 'when asked' }
  const clashes = [
    { general_tools: [endCall('end'), endCall('end')] },
    { general_tools: [endCall('end')], states: [inState('a', [endCall('end')])], starting_state: 'a' },
    { states: [inState('a', [endCall('transition_to_book')], [edge])], starting_state: 'a' },
  ]
  for (const body of clashes) expect(refusalOf(body).message).toMatch(/^Tool name ".+" is not unique/)
  const states = [inState('a', [endCall('end')], [edge, edge]), inState('book', [endCall('end')])]
  expect(newBench().ask('createRetellLlm', { body: { states, starting_state: 'a' } }).states).toHaveLength(2)
})

test('a tool that breaks its schema is refused with its path', () => {
  const transfer = {
    type: 'transfer_call',
    name: 'transfer',
    transfer_destination: { type: 'predefined', number: '+14155550100' },
  }
  expect(refusalOf({ general_tools: [endCall('end'), transfer] }).message).toContain(
    "request/body/general_tools/1 must have required property 'transfer_option'",
  )
  expect(refusalOf({ general_tools: [{ type: 'function', name: 'f' }] }).message).toContain(
    'request/body/general_tools/0/type must be equal to one of the allowed values',
  )
})

test('an LLM that an agent uses is only deleted by force', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const { agent_id } = newAgent(bench, onLlm(llm_id))
  bench.ask('publishAgent', { params: { agent_id } })
  const used = bench.refusal('deleteRetellLlm', { params: { llm_id } })
  expect(used).toEqual({
    status: 400,
    message: `Cannot delete LLM ${llm_id}: agent ${agent_id} still uses it`,
  })
  expect(
    bench.refusal('deleteRetellLlm', { params: { llm_id }, query: { force_delete: 'false' } }).status,
  ).toBe(400)
  bench.ask('deleteRetellLlm', { params: { llm_id }, query: { force_delete: 'true' } })
  for (const query of [undefined, { version: '0' }]) {
    expect(bench.refusal('getRetellLlm', { params: { llm_id }, ...(query && { query }) }).status).toBe(404)
  }
  expect(bench.ask('getAgent', { params: { agent_id } }).response_engine).toMatchObject({ llm_id })
})

test('an LLM that no agent uses any more is deleted', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  const { agent_id } = newAgent(bench, onLlm(llm_id))
  bench.ask('deleteAgent', { params: { agent_id } })
  bench.ask('deleteRetellLlm', { params: { llm_id } })
  expect(bench.refusal('deleteRetellLlm', { params: { llm_id } })).toEqual({
    status: 404,
    message: `Item ${llm_id} not found from retell-llm`,
  })
})

test('the newer list gives an LLM once, the older one a row for each version', () => {
  const bench = newBench()
  const llm_id = newLlm(bench)
  bench.pass()
  const other = newLlm(bench)
  bench.pass()
  bench.ask('publishAgent', { params: newAgentOn(bench, llm_id) })
  const page = bench.ask('listRetellLlms')
  expect(page.items.map(llm => [llm.llm_id, llm.version])).toEqual([
    [llm_id, 1],
    [other, 0],
  ])
  expect(page.has_more).toBe(false)
  const rows = bench.ask('listRetellLlmsV1').map(llm => [llm.llm_id, llm.version])
  expect(rows).toEqual([
    [llm_id, 1],
    [llm_id, 0],
    [other, 0],
  ])
  const after = { pagination_key: llm_id, pagination_key_version: '0' }
  expect(bench.ask('listRetellLlmsV1', { query: after }).map(llm => llm.llm_id)).toEqual([other])
  expect(bench.refusal('listRetellLlms', { query: { limit: '1001' } }).message).toBe(
    'request/query/limit must be <= 1000',
  )
})

const newAgentOn = (bench: Bench, llm_id: string) => ({ agent_id: newAgent(bench, onLlm(llm_id)).agent_id })
