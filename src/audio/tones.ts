// Words as sound: a short tone for each, as long as the word takes, with silence between them. Nobody speaks in the mock.

/** A word with its times in seconds. */
export interface TimedWord {
  start: number
  end: number
}

const PITCH_HZ = 250
/** Loud enough to hear, far from clipping. */
const PEAK = 7_000
/** Swelling at both ends of a word, so that nothing clicks. */
const RAMP_SECONDS = 0.01

/** The sound of `words` from `fromSeconds` until the last of them ends, in 16-bit samples. */
export function soundOf(words: readonly TimedWord[], fromSeconds: number, sampleRate: number): Int16Array {
  const last = words.at(-1)
  if (!last) return new Int16Array()
  const at = (seconds: number) => Math.max(0, Math.round((seconds - fromSeconds) * sampleRate))
  const samples = new Int16Array(at(last.end))
  for (const { start, end } of words) tone(samples, at(start), at(end), sampleRate)
  return samples
}

function tone(samples: Int16Array, from: number, to: number, sampleRate: number): void {
  const ramp = Math.min(RAMP_SECONDS * sampleRate, (to - from) / 2)
  for (let index = from; index < to; index++) {
    const edge = Math.min(index - from, to - 1 - index)
    const gain = edge < ramp ? edge / ramp : 1
    samples[index] = Math.round(
      PEAK * gain * Math.sin((2 * Math.PI * PITCH_HZ * (index - from)) / sampleRate),
    )
  }
}
