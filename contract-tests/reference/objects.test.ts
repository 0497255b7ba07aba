// The three objects that the API reference shows: each of their fields is there, with a value of its kind. One call, one
// agent and one LLM are made for all of it.

import { expect } from 'vitest'
import type { FakeRetell } from '../../src/index.ts'
import { fictionalNumber, VOICE } from '../makers.ts'
import { mockOnly } from '../marks.ts'
import { ask, type Caller, type Fields, inReference } from './ask.ts'

type Row = readonly [name: string, path: string, value: unknown]

const text = expect.any(String)
const moment = expect.any(Number)

interface Objects {
  call: Fields
  agent: Fields
  llm: Fields
}

let made: Promise<Objects> | undefined

/** What is answered for a call that is over, its agent and its LLM, once a file. */
function objectsOf(target: Caller, fake: FakeRetell): Promise<Objects> {
  made ??= inReference(fake, () => makeObjects(target, fake))
  return made
}

async function makeObjects(target: Caller, fake: FakeRetell): Promise<Objects> {
  const post = async (path: string, body: object) => (await ask(target, 'POST', path, body)).body
  const llm = await post('/create-retell-llm', {
    model: 'gpt-4.1',
    general_prompt: 'You are kind.',
    begin_message: 'Hello there.',
    general_tools: [],
    states: [],
  })
  const agent = await post('/create-agent', {
    response_engine: { type: 'retell-llm', llm_id: llm.llm_id },
    voice_id: VOICE,
    agent_name: 'Reception',
    language: 'en-US',
  })
  const number = { phone_number: fictionalNumber(), termination_uri: 'trunk.example.com' }
  await post('/import-phone-number', number)
  const { call_id } = await post('/v2/create-phone-call', {
    from_number: number.phone_number,
    to_number: '+14155550142',
    agent_id: agent.agent_id,
    metadata: { order: 'A-17' },
  })
  await fake.runUntilIdle()
  const read = async (path: string) => (await ask(target, 'GET', path)).body
  return {
    call: await read(`/v2/get-call/${call_id}`),
    agent: await read(`/get-agent/${agent.agent_id}`),
    llm: await read(`/get-retell-llm/${llm.llm_id}`),
  }
}

/** The value at `a.b` or `a.0.b`. */
const at = (object: Fields, path: string): unknown =>
  path.split('.').reduce<unknown>((node, name) => (node as Fields | undefined)?.[name], object)

const CALL: readonly Row[] = [
  ['S210 call_id', 'call_id', expect.stringMatching(/^call_/)],
  ['S211 agent_id', 'agent_id', expect.stringMatching(/^agent_/)],
  ['S214 start_timestamp', 'start_timestamp', moment],
  ['S215 end_timestamp', 'end_timestamp', moment],
  ['S216 transcript', 'transcript', expect.stringMatching(/^Agent: Hello there\.\nUser: /)],
  ['S217 transcript_object', 'transcript_object', expect.any(Array)],
  ['S218 role', 'transcript_object.0.role', 'agent'],
  ['S219 content', 'transcript_object.0.content', 'Hello there.'],
  ['S220 recording_url', 'recording_url', expect.stringMatching(/^http/)],
  ['S221 public_log_url', 'public_log_url', expect.stringMatching(/^http/)],
  ['S222 call_analysis', 'call_analysis', expect.any(Object)],
  ['S223 call_successful', 'call_analysis.call_successful', expect.any(Boolean)],
  ['S224 call_summary', 'call_analysis.call_summary', text],
  ['S225 custom_analysis_data', 'call_analysis.custom_analysis_data', expect.any(Object)],
  ['S226 metadata', 'metadata', { order: 'A-17' }],
  ['S227 from_number', 'from_number', expect.stringMatching(/^\+1415555/)],
  ['S228 to_number', 'to_number', '+14155550142'],
]

const AGENT: readonly Row[] = [
  ['S230 agent_id', 'agent_id', expect.stringMatching(/^agent_/)],
  ['S231 agent_name', 'agent_name', 'Reception'],
  ['S232 version', 'version', 0],
  ['S233 voice_id', 'voice_id', VOICE],
  ['S234 response_engine', 'response_engine', expect.any(Object)],
  ['S235 type', 'response_engine.type', 'retell-llm'],
  ['S236 llm_id', 'response_engine.llm_id', expect.stringMatching(/^llm_/)],
  ['S237 language', 'language', 'en-US'],
  ['S238 last_modification_timestamp', 'last_modification_timestamp', moment],
]

const LLM: readonly Row[] = [
  ['S240 llm_id', 'llm_id', expect.stringMatching(/^llm_/)],
  ['S241 model', 'model', 'gpt-4.1'],
  ['S242 general_prompt', 'general_prompt', 'You are kind.'],
  ['S243 begin_message', 'begin_message', 'Hello there.'],
  ['S244 general_tools', 'general_tools', []],
  ['S245 states', 'states', []],
  ['S246 last_modification_timestamp', 'last_modification_timestamp', moment],
]

mockOnly.for(CALL)('%s of a call', async ([, path, value], { target, fake }) => {
  expect(at((await objectsOf(target, fake)).call, path)).toEqual(value)
})

mockOnly.for(AGENT)('%s of an agent', async ([, path, value], { target, fake }) => {
  expect(at((await objectsOf(target, fake)).agent, path)).toEqual(value)
})

mockOnly.for(LLM)('%s of an LLM', async ([, path, value], { target, fake }) => {
  expect(at((await objectsOf(target, fake)).llm, path)).toEqual(value)
})

mockOnly(
  'S209 S229 S239 the objects have all the fields that are shown, at once',
  async ({ target, fake }) => {
    const { call, agent, llm } = await objectsOf(target, fake)
    const topOf = (rows: readonly Row[]) => rows.map(([, path]) => path.split('.')[0])
    expect(Object.keys(call)).toEqual(expect.arrayContaining([...topOf(CALL), 'call_type', 'call_status']))
    expect(Object.keys(agent)).toEqual(expect.arrayContaining(topOf(AGENT)))
    expect(Object.keys(llm)).toEqual(expect.arrayContaining(topOf(LLM)))
  },
)

mockOnly('S212 by the reference a call’s type has its direction', async ({ target, fake, make }) => {
  const { agent_id } = await make.agent()
  const { call } = await objectsOf(target, fake)
  const { phone_number } = await make.number({ inbound_agents: [{ agent_id, weight: 1 }] })
  const { call_id } = await fake.inboundCall({ to_number: phone_number })
  const web = await make.webCall({ agent_id })
  const typeOf = async (id: unknown) => (await ask(target, 'GET', `/v2/get-call/${id}`)).body.call_type
  expect(await typeOf(call.call_id)).toBe('phone_call')
  await inReference(fake, async () => {
    expect(await typeOf(call.call_id)).toBe('outbound_phone_call')
    expect(await typeOf(call_id)).toBe('inbound_phone_call')
    expect(await typeOf(web.call_id)).toBe('web_call')
  })
})

mockOnly('S213 a call is registered, ongoing, and then ended or in error', async ({ target, fake, make }) => {
  const nobody = { type: 'custom-llm', llm_websocket_url: 'ws://127.0.0.1:9' } as const
  const statuses = async (response_engine?: typeof nobody) => {
    const { agent_id } = await make.agent(response_engine ? { response_engine } : {})
    const { call_id } = await make.webCall({ agent_id })
    const read = async () => (await ask(target, 'GET', `/v2/get-call/${call_id}`)).body.call_status
    const registered = await read()
    await fake.advance(2_000)
    const soon = await read()
    await fake.runUntilIdle()
    return [registered, soon, await read()]
  }
  expect(await statuses()).toEqual(['registered', 'ongoing', 'ended'])
  expect((await statuses(nobody)).at(-1)).toBe('error')
})
