// Reading a multipart form: each part becomes a member of the body, as the contract's schema of it says.

import type { OperationFacts, UploadedFile } from './contract.ts'
import { badRequest, tooLarge } from './errors.ts'

/** All parts of a form together. */
const MAX_FORM_BYTES = 200_000_000

/**
 * The form as an object. Parts that the contract does not name are dropped, so that bracketed names vanish as they do on
 * the live service. Refuses more than 200 MB (413) and what is no form (400).
 */
export async function readForm(
  request: Request,
  parts: NonNullable<OperationFacts['parts']>,
): Promise<Record<string, unknown>> {
  if (Number(request.headers.get('content-length')) > MAX_FORM_BYTES) throw tooLarge(MAX_FORM_BYTES)
  const body: Record<string, unknown> = {}
  for (const [name, value] of await formOf(request)) {
    const kind = parts[name]
    if (kind === undefined) continue
    const member = await memberOf(name, kind, value)
    body[name] = kind === 'files' ? [...((body[name] as unknown[] | undefined) ?? []), member] : member
  }
  return body
}

async function formOf(request: Request): Promise<FormData> {
  try {
    return await request.formData()
  } catch (error) {
    throw badRequest(
      `request/body is not a valid form: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

async function memberOf(
  name: string,
  kind: 'file' | 'files' | 'json' | 'text',
  value: File | string,
): Promise<unknown> {
  const wantsFile = kind === 'file' || kind === 'files'
  if (typeof value !== 'string') {
    if (!wantsFile) throw badRequest(`request/body/${name} must NOT be a file`)
    return {
      name: value.name,
      type: value.type,
      bytes: new Uint8Array(await value.arrayBuffer()),
    } satisfies UploadedFile
  }
  if (wantsFile) throw badRequest(`request/body/${name} must be a file`)
  return kind === 'json' ? parsed(value) : value
}

/** What is not JSON stays text, for the schema to refuse in its own words. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
