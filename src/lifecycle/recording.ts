// The recording of a call: a WAV file in which every word is a short tone of its speaker's pitch, so that a
// developer hears who spoke when. Any range of it is computed from the call alone; nothing is kept or stored.

import { isHidden } from '../privacy/scrubbed-transcript.ts'
import type { Speaker, Utterance } from './speech.ts'
import { wavHeader, wavHeaderBytes } from './wav.ts'

/** What a recording depends on: two calls alike in these sound alike, byte for byte. */
export interface RecordedCall {
  durationMs: number
  utterances: readonly Pick<Utterance, 'role' | 'words'>[]
}

/**
 * A file that need not be made whole. `slice` takes byte offsets, `to` excluded, as `Array.slice` without
 * negatives.
 */
export interface Recording {
  size: number
  slice(from: number, to: number): Uint8Array
}

/** A word as sound, in samples; `to` is excluded. */
interface Tone {
  from: number
  to: number
  wave: Int16Array
  channel: number
}

const sampleRate = 8000
const bytesPerSample = 2
/** Loud enough to hear, quiet enough that all three speakers together do not clip. */
const peak = 7000

/**
 * Periods in whole samples, so that one period says everything: agent 250 Hz, user 400 Hz, transfer target
 * 160 Hz.
 */
const waves: Record<Speaker, Int16Array> = {
  agent: wave(32),
  user: wave(20),
  transfer_target: wave(50),
}

/** 1000 Hz, over what is hidden in a scrubbed recording (Retell docs: data storage settings). */
const beep = wave(8)

/** Ten milliseconds of swelling at both ends of a word, so that words are set apart and nothing clicks. */
const ramp = Float64Array.from({ length: 80 }, (_, index) => 0.5 - 0.5 * Math.cos((Math.PI * index) / 80))

/**
 * The recording of a call, as long as the call. In two channels the far side is left (the user, and whoever
 * the call was transferred to) and the agent is right: Retell says that the parties have a channel each, not
 * which.
 */
export function recordingOf({ durationMs, utterances }: RecordedCall, channels: 1 | 2): Recording {
  const frames = Math.max(0, Math.round((durationMs * sampleRate) / 1000))
  const frameBytes = channels * bytesPerSample
  const header = wavHeader({ sampleRate, channels, frames })
  const size = wavHeaderBytes + frames * frameBytes
  const tonesIn = indexed(tonesOf(utterances, channels))

  const sound = (first: number, last: number) => {
    const bytes = new Uint8Array((last - first) * frameBytes)
    const view = new DataView(bytes.buffer)
    for (const tone of tonesIn(first, last)) add(tone, view, first, last, channels)
    return bytes
  }

  return {
    size,
    slice(from, to) {
      const start = Math.min(Math.max(from, 0), size)
      const end = Math.min(Math.max(to, start), size)
      const bytes = new Uint8Array(end - start)
      bytes.set(header.subarray(start, end))
      if (end <= wavHeaderBytes) return bytes
      const firstByte = Math.max(start - wavHeaderBytes, 0)
      const first = Math.floor(firstByte / frameBytes)
      const last = Math.ceil((end - wavHeaderBytes) / frameBytes)
      const skipped = firstByte - first * frameBytes
      const wanted = end - wavHeaderBytes - firstByte
      bytes.set(sound(first, last).subarray(skipped, skipped + wanted), bytes.length - wanted)
      return bytes
    },
  }
}

/** How a voice sounds: three short tones, lower for a man. */
export function previewOf(gender: 'male' | 'female'): Recording {
  const words = [0.1, 0.6, 1.1].map(start => ({ word: '', start, end: start + 0.4 }))
  const role = gender === 'male' ? 'transfer_target' : 'agent'
  return recordingOf({ durationMs: 1_600, utterances: [{ role, words }] }, 1)
}

function wave(period: number): Int16Array {
  return Int16Array.from({ length: period }, (_, index) => {
    const angle = (2 * Math.PI * index) / period
    return Math.round(peak * (0.8 * Math.sin(angle) + 0.2 * Math.sin(2 * angle)))
  })
}

function tonesOf(utterances: RecordedCall['utterances'], channels: 1 | 2): Tone[] {
  const tones: Tone[] = []
  for (const { role, words } of utterances) {
    const channel = channels === 2 && role === 'agent' ? 1 : 0
    for (const { word, start, end } of words) {
      if (start === undefined || end === undefined) continue
      const from = Math.round(start * sampleRate)
      const wave = word !== undefined && isHidden(word) ? beep : waves[role]
      tones.push({ from, to: Math.round(end * sampleRate), wave, channel })
    }
  }
  return tones.sort((one, other) => one.from - other.from)
}

/**
 * Finds the tones that sound between two samples without looking at the others. People talk over one another,
 * so a tone may end after a later one: `reach` is how far any tone up to an index sounds.
 */
function indexed(tones: readonly Tone[]): (first: number, last: number) => Iterable<Tone> {
  let furthest = 0
  const reach = tones.map(({ to }) => {
    furthest = Math.max(furthest, to)
    return furthest
  })
  return function* (first, last) {
    let low = 0
    let high = tones.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (reach[middle]! > first) high = middle
      else low = middle + 1
    }
    for (let index = low; index < tones.length && tones[index]!.from < last; index++) yield tones[index]!
  }
}

/** Adds the part of a tone that sounds in [first, last) to `view`, whose first frame is `first`. */
function add(
  { from, to, wave, channel }: Tone,
  view: DataView,
  first: number,
  last: number,
  channels: number,
) {
  const swell = Math.min(ramp.length, (to - from) >> 1)
  const frameBytes = channels * bytesPerSample
  const end = Math.min(to, last)
  for (let sample = Math.max(from, first); sample < end; sample++) {
    const edge = Math.min(sample - from, to - 1 - sample)
    const gain = edge < swell ? ramp[Math.floor((edge * ramp.length) / swell)]! : 1
    const offset = (sample - first) * frameBytes + channel * bytesPerSample
    const sum = view.getInt16(offset, true) + Math.round(gain * wave[sample % wave.length]!)
    view.setInt16(offset, Math.max(-32_768, Math.min(32_767, sum)), true)
  }
}
