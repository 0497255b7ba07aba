// The 44 bytes in front of uncompressed sound that make it a WAV file. It knows no sound: see recording.ts.

export const wavHeaderBytes = 44
const bytesPerSample = 2

/** The header of 16-bit little-endian PCM; a frame is one sample of every channel. */
export function wavHeader({
  sampleRate,
  channels,
  frames,
}: {
  sampleRate: number
  channels: number
  frames: number
}): Uint8Array {
  const header = new Uint8Array(wavHeaderBytes)
  const view = new DataView(header.buffer)
  const frameBytes = channels * bytesPerSample
  const dataBytes = frames * frameBytes
  const tag = (offset: number, letters: string) => {
    for (let index = 0; index < letters.length; index++) header[offset + index] = letters.charCodeAt(index)
  }
  tag(0, 'RIFF')
  view.setUint32(4, dataBytes + wavHeaderBytes - 8, true)
  tag(8, 'WAVE')
  tag(12, 'fmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, channels, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * frameBytes, true)
  view.setUint16(32, frameBytes, true)
  view.setUint16(34, bytesPerSample * 8, true)
  tag(36, 'data')
  view.setUint32(40, dataBytes, true)
  return header
}
