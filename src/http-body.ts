// Reading a request's JSON: bounded, and refused with a sentence when it is not JSON.

import { badRequest, tooLarge } from './errors.ts'

export const MAX_BODY_BYTES = 10_000_000

/** The parsed body, or undefined when there is none. Refuses more than 10 MB (413) and what is not JSON (400). */
export async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request)
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badRequest(
      `request/body is not valid JSON: ${error instanceof Error ? error.message : String(error)}`,
    )
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
