// What a measure gives: two numbers from one run, the ratio between them and whether it is as good as it must be.

export interface Measure {
  /** What is measured, as it stands in the table. */
  name: string
  ours: string
  peer: string
  /** Ours over the peer's, or ours alone where there is no peer. */
  ratio: string
  target: string
  met: boolean
}

interface Comparison {
  name: string
  ours: number
  peer: number
  unit: string
  /** What the peer is, when it is not plain from the name. */
  peerName: string
  target: { atLeast: number } | { atMost: number }
}

/** Ours against a peer's: the ratio decides, never a number alone, so that a slow machine changes nothing. */
export function compared({ name, ours, peer, unit, peerName, target }: Comparison): Measure {
  const ratio = ours / peer
  const atLeast = 'atLeast' in target
  const bound = atLeast ? target.atLeast : target.atMost
  return {
    name,
    ours: `${shown(ours)} ${unit}`,
    peer: `${shown(peer)} ${unit} (${peerName})`,
    ratio: `${ratio.toFixed(2)} ×`,
    target: `${atLeast ? '≥' : '≤'} ${bound} ×`,
    met: atLeast ? ratio >= bound : ratio <= bound,
  }
}

/** A number without a peer that must stay below a bound of its own, a duration in ms unless said otherwise. */
export function bounded(name: string, ours: number, limit: number, unit = 'ms'): Measure {
  return {
    name,
    ours: `${shown(ours)} ${unit}`,
    peer: '–',
    ratio: '–',
    target: `< ${limit} ${unit}`,
    met: ours < limit,
  }
}

/** The same of a number that must not be less than a bound. */
export const atLeast = (name: string, ours: number, limit: number, unit: string): Measure => ({
  ...bounded(name, ours, limit, unit),
  target: `≥ ${limit.toLocaleString('en-US')} ${unit}`,
  met: ours >= limit,
})

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('the median of nothing')
  const sorted = [...values].sort((one, other) => one - other)
  const upper = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[upper]! : (sorted[upper - 1]! + sorted[upper]!) / 2
}

const shown = (value: number) => (value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US'))
