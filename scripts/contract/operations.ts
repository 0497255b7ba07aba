// The bundled contract as plain data, and the facts about each operation that the rest of the generator needs.

import type { OpenAPIV3_1 } from 'openapi-types'

export type Contract = OpenAPIV3_1.Document
export type Schema = Record<string, unknown>

/** One operation. Its schemas may hold references into the bundled document. */
export interface Operation {
  id: string
  tag: string
  method: string
  path: string
  /** The status of its one success. */
  status: number
  params: Schema | undefined
  query: Schema | undefined
  body: Schema | undefined
  bodyRequired: boolean
  /** Top-level names of the body that the contract knows; others are dropped before the handler sees them. */
  bodyKeys: string[]
  /** Renames of the older reference, `[path to the object, old name, real name]`. */
  aliases: [string[], string, string][]
  reply: Schema | undefined
  /** How each part of a multipart form becomes a member of the body; absent where there is no form. */
  parts: Record<string, PartKind> | undefined
  /** Whether the body may also, or only, be JSON. */
  json: boolean
  /** Whether it is refused with 402 where nobody pays. */
  paid: boolean
}

/** `file` and `files` stay bytes, `json` is parsed, `text` is taken as it is. */
export type PartKind = 'file' | 'files' | 'json' | 'text'

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

/** What the API answers. */
export const operationsOf = (contract: Contract): Operation[] => operationsIn(contract, contract.paths ?? {})

/** What the API asks of its customer: nothing is served for these, but their answers are checked. */
export const webhooksOf = (contract: Contract): Operation[] => operationsIn(contract, contract.webhooks ?? {})

function operationsIn(
  contract: Contract,
  items: Record<string, OpenAPIV3_1.PathItemObject | OpenAPIV3_1.ReferenceObject | undefined>,
): Operation[] {
  return Object.entries(items).flatMap(([path, found]) => {
    const item = found && resolve<OpenAPIV3_1.PathItemObject>(contract, found)
    return METHODS.flatMap(method => {
      const operation = item?.[method]
      return operation ? [operationOf(contract, path, method, operation, item.parameters ?? [])] : []
    })
  })
}

function operationOf(
  contract: Contract,
  path: string,
  method: string,
  operation: OpenAPIV3_1.OperationObject,
  shared: (OpenAPIV3_1.ReferenceObject | OpenAPIV3_1.ParameterObject)[],
): Operation {
  const id = operation.operationId
  if (!id) throw new Error(`${method} ${path} has no operationId`)
  const successes = Object.entries(operation.responses ?? {}).filter(([status]) => status.startsWith('2'))
  if (successes.length !== 1) throw new Error(`${id} must have exactly one 2xx`)
  const [status, success] = successes[0]!
  const reply = resolve<OpenAPIV3_1.ResponseObject>(contract, success).content?.['application/json']
    ?.schema as Schema | undefined
  const request =
    operation.requestBody && resolve<OpenAPIV3_1.RequestBodyObject>(contract, operation.requestBody)
  const form = request?.content['multipart/form-data']?.schema as Schema | undefined
  const json = request?.content['application/json']?.schema as Schema | undefined
  const body = json ?? form
  const parameters = [...shared, ...(operation.parameters ?? [])].map(parameter =>
    resolve<OpenAPIV3_1.ParameterObject>(contract, parameter),
  )
  return {
    id,
    tag: operation.tags?.[0] ?? 'other',
    method: method.toUpperCase(),
    path,
    status: Number(status),
    params: parametersIn(parameters, 'path'),
    query: parametersIn(parameters, 'query'),
    body,
    bodyRequired: request?.required ?? false,
    bodyKeys: body ? [...propertiesOf(contract, body)].sort() : [],
    aliases: body ? aliasesOf(contract, body, [], new Set()) : [],
    reply,
    parts: form && partsIn(contract, form),
    json: json !== undefined,
    paid: '402' in (operation.responses ?? {}),
  }
}

function partsIn(contract: Contract, form: Schema): Record<string, PartKind> {
  const kinds = [...memberSchemasOf(contract, form)].map(([name, schema]) => [name, kindOf(contract, schema)])
  return Object.fromEntries(kinds) as Record<string, PartKind>
}

function kindOf(contract: Contract, schema: Schema): PartKind {
  const { type, items, contentMediaType } = resolve<Schema>(contract, schema)
  if (contentMediaType) return 'file'
  if (type === 'array' && resolve<Schema>(contract, items).contentMediaType) return 'files'
  return type === 'string' ? 'text' : 'json'
}

function memberSchemasOf(contract: Contract, schema: Schema): Map<string, Schema> {
  const { properties, ...resolved } = resolve<Schema>(contract, schema)
  const inner = partsOf(resolved).flatMap(part => [...memberSchemasOf(contract, part)])
  return new Map([...inner, ...Object.entries((properties as Record<string, Schema> | undefined) ?? {})])
}

export function resolve<Target>(contract: Contract, object: unknown): Target {
  let found = object as Record<string, unknown>
  while (typeof found.$ref === 'string') {
    const segments = found.$ref.slice(2).split('/').map(unescaped)
    found = segments.reduce<Record<string, unknown>>(
      (node, segment) => node[segment] as Record<string, unknown>,
      contract as never,
    )
  }
  return found as Target
}

const unescaped = (segment: string) => decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~')

function parametersIn(
  parameters: OpenAPIV3_1.ParameterObject[],
  place: 'path' | 'query',
): Schema | undefined {
  const here = parameters.filter(parameter => parameter.in === place)
  if (here.length === 0) return undefined
  return {
    type: 'object',
    properties: Object.fromEntries(here.map(parameter => [parameter.name, parameter.schema ?? {}])),
    required: here.filter(parameter => parameter.required).map(parameter => parameter.name),
  }
}

function propertiesOf(contract: Contract, schema: Schema): Set<string> {
  const resolved = resolve<Schema>(contract, schema)
  const names = new Set(Object.keys((resolved.properties as object | undefined) ?? {}))
  for (const part of partsOf(resolved)) for (const name of propertiesOf(contract, part)) names.add(name)
  return names
}

const partsOf = (schema: Schema): Schema[] =>
  ['allOf', 'anyOf', 'oneOf'].flatMap(key => (schema[key] as Schema[] | undefined) ?? [])

function aliasesOf(
  contract: Contract,
  schema: Schema,
  path: string[],
  seen: Set<Schema>,
): Operation['aliases'] {
  const resolved = resolve<Schema>(contract, schema)
  if (seen.has(resolved) || path.length > 3) return []
  const within = new Set([...seen, resolved])
  const own = Object.entries((resolved['x-aliases'] as Record<string, string> | undefined) ?? {}).map(
    ([old, real]): Operation['aliases'][number] => [path, old, real],
  )
  const inner = Object.entries((resolved.properties as Record<string, Schema> | undefined) ?? {}).flatMap(
    ([name, property]) => aliasesOf(contract, property, [...path, name], within),
  )
  return [...own, ...inner, ...partsOf(resolved).flatMap(part => aliasesOf(contract, part, path, within))]
}
