// The only randomness of the mock, and none of it random: every draw follows from the seed and the labels it
// is asked with, so that the same seed gives the same ids, transcripts and latencies.

/** A stream of draws. Two streams with the same seed and labels give the same draws in the same order. */
export interface Chance {
  /** A number in [0, 1). */
  fraction(): number
  /** A whole number in [min, max], both included. */
  integer(min: number, max: number): number
  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string
  pick<Item>(items: readonly Item[]): Item
}

/** A stream of its own for these labels, such as `chanceOf(seed, callId, 'latency')`. */
export function chanceOf(...labels: readonly (string | number)[]): Chance {
  const next = generator(labels.join('\u0000'))
  const fraction = () => next() / 4_294_967_296
  return {
    fraction,
    integer: (min, max) => min + Math.floor(fraction() * (max - min + 1)),
    hex(length) {
      let digits = ''
      while (digits.length < length) digits += next().toString(16).padStart(8, '0')
      return digits.slice(0, length)
    },
    pick: items => items[Math.floor(fraction() * items.length)]!,
  }
}

/** sfc32 over a 128-bit hash of the text: quick, well spread, and the same on every machine. */
function generator(text: string): () => number {
  let [a, b, c, d] = hash128(text)
  const next = () => {
    const sum = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let round = 0; round < 12; round++) next()
  return next
}

/** Four FNV-like lanes with different multipliers; not for secrets. */
function hash128(text: string): [number, number, number, number] {
  const lanes: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x2545f491]
  const primes = [0x01000193, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f] as const
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    for (let lane = 0; lane < 4; lane++)
      lanes[lane] = Math.imul(lanes[lane]! ^ code, primes[lane]!) ^ (lanes[lane]! >>> 15)
  }
  return lanes
}
