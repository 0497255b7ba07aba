// The same JSON in other bytes. Each is signed as it is sent, so that a receiver that verifies the raw body accepts it, and one
// that parses and writes it anew first does not.

/** With line breaks and indents. */
export const pretty = (body: string): string => rewritten(body, value => JSON.stringify(value, null, 2))

/** With every character beyond ASCII, and every slash, as an escape. */
export const escaped = (body: string): string =>
  rewritten(body, value =>
    JSON.stringify(value)
      .replaceAll('/', '\\/')
      .replaceAll(/[^\u0020-\u007e]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )

/** With the keys of every object the other way round. JavaScript keeps that order when it writes it anew; others do not. */
export const reordered = (body: string): string => rewritten(body, value => JSON.stringify(turned(value)))

function rewritten(body: string, write: (value: unknown) => string): string {
  try {
    return write(JSON.parse(body))
  } catch {
    return body
  }
}

function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  )
}
