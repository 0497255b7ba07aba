import { expect, test } from 'vitest'
import { closeMeaning } from './close-codes.ts'

test('1000 is a deliberate hangup', () => {
  expect(closeMeaning(1000)).toEqual({ kind: 'hangup' })
})

test('1006 is dialled again, four times at most', () => {
  expect(closeMeaning(1006)).toEqual({ kind: 'reconnect', attempts: 4 })
})

test.each([
  [1005, 'error_llm_websocket_open'],
  [1007, 'error_llm_websocket_corrupt_payload'],
  [1001, 'error_llm_websocket_runtime'],
  [1002, 'error_llm_websocket_runtime'],
  [1008, 'error_llm_websocket_runtime'],
  [1009, 'error_llm_websocket_runtime'],
  [1011, 'error_llm_websocket_runtime'],
  [1012, 'error_llm_websocket_runtime'],
  [4000, 'error_llm_websocket_runtime'],
])('%i ends the call as %s', (code, reason) => {
  expect(closeMeaning(code)).toEqual({ kind: 'error', reason })
})
