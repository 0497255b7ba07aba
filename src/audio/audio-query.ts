// What the address of an audio WebSocket asks for behind its question mark. It knows no call.

import { badRequest } from '../errors.ts'
import { type AudioForm, audioEncodings, audioProtocols, sampleRates, usualAudio } from './audio-form.ts'

export interface AudioWishes {
  form: AudioForm
  /** JSON frames tell of the transcript, and of what an LLM server has for the page; in the protocol `web` alone. */
  updates: boolean
}

const SWITCHES = ['true', 'false'] as const

/**
 * `enable_update` is documented. The three fields of a registration are the mock's own here, for calls that were made
 * without them; `registered` goes before them. Refuses with 400 what is none of the values, and what contradicts a
 * registration.
 */
export function audioWishes(query: URLSearchParams, registered: AudioForm | undefined): AudioWishes {
  const usual = registered ?? usualAudio
  const form = {
    audio_encoding: oneOf(query, 'audio_encoding', audioEncodings) ?? usual.audio_encoding,
    audio_websocket_protocol:
      oneOf(query, 'audio_websocket_protocol', audioProtocols) ?? usual.audio_websocket_protocol,
    sample_rate: Number(oneOf(query, 'sample_rate', sampleRates) ?? usual.sample_rate),
  }
  for (const name of ['audio_encoding', 'audio_websocket_protocol', 'sample_rate'] as const)
    if (registered && registered[name] !== form[name])
      throw badRequest(`the call was registered with ${name} ${registered[name]}, not ${form[name]}`)
  const wanted = oneOf(query, 'enable_update', SWITCHES) === 'true'
  return { form, updates: wanted && form.audio_websocket_protocol === 'web' }
}

function oneOf<Value extends string | number>(
  query: URLSearchParams,
  name: string,
  values: readonly Value[],
): Value | undefined {
  const given = query.get(name)
  if (given === null) return undefined
  const value = values.find(value => String(value) === given)
  if (value === undefined)
    throw badRequest(`request/query/${name} must be equal to one of the allowed values: ${values.join(', ')}`)
  return value
}
