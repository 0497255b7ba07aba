// Reading a multipart form as it arrives: each part becomes a member of the body, as the contract's schema of it says,
// and the contents of files go to the store piece by piece.

import type { OperationFacts, UploadedFile } from './contract.ts'
import { badRequest, Refusal, tooLarge } from './errors.ts'
import { FormParser, NotAForm, type PartHead, type PartSink } from './multipart.ts'

/** All parts of a form together. */
const MAX_FORM_BYTES = 200_000_000

type PartKinds = NonNullable<OperationFacts['parts']>

/** Takes the contents of a file; `id` is what they are called from then on. */
export interface Receiver {
  readonly id: number
  write(bytes: Uint8Array): void
  end(): { size: number }
}

/**
 * The form as an object, whose files went where `receive` says. Parts that the contract does not name are dropped. A list
 * under a bracketed name (`texts[]`, `texts[][title]`) arrives empty: the live service reads nothing of it. Refuses more
 * than 200 MB (413) and what is no form (400).
 */
export async function readForm(
  request: Request,
  kinds: PartKinds,
  receive: () => Receiver,
): Promise<Record<string, unknown>> {
  if (Number(request.headers.get('content-length')) > MAX_FORM_BYTES) throw tooLarge(MAX_FORM_BYTES)
  const form = new Form(request.headers.get('content-type') ?? '', kinds, receive)
  let size = 0
  for await (const chunk of bytesOf(request)) {
    size += chunk.byteLength
    if (size > MAX_FORM_BYTES) throw tooLarge(MAX_FORM_BYTES)
    form.write(chunk)
  }
  return form.end()
}

/** What the connection loses on the way is a form that is cut off, and no fault of the mock. */
async function* bytesOf({ body }: Request): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader()
  try {
    for (;;) {
      const read = await reader?.read().catch(() => 'lost' as const)
      if (read === 'lost') throw noForm('the connection was lost')
      if (!read || read.done) return
      yield read.value
    }
  } finally {
    await reader?.cancel().catch(() => {})
  }
}

/** A form that is being read. What is refused in the middle of it is told at its end: the client is still sending. */
class Form {
  readonly #kinds: PartKinds
  readonly #receive: () => Receiver
  readonly #body: Record<string, unknown> = {}
  #parser: FormParser | undefined
  #refusal: Refusal | undefined

  constructor(contentType: string, kinds: PartKinds, receive: () => Receiver) {
    this.#kinds = kinds
    this.#receive = receive
    this.#unlessRefused(() => {
      this.#parser = new FormParser(contentType, head => this.#sinkOf(head))
    })
  }

  write(chunk: Uint8Array): void {
    this.#unlessRefused(() => this.#parser?.write(chunk))
  }

  end(): Record<string, unknown> {
    this.#unlessRefused(() => this.#parser?.end())
    if (this.#refusal) throw this.#refusal
    return this.#body
  }

  #unlessRefused(work: () => void): void {
    if (this.#refusal) return
    try {
      work()
    } catch (error) {
      if (!(error instanceof NotAForm || error instanceof Refusal)) throw error
      this.#refusal = error instanceof Refusal ? error : noForm(error.message)
    }
  }

  #sinkOf({ name, fileName, type }: PartHead): PartSink {
    const kind = this.#kindOf(name)
    if (kind === undefined) {
      const list = /^([^[]+)\[/.exec(name)?.[1]
      if (list !== undefined && this.#kindOf(list) !== undefined) this.#body[list] ??= []
      return NOWHERE
    }
    const wantsFile = kind === 'file' || kind === 'files'
    if (wantsFile && fileName === undefined) throw badRequest(`request/body/${name} must be a file`)
    if (!wantsFile && fileName !== undefined) throw badRequest(`request/body/${name} must NOT be a file`)
    if (fileName === undefined)
      return textSink(text => {
        this.#body[name] = kind === 'json' ? parsed(text) : text
      })
    return this.#fileSink(fileName, type, file => {
      if (kind === 'file') this.#body[name] = file
      else this.#listAt(name).push(file)
    })
  }

  #kindOf(name: string): PartKinds[string] | undefined {
    return Object.hasOwn(this.#kinds, name) ? this.#kinds[name] : undefined
  }

  #fileSink(name: string, type: string, keep: (file: UploadedFile) => void): PartSink {
    const receiver = this.#receive()
    return {
      write: bytes => receiver.write(bytes),
      end: () =>
        keep({
          name,
          type: type || 'application/octet-stream',
          size: receiver.end().size,
          upload: receiver.id,
        }),
    }
  }

  #listAt(name: string): unknown[] {
    const present = this.#body[name]
    if (Array.isArray(present)) return present
    const list: unknown[] = []
    this.#body[name] = list
    return list
  }
}

const noForm = (reason: string): Refusal => badRequest(`request/body is not a valid form: ${reason}`)

const NOWHERE: PartSink = { write() {}, end() {} }

function textSink(keep: (text: string) => void): PartSink {
  const pieces: Uint8Array[] = []
  return {
    write: bytes => void pieces.push(Buffer.from(bytes)),
    end: () => keep(Buffer.concat(pieces).toString('utf8')),
  }
}

/** What is not JSON stays text, for the schema to refuse in its own words. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
