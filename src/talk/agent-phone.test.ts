import { expect, test } from 'vitest'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api, customAgent, getCall, scriptedAgent } from '../testing/calls.ts'
import { answer, startLlmServer } from '../testing/llm-server.ts'
import { AgentPhone, type AgentPhoneOptions } from './agent-phone.ts'
import type { Told } from './events.ts'

function callOn({ url, apiKey }: Pick<FakeRetell, 'url' | 'apiKey'>, options: Partial<AgentPhoneOptions>) {
  const events: Told[] = []
  let look = () => {}
  const phone = new AgentPhone({
    agentId: 'agent_none',
    baseUrl: url,
    apiKey,
    metadata: undefined,
    variables: {},
    live: false,
    patienceMs: 20_000,
    onEvent: event => {
      events.push(event)
      look()
    },
    ...options,
  })
  phone.dial()
  const of = <Type extends Told['type']>(type: Type) =>
    events.filter((event): event is Extract<Told, { type: Type }> => event.type === type)
  const spoken = () =>
    of('agent_words')
      .map(({ content }) => content)
      .join('')
  /** Resolves when the agent has said this. */
  const hears = (words: string) =>
    new Promise<void>(resolve => {
      look = () => void (spoken().includes(words) && resolve())
      look()
    })
  return { phone, events, of, spoken, hears }
}

/** A slow machine must not bring a reminder between two lines of a test. */
const unhurried = { reminder_max_count: 0 }

const startFast = () => startFakeRetell({ time: '60x' })

test('an agent that the mock hosts is talked to, and hangs up by itself', async () => {
  await using fake = await startFast()
  const general_tools = [
    { type: 'end_call' as const, name: 'end_call', description: 'When the user says goodbye.' },
  ]
  const agent = await scriptedAgent(fake, unhurried, { begin_message: 'Harbor Clinic.', general_tools })
  const { phone, of } = callOn(fake, { agentId: agent.agent_id, metadata: { order: 'A-17' } })
  await phone.heardOut()
  await phone.say('I would like an appointment.')
  await phone.heardOut()
  await phone.press('1')
  await phone.say('Goodbye!')
  expect(await phone.ended).toMatchObject({ reason: 'agent_hangup', error: false })
  const [begin, turn] = of('answer')
  expect(begin).toMatchObject({ kind: 'begin', content: 'Harbor Clinic.' })
  expect(turn).toMatchObject({ kind: 'response_required', response_id: 1 })
  expect(of('pressed')).toMatchObject([{ digits: '1' }])
  expect(of('tool_call_invocation')).toMatchObject([{ name: 'end_call' }])
  const record = phone.record()
  expect(await getCall(fake, record)).toMatchObject({
    call_type: 'web_call',
    metadata: { order: 'A-17' },
    disconnection_reason: 'agent_hangup',
  })
  expect(record.items.map(({ role }) => role).slice(0, 4)).toEqual(['agent', 'user', 'agent', 'dtmf'])
})

test('an agent of a custom LLM is talked to over the mock, which keeps the line', async () => {
  await using fake = await startFast()
  await using server = await startLlmServer()
  const agent = await customAgent(fake, server.url, unhurried)
  const { phone, of, spoken } = callOn(fake, { agentId: agent.agent_id, variables: { name: 'Ines' } })
  await phone.heardOut()
  await phone.say('Friday, please.')
  await phone.heardOut()
  expect(spoken()).toBe('Harbor Clinic, good morning.This is answer 1, as you asked.')
  await phone.cut()
  await phone.update()
  phone.showFrames()
  expect(of('refused')).toHaveLength(3)
  await phone.hangUp()
  expect(await phone.ended).toMatchObject({ reason: 'user_hangup', answers: 2 })
  expect(server.of('call_details')).toMatchObject([
    { call: { retell_llm_dynamic_variables: { name: 'Ines' } } },
  ])
})

test('cutting in stops the agent where it has come to', async () => {
  await using fake = await startFakeRetell({ time: '20x' })
  const content = `This is ${'a very long answer which goes on and on about everything '.repeat(20)}.`
  await using server = await startLlmServer({
    onFrame(frame, say) {
      const { interaction_type: kind, response_id } = frame
      if (kind !== 'response_required') return answer(frame, say)
      say({ response_type: 'response', response_id, content, content_complete: true })
    },
  })
  const agent = await customAgent(fake, server.url, unhurried)
  const { phone, of } = callOn(fake, { agentId: agent.agent_id })
  await phone.heardOut()
  await phone.say('Tell me.')
  await phone.interrupt('Stop!')
  const [cut] = of('cut_off')
  expect(content.startsWith(cut!.spoken)).toBe(true)
  expect(cut!.spoken.length).toBeLessThan(content.length)
  await phone.hangUp()
  const { transcript } = await getCall(fake, phone.record())
  expect(transcript).toMatch(/^Agent: This is [^.]*$/m)
})

test('a silence brings the reminder', async () => {
  await using fake = await startFast()
  const agent = await scriptedAgent(fake, {}, { begin_message: 'Harbor Clinic.' })
  const { phone, of, hears } = callOn(fake, { agentId: agent.agent_id })
  await phone.heardOut()
  await phone.silence()
  await hears('Are you still there?')
  expect(of('silence')).toMatchObject([{ for_ms: 10_000 }])
  await phone.hangUp()
})

test('a silent agent is waited for as long as is said', async () => {
  await using fake = await startFast()
  await using server = await startLlmServer({ onOpen: () => {}, onFrame: () => {} })
  const agent = await customAgent(fake, server.url)
  const { phone, of } = callOn(fake, { agentId: agent.agent_id, patienceMs: 5 })
  await phone.heardOut()
  expect(of('no_answer')).toMatchObject([{ kind: 'begin', after_ms: 5 }])
  await phone.hangUp()
})

test('a scenario that the metadata names is left to play the caller', async () => {
  await using fake = await startFast()
  const agent = await scriptedAgent(fake)
  const metadata = { fake_retell: { scenario: 'user_hangup' } }
  const { phone } = callOn(fake, { agentId: agent.agent_id, metadata })
  expect(await phone.ended).toMatchObject({ reason: 'user_hangup' })
  expect((await getCall(fake, phone.record())).transcript).toContain('User: ')
})

test('an unknown agent is a sentence, and orders nothing of the mock', async () => {
  await using fake = await startFast()
  const { phone, of } = callOn(fake, { agentId: 'agent_none' })
  expect(await phone.ended).toMatchObject({ reason: 'not_connected', error: true })
  expect(of('refused')).toMatchObject([{ message: 'Item agent_none not found from agent (status 404)' }])
  const { queued } = await api<{ queued: string[] }>(fake, 'POST', '/_fake/scenarios', {
    scenario: 'answered',
  })
  expect(queued).toEqual(['answered'])
})

test('a frozen clock is a sentence', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { phone, of } = callOn(fake, {})
  expect(await phone.ended).toMatchObject({ error: true })
  expect(of('refused')[0]?.message).toMatch(/^the clock of the mock is frozen/)
})

test('who is no mock is sent no key', async () => {
  const seen: string[] = []
  const { createServer } = await import('node:http')
  const server = createServer((request, reply) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? 'no key'}`)
    reply.end('{}')
  })
  const url = await new Promise<string>(resolve =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
    }),
  )
  const { phone, of } = callOn({ url, apiKey: 'key_secret' }, {})
  expect(await phone.ended).toMatchObject({ error: true })
  server.close()
  expect(of('refused')[0]?.message).toBe(
    `what answers at ${url} is no fake-retell; start one with: npx fake-retell`,
  )
  expect(seen).toEqual(['GET /_fake/health no key'])
})

test('a mock that is not there is a sentence, and hanging up early ends at once', async () => {
  const down = callOn({ url: 'http://127.0.0.1:1', apiKey: 'k' }, {})
  expect(await down.phone.ended).toMatchObject({ error: true })
  expect(down.of('refused')[0]?.message).toBe(
    'no mock can be reached at http://127.0.0.1:1: connection refused by 127.0.0.1:1',
  )
  const early = callOn({ url: 'http://127.0.0.1:1', apiKey: 'k' }, {})
  await early.phone.hangUp()
  expect(await early.phone.ended).toMatchObject({ reason: 'user_hangup' })
})

test('a mock that stops in mid-call ends it with an error', async () => {
  const fake = await startFast()
  const agent = await scriptedAgent(fake, {}, { begin_message: 'Harbor Clinic.' })
  const { phone, of } = callOn(fake, { agentId: agent.agent_id })
  await phone.heardOut()
  await fake.close()
  expect(await phone.ended).toMatchObject({ error: true })
  expect(of('refused').at(-1)?.message).toBe('the mock is gone')
})
