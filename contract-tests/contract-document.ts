// The contract as the suite reads it, without the help of the project's own generator: its operations, and where in the
// document their schemas are. It checks nothing.

type Node = Record<string, unknown>
export type Schema = Node

/** openapi.yaml in one piece, as plain JSON. */
export type ContractDocument = Node

/** A node of the document and the JSON pointer that leads to it, references followed. */
interface Place {
  pointer: string
  node: Node
}

export interface Operation {
  id: string
  method: string
  /** With the names of its parameters in braces. */
  path: string
  /** Which generations of clients have it: reference, sdk-4, sdk-5. */
  since: readonly string[]
  params: Schema
  query: Schema
  /** Absent where the operation takes none. */
  body?: { schema: Schema; required: boolean; json: boolean }
  /** By status; without a schema the reply has no body. */
  replies: ReadonlyMap<number, { schema?: Schema }>
}

/** By what schemas refer to the document, once it has been added to a validator under this name. */
export const DOCUMENT_ID = 'contract'

const METHODS = ['get', 'post', 'put', 'patch', 'delete']
const JSON_TYPE = 'application/json'
const FORM_TYPE = 'multipart/form-data'

export function operationsOf(document: ContractDocument): Operation[] {
  const paths = within(document, { pointer: '', node: document }, 'paths')
  return Object.keys(paths?.node ?? {}).flatMap(path =>
    METHODS.flatMap(method => {
      const place = within(document, paths!, path, method)
      return place ? [operationAt(document, place, method.toUpperCase(), path)] : []
    }),
  )
}

function operationAt(document: ContractDocument, place: Place, method: string, path: string): Operation {
  const { operationId, 'x-since': since } = place.node
  if (typeof operationId !== 'string') throw new Error(`${method} ${path} has no operationId`)
  const request = within(document, place, 'requestBody')
  const body = request && schemaIn(document, request)
  const takesJson = Boolean(request && within(document, request, 'content', JSON_TYPE))
  return {
    id: operationId,
    method,
    path,
    since: Array.isArray(since) ? since.map(String) : [],
    params: parametersIn(document, place, 'path'),
    query: parametersIn(document, place, 'query'),
    ...(body ? { body: { schema: body, required: request.node.required === true, json: takesJson } } : {}),
    replies: repliesOf(document, place),
  }
}

function repliesOf(document: ContractDocument, operation: Place): Operation['replies'] {
  const responses = within(document, operation, 'responses')
  const statuses = Object.keys(responses?.node ?? {})
  return new Map(
    statuses.map(status => {
      const schema = schemaIn(document, within(document, responses!, status)!)
      return [Number(status), schema ? { schema } : {}]
    }),
  )
}

function parametersIn(document: ContractDocument, operation: Place, location: 'path' | 'query'): Schema {
  const list = within(document, operation, 'parameters')
  const all = Object.keys(list?.node ?? {}).map(index => within(document, list!, index)!)
  const here = all.filter(({ node }) => node.in === location)
  return {
    type: 'object',
    additionalProperties: false,
    required: here.filter(({ node }) => node.required).map(({ node }) => node.name),
    properties: Object.fromEntries(
      here.map(({ node, pointer }) => [node.name, { $ref: `${DOCUMENT_ID}#${pointer}/schema` }]),
    ),
  }
}

/** Where a body may be JSON or a form, both have one schema. */
function schemaIn(document: ContractDocument, place: Place): Schema | undefined {
  const content =
    within(document, place, 'content', JSON_TYPE) ?? within(document, place, 'content', FORM_TYPE)
  return content && { $ref: `${DOCUMENT_ID}#${content.pointer}/schema` }
}

/** The node below another one, with every reference on the way followed. */
function within(document: ContractDocument, from: Place, ...names: string[]): Place | undefined {
  return names.reduce<Place | undefined>((place, name) => {
    const node = place?.node[name]
    return isNode(node)
      ? followed(document, { pointer: `${place!.pointer}/${written(name)}`, node })
      : undefined
  }, from)
}

function followed(document: ContractDocument, place: Place): Place {
  const { $ref } = place.node
  if (typeof $ref !== 'string') return place
  const names = $ref.slice('#/'.length).split('/').map(read)
  const found = within(document, { pointer: '', node: document }, ...names)
  if (!found) throw new Error(`${$ref} leads nowhere in the contract`)
  return found
}

const written = (name: string) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))
const read = (part: string) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null
