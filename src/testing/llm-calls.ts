// For tests: one call of a scenario of its own with an LLM server of its own, run to its end on a frozen clock.

import type { ControlSchemas, PhoneCall } from '../contract.ts'
import { type FakeRetell, type Scenario, startFakeRetell } from '../index.ts'
import { type AgentSettings, api, customAgent, dial, getCall } from './calls.ts'
import { answer, type Frame, type LlmManners, type LlmServer, startLlmServer } from './llm-server.ts'

export interface Conversed {
  call: PhoneCall
  server: LlmServer
  conversation: ControlSchemas['Conversation']
  /** `role: content` of every utterance. */
  said: string[]
}

export interface Circumstances {
  manners?: LlmManners
  settings?: ControlSchemas['SettingsChange']
  agent?: AgentSettings
  scenario?: Partial<Scenario>
  time?: string
  /** What is done instead of running the call to its end. */
  run?(fake: FakeRetell, callId: string, server: LlmServer): Promise<void>
}

export async function converse(
  caller: NonNullable<Scenario['caller']>,
  { manners, settings = {}, agent = {}, scenario = {}, time = 'frozen', run }: Circumstances = {},
): Promise<Conversed> {
  const own: Scenario = {
    name: 'own',
    rings: { for_ms: 1_000, then: 'answer' },
    caller: caller.some(step => 'hang_up' in step) ? caller : [...caller, { hang_up: true }],
    ...scenario,
  }
  await using fake = await startFakeRetell({ time, scenarios: [own] })
  await using server = await startLlmServer(manners)
  fake.settings({ llm_patience_ms: 300, ...settings })
  const { call_id } = await dial(fake, await customAgent(fake, server.url, agent), { scenario: 'own' })
  if (run) await run(fake, call_id, server)
  else await fake.runUntilIdle()
  const call = await getCall(fake, { call_id })
  const conversation = await api<Conversed['conversation']>(fake, 'GET', `/_fake/conversations/${call_id}`)
  const said = call.transcript_object?.map(({ role, content }) => `${role}: ${content}`) ?? []
  return { call, server, conversation, said }
}

/** Answers the request with this id in its own way, others as usual. */
export const answering = (
  id: number,
  how: (
    frame: Frame,
    say: (frame: Frame) => void,
    socket: Parameters<NonNullable<LlmManners['onFrame']>>[2],
  ) => void,
): LlmManners => ({
  onFrame: (frame, say, socket) => (frame.response_id === id ? how(frame, say, socket) : answer(frame, say)),
})

/** A whole answer to a request. */
export const whole = (frame: Frame, more: Frame): Frame => ({
  response_type: 'response',
  response_id: frame.response_id,
  content: 'Very well.',
  content_complete: true,
  ...more,
})

/** The user's last words in each frame of a kind. */
export const lastWords = (frames: readonly Frame[], role = 'user'): string[] =>
  frames.map(
    ({ transcript }) =>
      (transcript as { role: string; content: string }[]).findLast(item => item.role === role)?.content ?? '',
  )
