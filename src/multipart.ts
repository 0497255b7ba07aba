// Taking a multipart/form-data body apart (RFC 7578) as it arrives: of what a part contains, nothing is kept here but
// the few bytes that may be the beginning of a boundary. What the parts mean is not known here.

export interface PartHead {
  name: string
  /** Only of a file. */
  fileName?: string
  /** The media type of the part; empty where it has none. */
  type: string
}

/** Where the contents of a part go. What is written is a view of what arrived, to be copied or used up at once. */
export interface PartSink {
  write(bytes: Uint8Array): void
  end(): void
}

/** What was sent is no form; the message says why. */
export class NotAForm extends Error {
  override readonly name = 'NotAForm'
}

const LINE_END = '\r\n'
const MAX_HEAD_BYTES = 16_384
const MAX_PARTS = 10_000

type State = 'before' | 'at-boundary' | 'head' | 'contents' | 'over'

export class FormParser {
  readonly #begin: (head: PartHead) => PartSink
  readonly #delimiter: Buffer
  /** What is not used up yet. The body begins as if a line had ended before it, for the first boundary. */
  #rest: Buffer = Buffer.from(LINE_END)
  #state: State = 'before'
  #sink: PartSink | undefined
  #parts = 0

  /** `contentType` names the boundary; `begin` is told of each part and says where its contents go. */
  constructor(contentType: string, begin: (head: PartHead) => PartSink) {
    const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)?.slice(1).find(Boolean)
    if (!boundary) throw new NotAForm('its content type has no boundary')
    this.#begin = begin
    this.#delimiter = Buffer.from(`${LINE_END}--${boundary}`)
  }

  /** The next bytes of the body. Throws a `NotAForm`, after which the parser is of no more use. */
  write(chunk: Uint8Array): void {
    const arrived = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    this.#rest = this.#rest.length === 0 ? arrived : Buffer.concat([this.#rest, arrived])
    while (this.#step()) {}
  }

  /** The body is over. Throws a `NotAForm` when the form is not. */
  end(): void {
    if (this.#state === 'before') throw new NotAForm('its boundary does not occur in it')
    if (this.#state !== 'over') throw new NotAForm('it ends before its last boundary')
  }

  /** Whether there may be more to do with what has arrived. */
  #step(): boolean {
    switch (this.#state) {
      case 'before':
      case 'contents':
        return this.#passOn()
      case 'at-boundary':
        return this.#afterBoundary()
      case 'head':
        return this.#readHead()
      case 'over':
        this.#rest = Buffer.alloc(0)
        return false
    }
  }

  #passOn(): boolean {
    const found = this.#rest.indexOf(this.#delimiter)
    const until = found === -1 ? this.#heldBackFrom() : found
    if (until > 0) this.#sink?.write(this.#rest.subarray(0, until))
    if (found === -1) {
      // A copy, because the view would keep all of what arrived.
      this.#rest = Buffer.from(this.#rest.subarray(until))
      return false
    }
    this.#endPart(found)
    return true
  }

  #endPart(delimiterAt: number): void {
    this.#sink?.end()
    this.#sink = undefined
    this.#rest = this.#rest.subarray(delimiterAt + this.#delimiter.length)
    this.#state = 'at-boundary'
  }

  /** Where the longest end begins that may be the beginning of a delimiter; the length when none may. */
  #heldBackFrom(): number {
    const { length } = this.#rest
    let at = this.#rest.indexOf('\r', Math.max(0, length - this.#delimiter.length + 1))
    while (at !== -1 && !this.#mayBeDelimiter(at)) at = this.#rest.indexOf('\r', at + 1)
    return at === -1 ? length : at
  }

  /** Whether a delimiter is at this place, as far as its bytes have arrived. */
  #mayBeDelimiter(at: number): boolean {
    const there = this.#rest.subarray(at, at + this.#delimiter.length)
    return this.#delimiter.subarray(0, there.length).equals(there)
  }

  /** Two hyphens after the last boundary; after any other nothing but the end of the line. */
  #afterBoundary(): boolean {
    if (this.#rest.length < 2) return false
    if (this.#rest.toString('latin1', 0, 2) === '--') {
      this.#state = 'over'
      return true
    }
    const lineEnd = this.#rest.indexOf(LINE_END)
    if (lineEnd === -1) return this.#waitForHead()
    this.#rest = this.#rest.subarray(lineEnd)
    this.#state = 'head'
    return true
  }

  #readHead(): boolean {
    const blank = this.#rest.indexOf(LINE_END + LINE_END)
    const boundary = this.#rest.indexOf(this.#delimiter)
    if (boundary !== -1 && (blank === -1 || boundary < blank))
      throw new NotAForm('a part has no blank line after its headers')
    if (blank === -1) return this.#waitForHead()
    // The line end of the blank line may be that of a boundary: then the part is empty.
    const contents = blank + LINE_END.length
    const isEmpty = this.#mayBeDelimiter(contents)
    if (isEmpty && this.#rest.length < contents + this.#delimiter.length) return false
    if (++this.#parts > MAX_PARTS) throw new NotAForm(`it has more than ${MAX_PARTS} parts`)
    this.#sink = this.#begin(headOf(this.#rest.toString('utf8', 0, blank)))
    if (isEmpty) {
      this.#endPart(contents)
    } else {
      this.#rest = this.#rest.subarray(contents + LINE_END.length)
      this.#state = 'contents'
    }
    return true
  }

  #waitForHead(): false {
    if (this.#rest.length > MAX_HEAD_BYTES)
      throw new NotAForm(`the headers of a part are longer than ${MAX_HEAD_BYTES} bytes`)
    return false
  }
}

function headOf(headers: string): PartHead {
  const disposition = /^content-disposition:\s*form-data(.*)$/im.exec(headers)?.[1] ?? ''
  const name = quoted(disposition, 'name')
  if (name === undefined) throw new NotAForm('a part has no name')
  const fileName = quoted(disposition, 'filename')
  return {
    name,
    ...(fileName === undefined ? {} : { fileName }),
    type: /^content-type:\s*(.*?)\s*$/im.exec(headers)?.[1] ?? '',
  }
}

/** Browsers and Node write quotes and line ends in names as percent escapes, and nothing else. */
function quoted(disposition: string, key: string): string | undefined {
  const found = new RegExp(`;\\s*${key}=(?:"([^"]*)"|([^;\\s]*))`, 'i').exec(disposition)
  return (found?.[1] ?? found?.[2])?.replaceAll(/%(22|0D|0A)/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
