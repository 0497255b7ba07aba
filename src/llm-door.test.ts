import { expect, test } from 'vitest'
import { doorUrl, isDoor } from './llm-door.ts'

const OWN = 'http://127.0.0.1:4010'

test('the door is where the mock is, as a WebSocket', () => {
  expect(doorUrl(OWN)).toBe('ws://127.0.0.1:4010/custom-llm-websocket')
  expect(isDoor(doorUrl(OWN), OWN)).toBe(true)
})

test.each([
  'ws://localhost:4010/custom-llm-websocket',
  'http://[::1]:4010/custom-llm-websocket/',
  'ws://127.0.0.1:4010/custom-llm-websocket/{call_id}',
  'wss://api.retellai.com/custom-llm-websocket',
  'wss://api.retellai.com/custom-llm-websocket/{call_id}?a=b',
])('%s is the door', url => {
  expect(isDoor(url, OWN)).toBe(true)
})

test.each([
  'ws://127.0.0.1:4011/custom-llm-websocket',
  'wss://llm.example.com/custom-llm-websocket',
  'wss://llm.example.com:4010/custom-llm-websocket',
  'ws://127.0.0.1:4010/llm',
  'ws://127.0.0.1:4010/custom-llm-websockets',
  'wss://api.retellai.com/other',
  'no url',
])('%s is not', url => {
  expect(isDoor(url, OWN)).toBe(false)
})
