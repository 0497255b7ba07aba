// For tests: calls that are to be heard over an audio WebSocket, and how much of them is.

import type { PhoneCall, WebCall } from '../contract.ts'
import type { AudioCaller } from './audio-caller.ts'
import { api, type Fetching, scriptedAgent } from './calls.ts'

export interface Order {
  agent_id?: string
  audio_encoding?: string
  audio_websocket_protocol?: string
  sample_rate?: number
  metadata?: object
}

/** An agent that begins so. */
export const agentWho = async (
  fake: Fetching,
  begin_message = 'Harbor Clinic, good morning. How may I help you today?',
) => (await scriptedAgent(fake, {}, { begin_message })).agent_id

/** At 8 kHz in bare PCM, unless the order says otherwise. */
export const registered = async (fake: Fetching, order: Order = {}) =>
  api<PhoneCall>(fake, 'POST', '/register-phone-call', {
    agent_id: order.agent_id ?? (await agentWho(fake)),
    audio_encoding: 's16le',
    audio_websocket_protocol: 'web',
    sample_rate: 8000,
    ...order,
  })

export const webCall = async (fake: Fetching, order: Order = {}) =>
  api<WebCall>(fake, 'POST', '/v2/create-web-call', {
    agent_id: order.agent_id ?? (await agentWho(fake)),
    ...order,
  })

/** The metadata that choose a scenario. */
export const scenario = (name: string) => ({ fake_retell: { scenario: name } })

/** How long the agent's utterances lasted, each, in ms. */
export const spokenMs = ({ transcript_object: items = [] }: Pick<PhoneCall, 'transcript_object'>) =>
  items
    .filter(({ role }) => role === 'agent')
    .map(({ words }) => Math.round((words.at(-1)!.end! - words[0]!.start!) * 1000))

export const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

/** How often a client was told to drop what it had not played. */
export const clears = ({ texts }: AudioCaller) =>
  texts.filter(text => text === 'clear' || /"(event|action)":"clear"/.test(text)).length

/** The samples of bare PCM. */
export const samplesOf = (sound: Buffer): number[] =>
  Array.from({ length: sound.length >> 1 }, (_, index) => sound.readInt16LE(index * 2))

export const loudest = (sound: Buffer) =>
  samplesOf(sound).reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
