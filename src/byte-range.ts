// The header `Range` of RFC 9110, for a single range of bytes.

export interface ByteRange {
  from: number
  /** Exclusive. */
  to: number
}

/** The range that is asked of `size` bytes; undefined for the whole (no header, or one that may be ignored). */
export function readRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  if (match[1] === '') {
    const from = Math.max(0, size - Number(match[2]))
    return from < size ? { from, to: size } : 'unsatisfiable'
  }
  const from = Number(match[1])
  const to = match[2] === '' ? size : Math.min(size, Number(match[2]) + 1)
  if (match[2] !== '' && Number(match[2]) < from) return undefined
  return from < size ? { from, to } : 'unsatisfiable'
}
