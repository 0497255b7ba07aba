import { expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'
import { api } from '../testing/calls.ts'
import { startLlmServer } from '../testing/llm-server.ts'
import { remarksOn } from './conversation-log.ts'

const row = (direction: 'sent' | 'received' | 'note', frame: object | string, real_ms = 0) => ({
  direction,
  frame: typeof frame === 'string' ? frame : JSON.stringify(frame),
  real_ms,
})

test('a conversation of the mock shows what Retell would have dropped, and which frame it was', async () => {
  await using server = await startLlmServer({
    onFrame({ interaction_type: kind, response_id, timestamp }, say) {
      if (kind === 'ping_pong') say({ response_type: 'ping_pong', timestamp })
      if (kind !== 'response_required') return
      say({ response_type: 'response', response_id, content: 'Yes.', content_complete: true })
      say({ response_type: 'response', response_id, content: ' And?', content_complete: false })
    },
  })
  await using fake = await startFakeRetell({ time: 'frozen' })
  const agent = await api<{ agent_id: string }>(fake, 'POST', '/create-agent', {
    response_engine: { type: 'custom-llm', llm_websocket_url: server.url },
    voice_id: '11labs-Adrian',
  })
  const { call_id } = await api<{ call_id: string }>(fake, 'POST', '/v2/create-web-call', agent)
  await fake.runUntilIdle()
  const { remarks, frames } = await api<{
    remarks: { check: string; frame: number; severity: string; change: string }[]
    frames: { frame: unknown }[]
  }>(fake, 'GET', `/_fake/conversations/${call_id}`)
  const [late] = remarks.filter(({ check }) => check === 'stops-after-complete')
  expect(late).toMatchObject({ severity: 'warning', change: expect.stringContaining('content_complete') })
  expect(frames[late!.frame]?.frame).toMatchObject({ content: ' And?' })
})

test('a row of the record that is no frame begins or ends a connection', () => {
  const rows = [
    row('note', 'LLM Ws init attempt 0: refused'),
    row('note', 'LLM ws open'),
    row('received', { response_type: 'response', response_id: 0, content: '', content_complete: true }, 5),
    row('note', 'LLM ws closed: 1011', 9),
  ]
  expect(remarksOn(rows)).toContainEqual({
    check: 'closes-with-meaning',
    severity: 'error',
    seen: 'closed with 1011: the call ends as error_llm_websocket_runtime',
    frame: 2,
  })
})

test('a binary frame stands in the record as a note', () => {
  const rows = [
    row('note', 'LLM ws open'),
    row('note', 'a binary frame came: the socket carries text only and is closed with 1007'),
    row('note', 'LLM ws closed: 1007'),
  ]
  expect(remarksOn(rows).filter(({ severity }) => severity === 'error')).toEqual([
    { check: 'sends-text-frames', severity: 'error', seen: 'sent a binary frame', frame: 1 },
  ])
})

test('a setting with the name of a method of every object is one that is not known', () => {
  const rows = [
    row('note', 'LLM ws open'),
    row('received', { response_type: 'update_agent', agent_config: { constructor: 1, responsiveness: 2 } }),
  ]
  expect(remarksOn(rows).filter(({ check }) => check === 'updates-within-range')).toMatchObject([
    { severity: 'warning', seen: 'agent_config.constructor is not known' },
    { severity: 'error', seen: 'agent_config.responsiveness is 2 and must be from 0 to 1' },
  ])
})
