// The WebSockets that the mock answers. The contract describes requests, so they stand beside it.

import { AUDIO } from '../../src/audio-address.ts'
import { DOOR } from '../../src/llm-door.ts'
import { MONITOR } from '../../src/monitor-address.ts'

export interface Socket {
  method: 'WSS'
  path: string
  description: string
  /** The contract test that speaks to it. */
  test: string
}

export const SOCKETS: readonly Socket[] = [
  {
    method: 'WSS',
    path: `${DOOR}/{call_id}`,
    description: 'a custom LLM server that connects by itself',
    test: 'contract-tests/reference/websocket.test.ts',
  },
  {
    method: 'WSS',
    path: `${MONITOR}/{call_id}`,
    description: 'watching a call as it goes on',
    test: 'contract-tests/monitor-call.test.ts',
  },
  {
    method: 'WSS',
    path: `${AUDIO}/{call_id}`,
    description: 'the sound of a call, as tones',
    test: 'contract-tests/audio-websocket.test.ts',
  },
]
