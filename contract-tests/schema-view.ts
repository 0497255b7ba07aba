// Schemas of the contract as one flat object each: references followed, allOf merged, an alternative put into what
// surrounds it. It neither makes values nor checks them.

import type { ContractDocument, Schema } from './contract-document.ts'

export interface FlatSchema {
  types: readonly string[]
  required: readonly string[]
  properties: Readonly<Record<string, Schema>>
  /** The schemas of oneOf and anyOf, each already merged with what surrounds it. */
  branches: readonly Schema[]
  items: Schema | undefined
  /** What other members may be: false where there are none. */
  others: Schema | boolean
  /** Everything else as it stands: enum, pattern, minimum … */
  rules: Readonly<Record<string, unknown>>
}

/** `schema` with its references followed and its parts merged; only the outermost level. */
export function flatten(document: ContractDocument, schema: Schema): FlatSchema {
  const { type, required, properties, items, oneOf, anyOf, additionalProperties, ...rules } = merged(
    document,
    schema,
  )
  const { unevaluatedProperties: closed } = rules
  const alternatives = [...list(oneOf), ...list(anyOf)]
  const around = { ...rules, type, required, properties, items, additionalProperties }
  return {
    types: typeof type === 'string' ? [type] : texts(type),
    required: texts(required),
    properties: isSchema(properties) ? (properties as Record<string, Schema>) : {},
    branches: alternatives.map(branch => ({ allOf: [defined(around), branch] })),
    items: isSchema(items) ? items : undefined,
    others: isSchema(additionalProperties)
      ? additionalProperties
      : additionalProperties !== false && closed !== false,
    rules,
  }
}

function merged(document: ContractDocument, schema: Schema): Schema {
  const { $ref, allOf, ...own } = schema
  const parts = [...(typeof $ref === 'string' ? [target(document, $ref)] : []), ...list(allOf)]
  return parts.map(part => merged(document, part)).reduceRight(joined, own)
}

/** Both hold: names and requirements add up, and of two alternatives lists the nearer is looked at. */
function joined(near: Schema, far: Schema): Schema {
  const properties = { ...asSchema(far.properties), ...asSchema(near.properties) }
  const required = [...new Set([...texts(far.required), ...texts(near.required)])]
  return {
    ...far,
    ...near,
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(required.length > 0 ? { required } : {}),
  }
}

function target(document: ContractDocument, reference: string): Schema {
  const found = reference
    .slice(reference.indexOf('#') + 2)
    .split('/')
    .map(part => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((node, name) => (isNode(node) ? node[name] : undefined), document)
  if (!isSchema(found)) throw new Error(`${reference} leads nowhere in the contract`)
  return found
}

const defined = (schema: Schema): Schema =>
  Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined))
const isNode = (value: unknown): value is Schema => typeof value === 'object' && value !== null
const isSchema = (value: unknown): value is Schema => isNode(value) && !Array.isArray(value)
const asSchema = (value: unknown): Schema => (isSchema(value) ? value : {})
const list = (value: unknown): Schema[] => (Array.isArray(value) ? value.filter(isSchema) : [])
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter(item => typeof item === 'string') : []
