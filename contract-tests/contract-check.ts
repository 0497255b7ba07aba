// Whether a request and its reply fit the contract. It finds faults and says them; it sends nothing.

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import {
  type ContractDocument,
  DOCUMENT_ID,
  type Operation,
  operationsOf,
  type Schema,
} from './contract-document.ts'

/** A request that was matched to its operation. */
export interface MatchedRequest {
  operation: Operation
  params: Record<string, string>
  query: Record<string, string>
}

export interface ContractCheck {
  operations: readonly Operation[]
  /** The operation that a method and a path belong to. Throws when the contract has none. */
  match(method: string, url: URL): MatchedRequest
  /** Throws when the request does not fit. `body` is what is sent, JSON as text. */
  request(matched: MatchedRequest, body: string | FormData | undefined): void
  /** Throws when the status is not documented, the body is not what belongs to it, or there is one where none may be. */
  reply(operation: Operation, reply: { status: number; contentType: string | null; text: string }): void
}

export function contractCheck(document: ContractDocument): ContractCheck {
  const operations = operationsOf(document)
  const exact = validatorsFor(document, false)
  const coercing = validatorsFor(document, true)

  return {
    operations,

    match(method, url) {
      for (const operation of operations) {
        const params = operation.method === method ? paramsIn(operation.path, url.pathname) : undefined
        if (params) return { operation, params, query: Object.fromEntries(url.searchParams) }
      }
      throw new Error(`${method} ${url.pathname} is outside the contract`)
    },

    request({ operation, params, query }, body) {
      const at = `the request to ${operation.id}`
      demand(coercing, operation.params, { ...params }, `${at}, its path`)
      demand(coercing, operation.query, { ...query }, `${at}, its query`)
      if (body === undefined) {
        if (operation.body?.required) throw new Error(`${at} has no body, and needs one`)
        return
      }
      if (!operation.body) throw new Error(`${at} has a body, and takes none`)
      demand(
        exact,
        operation.body.schema,
        typeof body === 'string' ? JSON.parse(body) : objectOf(body),
        `${at}, its body`,
      )
    },

    reply(operation, { status, contentType, text }) {
      const at = `the reply ${status} of ${operation.id}`
      const documented = operation.replies.get(status)
      if (!documented) throw new Error(`${at} is not documented: ${text.slice(0, 500)}`)
      if (!documented.schema) {
        if (text !== '') throw new Error(`${at} has a body where none belongs: ${text.slice(0, 500)}`)
        return
      }
      if (!/^application\/json\b/.test(contentType ?? ''))
        throw new Error(`${at} is ${contentType}, not JSON`)
      demand(exact, documented.schema, JSON.parse(text), at)
    },
  }
}

type Validators = (schema: Schema) => ValidateFunction

/** Compiles a schema when it is first met. What stands in a URL is text and is read as the type it ought to have. */
function validatorsFor(document: ContractDocument, coerceTypes: boolean): Validators {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true, coerceTypes })
  ajv.addSchema(document, DOCUMENT_ID)
  const compiled = new Map<Schema, ValidateFunction>()
  return schema => {
    const known = compiled.get(schema) ?? ajv.compile(schema)
    compiled.set(schema, known)
    return known
  }
}

function demand(validators: Validators, schema: Schema, data: unknown, at: string): void {
  const validate = validators(schema)
  if (validate(data)) return
  const faults = (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
  )
  throw new Error(`${at} is outside the contract:\n  ${faults.slice(0, 10).join('\n  ')}`)
}

/** A form as the object that its parts describe. A text that looks like JSON is: the tests send no others. */
function objectOf(form: FormData): Record<string, unknown> {
  return Object.fromEntries(
    [...new Set(form.keys())].map(name => {
      const all = form.getAll(name)
      const value = all[0]
      if (typeof value === 'string')
        return [name, /^([[{\d]|true$|false$)/.test(value) ? JSON.parse(value) : value]
      return [name, name.endsWith('files') ? all : value]
    }),
  )
}

/** The parameters in a path, percent escapes resolved; undefined when it is another path. */
function paramsIn(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const name = /^\{(.+)\}$/.exec(part)?.[1]
    if (name) params[name] = decodeURIComponent(given[index]!)
    else if (part !== given[index]) return undefined
  }
  return params
}
