// Reading a multipart form: each part becomes a member of the body, as the contract's schema of it says.

import type { OperationFacts, UploadedFile } from './contract.ts'
import { badRequest, type Refusal, tooLarge } from './errors.ts'
import { type FormPart, multipartParts } from './multipart.ts'

/** All parts of a form together. */
const MAX_FORM_BYTES = 200_000_000

type PartKinds = NonNullable<OperationFacts['parts']>

/**
 * The form as an object; its files are views of the one buffer that the body is read into. Parts that the contract does
 * not name are dropped. A list under a bracketed name (`texts[]`, `texts[][title]`) arrives empty: the live service
 * reads nothing of it. Refuses more than 200 MB (413) and what is no form (400).
 */
export async function readForm(request: Request, kinds: PartKinds): Promise<Record<string, unknown>> {
  const body: Record<string, unknown> = {}
  for (const part of partsIn(await readBytes(request), request.headers.get('content-type') ?? '')) {
    const { name } = part
    const kind = kinds[name]
    if (kind !== undefined) {
      const member = memberOf(kind, part)
      body[name] = kind === 'files' ? [...((body[name] as unknown[] | undefined) ?? []), member] : member
      continue
    }
    const list = /^([^[]+)\[/.exec(name)?.[1]
    if (list !== undefined && kinds[list] !== undefined) body[list] ??= []
  }
  return body
}

function partsIn(bytes: Uint8Array, contentType: string): FormPart[] {
  try {
    return multipartParts(bytes, contentType)
  } catch (error) {
    throw noForm(error)
  }
}

const noForm = (error: unknown): Refusal =>
  badRequest(`request/body is not a valid form: ${error instanceof Error ? error.message : String(error)}`)

/** The whole body. Where its length is announced it is held once only, however large. */
async function readBytes({ headers, body }: Request): Promise<Uint8Array> {
  const announced = headers.get('content-length')
  if (Number(announced) > MAX_FORM_BYTES) throw tooLarge(MAX_FORM_BYTES)
  if (!body) return new Uint8Array()
  const whole = announced === null ? undefined : new Uint8Array(Number(announced))
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    if (size + chunk.byteLength > (whole?.byteLength ?? MAX_FORM_BYTES)) throw tooLarge(MAX_FORM_BYTES)
    if (whole) whole.set(chunk, size)
    else chunks.push(chunk)
    size += chunk.byteLength
  }
  return whole ? whole.subarray(0, size) : Buffer.concat(chunks)
}

function memberOf(kind: PartKinds[string], { name, fileName, type, bytes }: FormPart): unknown {
  const wantsFile = kind === 'file' || kind === 'files'
  if (fileName !== undefined) {
    if (!wantsFile) throw badRequest(`request/body/${name} must NOT be a file`)
    return { name: fileName, type: type || 'application/octet-stream', bytes } satisfies UploadedFile
  }
  if (wantsFile) throw badRequest(`request/body/${name} must be a file`)
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  return kind === 'json' ? parsed(text) : text
}

/** What is not JSON stays text, for the schema to refuse in its own words. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
