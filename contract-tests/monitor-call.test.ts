// Watching a call over the monitor WebSocket, which is no operation of the contract: so it is asked for by hand.

import { expect } from 'vitest'
import { WebSocket } from 'ws'
import { mockOnly, test } from './marks.ts'
import type { Target } from './target.ts'

interface Frame {
  type: string
  transcripts?: { id: string; time_sec: number; role: string; content?: string }[]
  disconnection_reason?: string
}

interface Watched {
  frames: Frame[]
  protocol: string
  code: number
}

const addressOf = ({ baseUrl }: Target, call_id: string) =>
  `${baseUrl.replace(/^http/, 'ws')}/v2/monitor-call/${call_id}`

/** Watches as a browser does, to the end of the connection; `begun` is called with the first frame. */
function watch(
  target: Target,
  call_id: string,
  { key = target.apiKey, begun = () => {} }: { key?: string; begun?: () => void } = {},
): Promise<Watched> {
  const socket = new WebSocket(addressOf(target, call_id), ['bearer', key])
  const frames: Frame[] = []
  return new Promise((resolve, reject) => {
    socket.on('message', data => {
      if (frames.push(JSON.parse(String(data)) as Frame) === 1) begun()
    })
    socket.on('close', code => resolve({ frames, protocol: socket.protocol, code }))
    socket.on('error', reject)
  })
}

test('a call that is not ongoing cannot be watched', async ({ target, make }) => {
  const { call_id } = await make.webCall({ agent_id: (await make.agent()).agent_id })
  expect(await watch(target, call_id)).toEqual({ frames: [], protocol: 'bearer', code: 4004 })
})

mockOnly('a call is told of as it goes on, and its end', async ({ target, make, api, fake }) => {
  const engine = await make.llm({ begin_message: 'Good morning.' })
  const response_engine = { type: 'retell-llm' as const, llm_id: engine.llm_id }
  const { agent_id } = await make.agent({ response_engine })
  const { call_id } = await make.webCall({ agent_id })
  await fake.advance(1_000)
  const watched = await new Promise<Watched>((resolve, reject) => {
    const stop = async () => {
      await fake.advance(5_000)
      await api.stopCall({ params: { call_id } })
    }
    const end = watch(target, call_id, { begun: () => void stop().catch(reject) })
    end.then(resolve, reject)
  })
  const { frames, protocol, code } = watched
  expect([protocol, code]).toEqual(['bearer', 1000])
  expect(frames[0]).toEqual({ type: 'transcript_snapshot', transcripts: [] })
  expect(frames.at(-1)).toMatchObject({ type: 'call_ended', disconnection_reason: 'manual_stopped' })
  const updates = frames.slice(1, -1)
  expect(updates.every(({ type }) => type === 'transcript_updated')).toBe(true)
  const greetings = updates.flatMap(({ transcripts = [] }) =>
    transcripts.filter(({ role }) => role === 'agent'),
  )
  expect(greetings[0]).toMatchObject({ id: expect.any(String), time_sec: expect.any(Number) })
  expect(greetings.filter(({ id }) => id === greetings[0]!.id).at(-1)!.content).toBe('Good morning.')
})
