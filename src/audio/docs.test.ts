// What docs/audio.md shows is run.

import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { WebCall } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import { api, scriptedAgent } from '../testing/calls.ts'
import { run, snippetsOf } from '../testing/snippets.ts'

test('the snippet of docs/audio.md hears a call to its end', async () => {
  const [snippet = ''] = snippetsOf('docs/audio.md', 'js')
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { agent_id } = await scriptedAgent(fake, {}, { begin_message: 'Good morning, Harbor Clinic.' })
  const metadata = { fake_retell: { scenario: 'barge_in' } }
  const { call_id } = await api<WebCall>(fake, 'POST', '/v2/create-web-call', { agent_id, metadata })
  const printed: unknown[][] = []
  const hasEnded = new Promise<void>(resolve => {
    const log = (...values: unknown[]) => {
      printed.push(values)
      if (typeof values[0] === 'number') resolve()
    }
    class Local extends WebSocket {
      constructor(url: string) {
        super(url.replace('ws://127.0.0.1:4010', fake.url.replace('http', 'ws')))
        this.on('open', () => void fake.runUntilIdle())
      }
    }
    void run(snippet, { callId: call_id, WebSocket: Local, console: { log } })
  })
  await hasEnded
  expect(printed).toContainEqual(['Good'])
  expect(printed).toContainEqual(['the agent was cut off'])
  expect(printed.at(-1)).toEqual([1000, 'call_ended', expect.stringMatching(/^\d{4,} ms of sound$/)])
})
