// The WebSocket of the API reference, at which a customer's LLM server connects by itself: the server is played here, by
// what stands there alone.

import { expect } from 'vitest'
import { WebSocket } from 'ws'
import type { FakeRetell } from '../../src/index.ts'
import type { Makers } from '../makers.ts'
import { mockOnly } from '../marks.ts'
import { ask, type Caller, type Fields } from './ask.ts'

interface Stage {
  target: Caller
  make: Makers
  fake: FakeRetell
}

type Answer = (request: Fields) => Fields | Fields[] | undefined

/** Any answer, as short as the reference has it. */
const plainly: Answer = ({ response_id }) => ({
  response_id,
  content: 'As you wish.',
  content_complete: true,
})

/** A call whose server comes by itself and answers so, run to its end. */
async function callWith({ target, make, fake }: Stage, answer: Answer = plainly, to_number = '+14155550142') {
  const { agent_id } = await make.agent({
    response_engine: {
      type: 'custom-llm',
      llm_websocket_url: 'wss://api.retellai.com/custom-llm-websocket/{call_id}',
    },
  })
  const { phone_number } = await make.number()
  const order = { from_number: phone_number, to_number, agent_id }
  const { call_id } = (await ask(target, 'POST', '/v2/create-phone-call', order)).body
  const frames: Fields[] = []
  const socket = new WebSocket(`${target.baseUrl.replace('http', 'ws')}/custom-llm-websocket/${call_id}`)
  socket.on('message', data => {
    const frame = JSON.parse(String(data)) as Fields
    frames.push(frame)
    const asks = frame.type === 'response_required' && frame.interaction_type !== 'update_only'
    const said = asks ? answer(frame) : undefined
    for (const part of said === undefined ? [] : [said].flat())
      socket.send(JSON.stringify({ type: 'response', ...part }))
  })
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  fake.settings({ llm_patience_ms: 500 })
  await fake.runUntilIdle()
  fake.settings({ llm_patience_ms: 10_000 })
  socket.terminate()
  const call = (await ask(target, 'GET', `/v2/get-call/${call_id}`)).body
  const lines = call.transcript_object as { role: string; content: string }[]
  return { call, frames, agent: lines.flatMap(({ role, content }) => (role === 'agent' ? [content] : [])) }
}

mockOnly('S199 a server connects for a call and speaks for its agent', async ({ target, make, fake }) => {
  const stage = { target, make, fake }
  const { call, agent } = await callWith(stage)
  expect(call).toMatchObject({ call_status: 'ended', disconnection_reason: 'user_hangup' })
  expect(agent).toContain('As you wish.')
  const nowhere = `${stage.target.baseUrl.replace('http', 'ws')}/custom-llm-websocket/call_0`
  const socket = new WebSocket(nowhere)
  const refused = await new Promise(resolve => socket.on('error', ({ message }) => resolve(message)))
  expect(refused).toContain('404')
})

mockOnly('S200 the first frame is the config, with the call', async ({ target, make, fake }) => {
  const stage = { target, make, fake }
  const { call, frames } = await callWith(stage)
  const { call_id, agent_id, from_number, to_number } = call
  expect(frames[0]).toMatchObject({ type: 'config', call: { call_id, agent_id, from_number, to_number } })
  expect(frames.filter(({ type }) => type === 'config')).toHaveLength(1)
})

mockOnly('S201 S203 every other frame asks, with the whole conversation', async ({ target, make, fake }) => {
  const stage = { target, make, fake }
  const { frames } = await callWith(stage)
  const asking = frames.slice(1)
  expect(asking.length).toBeGreaterThan(2)
  for (const frame of asking)
    expect(frame).toMatchObject({ type: 'response_required', transcript: expect.any(Array) })
  const second = asking.find(({ response_id }) => response_id === 2)!
  expect(second.transcript).toMatchObject([
    { role: 'user', content: expect.any(String) },
    { role: 'agent', content: 'As you wish.' },
    { role: 'user', content: expect.any(String) },
  ])
})

mockOnly('S202 a frame says whether it reminds, tells or asks', async ({ target, make, fake }) => {
  const stage = { target, make, fake }
  const kinds = async (to_number?: string) => {
    const { frames } = await callWith(stage, plainly, to_number)
    return new Set(frames.slice(1).map(({ interaction_type }) => interaction_type))
  }
  expect(await kinds()).toEqual(new Set(['update_only', 'response_required']))
  expect(await kinds('+15005550009')).toContain('reminder_required')
})

mockOnly('S204 S205 a response counts for the request whose id it has', async ({ target, make, fake }) => {
  const stage = { target, make, fake }
  const { agent } = await callWith(stage, ({ response_id }) => [
    { response_id: Number(response_id) + 7, content: 'Not asked for.', content_complete: true },
    { response_id, content: `This is answer ${response_id}.`, content_complete: true },
  ])
  // Request 2 was made in a pause of the caller's, and superseded when they went on.
  expect(agent.slice(0, 2)).toEqual(['This is answer 1.', 'This is answer 3.'])
})

mockOnly(
  'S206 S207 the contents of a response are joined until it is complete',
  async ({ target, make, fake }) => {
    const stage = { target, make, fake }
    const { agent } = await callWith(stage, ({ response_id }) => [
      { response_id, content: 'One, ', content_complete: false },
      { response_id, content: 'two.', content_complete: true },
      { response_id, content: ' Three.', content_complete: true },
    ])
    expect(agent[0]).toBe('One, two.')
  },
)

mockOnly('S208 a response may end the call', async ({ target, make, fake }) => {
  const stage = { target, make, fake }
  const { call, agent } = await callWith(stage, ({ response_id }) => ({
    response_id,
    content: 'Goodbye.',
    content_complete: true,
    end_call: Number(response_id) >= 2,
  }))
  expect(call).toMatchObject({ disconnection_reason: 'agent_hangup' })
  expect(agent).toEqual(['Goodbye.', 'Goodbye.'])
})
