// Samples as bytes. It makes no sound and knows no socket.

import type { AudioForm } from './audio-form.ts'

const BIAS = 0x84
const CLIP = 32_635

/** 16-bit samples in the encoding of a call. */
export function encoded(samples: Int16Array, encoding: AudioForm['audio_encoding']): Uint8Array {
  if (encoding === 'mulaw') return Uint8Array.from(samples, mulaw)
  const bytes = new Uint8Array(samples.length * 2)
  const view = new DataView(bytes.buffer)
  samples.forEach((sample, index) => {
    view.setInt16(index * 2, sample, true)
  })
  return bytes
}

/** One sample by ITU-T G.711: sign, exponent and mantissa, all bits inverted. */
export function mulaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(sample), CLIP) + BIAS
  const exponent = 31 - Math.clz32(magnitude) - 7
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f
  return ~(sign | (exponent << 4) | mantissa) & 0xff
}
