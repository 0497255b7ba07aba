// The recording of a call: a WAV file in which every word is a short tone of its speaker's pitch, so that a
// developer hears who spoke when. Any range of it is computed from the call alone; nothing is kept or stored.

import { instrumentAt, sampleOf, type Tone } from '../audio/tones.ts'
import { isHidden } from '../privacy/scrubbed-transcript.ts'
import type { Utterance } from './speech.ts'
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

type PlacedTone = Tone & { channel: number }

const sampleRate = 8000
const bytesPerSample = 2
const instrument = instrumentAt(sampleRate)

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

function tonesOf(utterances: RecordedCall['utterances'], channels: 1 | 2): PlacedTone[] {
  const tones: PlacedTone[] = []
  for (const { role, words } of utterances) {
    const channel = channels === 2 && role === 'agent' ? 1 : 0
    for (const { word, start, end } of words) {
      if (start === undefined || end === undefined) continue
      const from = Math.round(start * sampleRate)
      // Retell docs, data storage settings: a beep over what is hidden in a scrubbed recording.
      const wave = instrument.waves[word !== undefined && isHidden(word) ? 'beep' : role]
      tones.push({ from, to: Math.round(end * sampleRate), wave, channel })
    }
  }
  return tones.sort((one, other) => one.from - other.from)
}

/**
 * Finds the tones that sound between two samples without looking at the others. People talk over one another,
 * so a tone may end after a later one: `reach` is how far any tone up to an index sounds.
 */
function indexed(tones: readonly PlacedTone[]): (first: number, last: number) => Iterable<PlacedTone> {
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
function add(tone: PlacedTone, view: DataView, first: number, last: number, channels: number) {
  const frameBytes = channels * bytesPerSample
  const end = Math.min(tone.to, last)
  for (let sample = Math.max(tone.from, first); sample < end; sample++) {
    const offset = (sample - first) * frameBytes + tone.channel * bytesPerSample
    const sum = view.getInt16(offset, true) + sampleOf(tone, sample, instrument)
    view.setInt16(offset, Math.max(-32_768, Math.min(32_767, sum)), true)
  }
}
