// Bodies that are made from genuine ones: with other fields, written differently, or very long.

interface Body {
  event: string
  call?: Record<string, unknown>
  [field: string]: unknown
}

const parsed = (body: string) => JSON.parse(body) as Body

/** The body with these fields beside its call. */
export const withFields = (body: string, fields: object): string =>
  JSON.stringify({ ...parsed(body), ...fields })

/** The body with these fields in its call. */
export function withCallFields(body: string, fields: object): string {
  const { call, ...rest } = parsed(body)
  return JSON.stringify({ ...rest, call: { ...call, ...fields } })
}

/** The same value, indented. */
export const pretty = (body: string): string => JSON.stringify(parsed(body), null, 2)

/** The same value, with everything beyond ASCII, and every slash, written as an escape. */
export const escaped = (body: string): string =>
  body
    .replaceAll(/[\u0080-\uFFFF]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/')

/** The same value with a number and names in an order that no parser keeps when it writes them anew. */
export const reordered = (body: string): string =>
  `{"call":${JSON.stringify(parsed(body).call).replace(/\}$/, ',"checked":{"b":1.0,"2":2e0,"1":1}}')},"event":${JSON.stringify(parsed(body).event)}}`

/** The body with a transcript that makes it at least so long. */
export function lengthened(body: string, bytes: number): string {
  const { call } = parsed(body)
  const said = Array.isArray(call?.transcript_object) ? (call.transcript_object as unknown[]) : []
  const once = JSON.stringify(said).length
  const times = Math.ceil(bytes / Math.max(once, 1))
  return withCallFields(body, { transcript_object: Array.from({ length: times }, () => said).flat() })
}
