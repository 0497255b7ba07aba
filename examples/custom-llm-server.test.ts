// The example LLM server holds its conversations with the mock, and keeps to the protocol where no call leads it.

import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { checkLlm, type FakeRetell, startFakeRetell } from '../src/index.ts'
import { placeCall } from './api.ts'
import { agent } from './custom-llm-server/agent.ts'
import { listen } from './custom-llm-server/server.ts'
import { type Program, startProgram } from './program.ts'

let fake: FakeRetell
let program: Program
let url: string

beforeAll(async () => {
  program = startProgram('custom-llm-server/start.ts', { PORT: '0' })
  url = /ws:\S+/.exec(await program.line(/listening/))?.[0] ?? ''
  fake = await startFakeRetell({ time: 'frozen' })
}, 20_000)

afterAll(async () => {
  await fake.close()
  await program.stop()
})

test('the LLM server passes the referee', async () => {
  const { results } = await checkLlm(url, {
    say: ['Hello.', 'What can you do?', 'Thank you. Goodbye.'],
    crowd: 5,
  })
  const grave = results.flatMap(({ findings }) => findings).filter(({ severity }) => severity !== 'advice')
  expect(grave).toEqual([])
}, 20_000)

test('the LLM server greets by name, answers, and hangs up on a goodbye', async () => {
  const call = await finishedCall({ retell_llm_dynamic_variables: { first_name: 'Ines' } })

  expect(call.transcript).toMatch(/^Agent: Hello Ines, this is Ada/)
  expect(call.transcript).toContain('Agent: I see. Could you tell me a little more?\n')
  expect(call.transcript).toMatch(/User: .*Goodbye!\nAgent: Thank you for calling. Goodbye!\n$/)
  expect(call.disconnection_reason).toBe('agent_hangup')
})

test('the LLM server reminds a silent caller', async () => {
  const call = await finishedCall({ metadata: { fake_retell: { scenario: 'inactivity' } } })

  expect(call.transcript).toContain('Agent: Are you still there?\n')
  expect(call.disconnection_reason).toBe('inactivity')
})

test('the LLM server answers every keepalive of a long call, so that it is dialled only once', async () => {
  const call = await finishedCall({ metadata: { fake_retell: { scenario: 'inactivity' } } })

  const pings = call.frames.filter(({ frame }) => frame.interaction_type === 'ping_pong').length
  const pongs = call.frames.filter(({ frame }) => frame.response_type === 'ping_pong').length
  expect(pings).toBeGreaterThan(250)
  expect(pongs).toBe(pings)
  expect(call.frames.filter(({ frame }) => frame.response_type === 'config')).toHaveLength(1)
})

test('the LLM server drops an answer that is superseded, and ignores what wants no answer', async () => {
  let goOn = () => {}
  const thinking = new Promise<void>(resolve => {
    goOn = resolve
  })
  const server = await listen(0, {
    ...agent,
    async *reply(kind, transcript) {
      yield { say: `Let me think about ${transcript.length}. ` }
      if (transcript.length === 1) await thinking
      yield { say: `${kind} is done.` }
    },
  })
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/call_1`)
  const heard: {
    response_type: string
    response_id?: number
    content?: string
    content_complete?: boolean
  }[] = []
  const send = (frame: object) => socket.send(JSON.stringify(frame))
  const until = (done: () => boolean) =>
    new Promise<void>(resolve => socket.on('message', () => done() && resolve()))
  socket.on('message', data => heard.push(JSON.parse(data.toString())))
  const said = (id: number) => heard.filter(frame => frame.response_id === id)

  const firstPiece = until(() => said(1).length === 1)
  await new Promise(resolve => socket.once('open', resolve))
  send({ interaction_type: 'update_only', transcript: [] })
  socket.send('not JSON')
  send({ interaction_type: 'response_required', response_id: 1, transcript: [{}] })
  await firstPiece
  const secondAnswer = until(() => said(2).some(frame => frame.content_complete))
  send({ interaction_type: 'response_required', response_id: 2, transcript: [{}, {}] })
  await secondAnswer
  goOn()
  const pong = until(() => heard.at(-1)?.response_type === 'ping_pong')
  send({ interaction_type: 'ping_pong', timestamp: 1 })
  await pong

  expect(said(1).map(({ content }) => content)).toEqual(['Let me think about 1. '])
  expect(
    said(2)
      .map(({ content }) => content)
      .join(''),
  ).toBe('Let me think about 2. response_required is done.')
  expect(heard.map(frame => frame.response_type)).toEqual([
    'config',
    'response',
    'response',
    'response',
    'response',
    'ping_pong',
  ])
  socket.close()
  await new Promise(resolve => server.close(resolve))
})

/** A call to this server in a workspace of its own, run to its end on the frozen clock, with its frames. */
async function finishedCall(details: object): Promise<FinishedCall> {
  const workspace = fake.workspace()
  const callId = await placeCall(workspace, { type: 'custom-llm', llm_websocket_url: url }, details)
  await workspace.runUntilIdle()
  const read = async (path: string) => (await (await workspace.fetch(path)).json()) as object
  const call = await read(`/v2/get-call/${callId}`)
  return { ...call, ...(await read(`/_fake/conversations/${callId}`)) } as FinishedCall
}

interface FinishedCall {
  transcript: string
  disconnection_reason: string
  frames: { direction: string; frame: Record<string, unknown> }[]
}
