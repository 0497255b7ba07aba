// How the sound of a call travels over its audio WebSocket: sample rate, encoding, and what the messages look like.

/** `s16le`: 16-bit little-endian PCM; `mulaw`: 8 bits a sample, as on the telephone. */
export const audioEncodings = ['s16le', 'mulaw'] as const
/** `web` and `vonage` send bare binary messages, `twilio` and `telnyx` JSON with base64 in it. */
export const audioProtocols = ['web', 'twilio', 'vonage', 'telnyx'] as const
export const sampleRates = [8_000, 16_000, 24_000, 48_000] as const

export interface AudioForm {
  audio_encoding: (typeof audioEncodings)[number]
  audio_websocket_protocol: (typeof audioProtocols)[number]
  sample_rate: number
}

/** Where nobody says otherwise: what the retired browser client asked for. */
export const usualAudio: Readonly<AudioForm> = {
  audio_encoding: 's16le',
  audio_websocket_protocol: 'web',
  sample_rate: 24_000,
}
