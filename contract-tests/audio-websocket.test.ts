// Hearing a call over the audio WebSocket, which is no operation of the contract: so it is asked for by hand. Retell has
// retired it, so that only the mock is asked.

import { expect } from 'vitest'
import { WebSocket } from 'ws'
import type { FakeRetell } from '../src/index.ts'
import { mockOnly } from './marks.ts'
import type { Target } from './target.ts'

/** Hears a call from its beginning to the end of the connection, and pings once. */
async function hear({ baseUrl }: Target, fake: FakeRetell, call_id: string, query = '') {
  const socket = new WebSocket(`${baseUrl.replace(/^http/, 'ws')}/audio-websocket/${call_id}${query}`)
  const texts: string[] = []
  let soundBytes = 0
  socket.on('message', (data, isBinary) => {
    if (isBinary) soundBytes += (data as Buffer).length
    else texts.push(String(data))
  })
  const code = new Promise<number>(resolve => socket.on('close', resolve))
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  const pong = new Promise<void>(resolve =>
    socket.on('message', data => String(data) === 'pong' && resolve()),
  )
  socket.send('ping')
  await pong
  return { socket, code, texts, soundBytes: () => soundBytes, runUntilIdle: () => fake.runUntilIdle() }
}

mockOnly(
  'a registered call begins when its sound is connected, and speaks in the form that was asked for',
  async ({ target, make, api, fake, cleanUp }) => {
    const { agent_id } = await make.agent()
    const audio = { audio_encoding: 'mulaw', audio_websocket_protocol: 'web', sample_rate: 8000 } as const
    const { call_id } = await api.registerPhoneCallReference({ body: { agent_id, ...audio } })
    cleanUp(() => api.deleteCall({ params: { call_id } }))
    expect((await api.getCall({ params: { call_id } })).call_status).toBe('registered')
    const { code, texts, soundBytes, runUntilIdle } = await hear(target, fake, call_id)
    expect((await api.getCall({ params: { call_id } })).call_status).toBe('ongoing')
    await runUntilIdle()
    expect(await code).toBe(1000)
    expect(texts).toEqual(['pong'])
    const call = await api.getCall({ params: { call_id } })
    const utterances = (call.transcript_object ?? []).filter(({ role }) => role === 'agent')
    const spokenMs = utterances.map(({ words }) => Math.round((words.at(-1)!.end! - words[0]!.start!) * 1000))
    expect(spokenMs.length).toBeGreaterThan(0)
    expect(soundBytes() / 8).toBe(spokenMs.reduce((sum, ms) => sum + ms, 0))
  },
)

mockOnly(
  'a web call is told of as it goes on, and hung up by its caller',
  async ({ target, make, api, fake }) => {
    const engine = await make.llm({ begin_message: 'Good morning.' })
    const response_engine = { type: 'retell-llm' as const, llm_id: engine.llm_id }
    const { agent_id } = await make.agent({ response_engine })
    const { call_id } = await make.webCall({ agent_id })
    const { socket, code, texts } = await hear(target, fake, call_id, '?enable_update=true')
    await fake.advance(3_000)
    socket.close()
    await code
    await fake.settled()
    const updates = texts.filter(text => text !== 'pong').map(text => JSON.parse(text))
    expect(updates[0]).toMatchObject({ event_type: 'update', transcript: [], turntaking: 'agent_turn' })
    expect(updates.map(({ transcript }) => transcript[0]?.content)).toContain('Good morning.')
    const call = await api.getCall({ params: { call_id } })
    expect(call).toMatchObject({ call_status: 'ended', disconnection_reason: 'user_hangup' })
  },
)
