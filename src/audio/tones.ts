// Words as sound: each is a short tone of its speaker's pitch, with silence between them, so that one hears who speaks when.
// Nobody really speaks in the mock. It knows no file and no socket.

/** A word as sound, in samples since the call began; `to` is excluded. */
export interface Tone {
  from: number
  to: number
  wave: Int16Array
}

/** A word with its times in seconds since the call began. */
export interface TimedWord {
  start: number
  end: number
}

/** How the speakers sound at one sample rate. */
export interface Instrument {
  sampleRate: number
  waves: Readonly<Record<'agent' | 'user' | 'transfer_target' | 'beep', Int16Array>>
  /** How a tone swells at both ends, so that words are set apart and nothing clicks. */
  ramp: Float64Array
}

/** Loud enough to hear, quiet enough that three speakers together do not clip. */
const PEAK = 7_000
/** The beep is for what must not be heard. */
const PITCHES_HZ = { agent: 250, user: 400, transfer_target: 160, beep: 1_000 } as const
const RAMP_SECONDS = 0.01

/** Periods are whole samples at every rate that is a multiple of 8 kHz, so that one period says everything. */
export function instrumentAt(sampleRate: number): Instrument {
  const steps = Math.round(sampleRate * RAMP_SECONDS)
  return {
    sampleRate,
    waves: {
      agent: wave(sampleRate / PITCHES_HZ.agent),
      user: wave(sampleRate / PITCHES_HZ.user),
      transfer_target: wave(sampleRate / PITCHES_HZ.transfer_target),
      beep: wave(sampleRate / PITCHES_HZ.beep),
    },
    ramp: Float64Array.from({ length: steps }, (_, index) => 0.5 - 0.5 * Math.cos((Math.PI * index) / steps)),
  }
}

/** One sample of a tone; the sound is the same wherever one begins to listen. */
export function sampleOf({ from, to, wave }: Tone, sample: number, { ramp }: Instrument): number {
  const swell = Math.min(ramp.length, (to - from) >> 1)
  const edge = Math.min(sample - from, to - 1 - sample)
  const gain = edge < swell ? ramp[Math.floor((edge * ramp.length) / swell)]! : 1
  // Before 0 as well: on a clock that runs fast the first words may belong to a moment before the answer.
  return Math.round(gain * wave.at(sample % wave.length)!)
}

/** What is heard of an agent's `words` between two moments, in ms since the call began: 16-bit samples. */
export function soundOf(
  words: readonly TimedWord[],
  fromMs: number,
  toMs: number,
  instrument: Instrument,
): Int16Array {
  const { sampleRate, waves } = instrument
  const first = Math.round((fromMs * sampleRate) / 1000)
  const samples = new Int16Array(Math.max(0, Math.round((toMs * sampleRate) / 1000) - first))
  for (const { start, end } of words) {
    const tone = { from: Math.round(start * sampleRate), to: Math.round(end * sampleRate), wave: waves.agent }
    const last = Math.min(tone.to, first + samples.length)
    for (let sample = Math.max(tone.from, first); sample < last; sample++)
      samples[sample - first] = sampleOf(tone, sample, instrument)
  }
  return samples
}

function wave(period: number): Int16Array {
  return Int16Array.from({ length: period }, (_, index) => {
    const angle = (2 * Math.PI * index) / period
    return Math.round(PEAK * (0.8 * Math.sin(angle) + 0.2 * Math.sin(2 * angle)))
  })
}
