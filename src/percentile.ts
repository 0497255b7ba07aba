// The percentile of some measurements. What they are, and to how many decimals they are told, is for who measured.

/** At `share` (0 to 1) of values in ascending order, interpolated between the two closest ranks. At least one value is needed. */
export function percentile(sorted: readonly number[], share: number): number {
  const rank = (sorted.length - 1) * share
  const below = sorted[Math.floor(rank)]
  const above = sorted[Math.ceil(rank)]
  if (below === undefined || above === undefined) throw new RangeError('nothing was measured')
  return below + (above - below) * (rank - Math.floor(rank))
}
