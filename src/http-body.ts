// Reading a request's body, JSON or a form: bounded, and refused with a sentence when it is not what it should be.

import type { OperationFacts } from './contract.ts'
import { badRequest, messageOf, tooLarge } from './errors.ts'
import { type Receiver, readForm } from './http-form.ts'

export const MAX_BODY_BYTES = 10_000_000

/** The body as this operation takes it, or undefined when there is none. The files of a form go where `receive` says. */
export function readBody(
  request: Request,
  { parts, json }: OperationFacts,
  receive: () => Receiver,
): Promise<unknown> {
  const isForm = /^multipart\/form-data/i.test(request.headers.get('content-type') ?? '')
  if (parts && isForm) return readForm(request, parts, receive)
  if (parts && !json) throw badRequest('request/body must be multipart/form-data')
  return parts ? readJson(request).then(body => withoutFiles(body, parts)) : readJson(request)
}

/** JSON carries no files: what stands in the place of one is refused. */
function withoutFiles(body: unknown, parts: NonNullable<OperationFacts['parts']>): unknown {
  for (const name of Object.keys(typeof body === 'object' && body !== null ? body : {})) {
    if (parts[name] === 'file' || parts[name] === 'files')
      throw badRequest(`request/body/${name} must be a file`)
  }
  return body
}

/** The parsed body, or undefined when there is none. Refuses more than 10 MB (413) and what is not JSON (400). */
async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request)
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badRequest(`request/body is not valid JSON: ${messageOf(error)}`)
  }
}

async function readText(request: Request): Promise<string> {
  const length = request.headers.get('content-length')
  if (Number(length) > MAX_BODY_BYTES) throw tooLarge(MAX_BODY_BYTES)
  if (length !== null || request.body === null) return request.text()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) throw tooLarge(MAX_BODY_BYTES)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
