// Taking a multipart/form-data body apart (RFC 7578) without copying it: every part is a view of the body. What the
// parts mean is not known here.

export interface FormPart {
  name: string
  /** Only of a file. */
  fileName?: string
  /** The media type of the part; empty where it has none. */
  type: string
  /** A view of the body. */
  bytes: Uint8Array
}

const LINE_END = '\r\n'

/** The parts of `body`, whose `contentType` names the boundary. Throws an Error with a sentence on what is no form. */
export function multipartParts(body: Uint8Array, contentType: string): FormPart[] {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)?.slice(1).find(Boolean)
  if (!boundary) throw new Error('its content type has no boundary')
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const delimiter = Buffer.from(`${LINE_END}--${boundary}`)
  const parts: FormPart[] = []
  // The first delimiter has no line end in front when the body begins with it.
  const opening = delimiter.subarray(LINE_END.length)
  const first = buffer.subarray(0, opening.length).equals(opening)
    ? -LINE_END.length
    : buffer.indexOf(delimiter)
  if (first === -1) throw new Error('its boundary does not occur in it')
  for (let at = first; ; ) {
    const begin = at + delimiter.length
    if (buffer.toString('latin1', begin, begin + 2) === '--') return parts
    const headersAt = buffer.indexOf(LINE_END, begin)
    const next = headersAt === -1 ? -1 : buffer.indexOf(delimiter, headersAt)
    if (next === -1) throw new Error('it ends before its last boundary')
    parts.push(partOf(buffer, headersAt, next))
    at = next
  }
}

function partOf(buffer: Buffer, from: number, to: number): FormPart {
  const blank = buffer.indexOf(LINE_END + LINE_END, from)
  if (blank === -1 || blank > to) throw new Error('a part has no blank line after its headers')
  const headers = buffer.toString('utf8', from, blank)
  const disposition = /^content-disposition:\s*form-data(.*)$/im.exec(headers)?.[1] ?? ''
  const name = quoted(disposition, 'name')
  if (name === undefined) throw new Error('a part has no name')
  const fileName = quoted(disposition, 'filename')
  return {
    name,
    ...(fileName === undefined ? {} : { fileName }),
    type: /^content-type:\s*(.*?)\s*$/im.exec(headers)?.[1] ?? '',
    bytes: buffer.subarray(blank + 2 * LINE_END.length, to),
  }
}

/** Browsers and Node write quotes and line ends in names as percent escapes, and nothing else. */
function quoted(disposition: string, key: string): string | undefined {
  const found = new RegExp(`;\\s*${key}=(?:"([^"]*)"|([^;\\s]*))`, 'i').exec(disposition)
  return (found?.[1] ?? found?.[2])?.replaceAll(/%(22|0D|0A)/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
