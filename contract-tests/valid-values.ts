// The least that a schema of the contract lets pass: what is required and nothing else. Ids and numbers that must be
// somebody's come by the name of their member.

import type { ContractDocument, Schema } from './contract-document.ts'
import { flatten } from './schema-view.ts'

/** Values by the name of the member that takes them. */
export type ValuesByName = Readonly<Record<string, unknown>>

export interface Maker {
  document: ContractDocument
  values: ValuesByName
}

const DEPTH = 12

/** Texts for patterns; the first that fits is taken. */
const SPECIMENS = [
  'specimen',
  '1',
  '+14155550142',
  'https://example.com/specimen',
  'wss://example.com/specimen',
  '2026-01-15',
  '2026-01-15T12:00:00Z',
  'specimen@example.com',
  'en-US',
  'US',
  '09:00',
  '{{specimen}}',
]

/** What of a form is a file. */
export const FILE = new Blob(['A specimen.'], { type: 'text/plain' })

/** Undefined where nothing could be thought of, which a recursive schema may lead to. */
export function validValue(maker: Maker, schema: Schema, name = '', depth = DEPTH): unknown {
  const { types, required, properties, branches, items, rules } = flatten(maker.document, schema)
  const known = valueByName(maker.values, name)
  if (known !== undefined && branches.length === 0 && (types.includes('string') || types.length === 0))
    return known
  if (rules.const !== undefined) return rules.const
  if (Array.isArray(rules.enum)) return rules.enum.find(value => value !== null)
  if (rules.contentMediaType !== undefined) return FILE
  if (depth === 0) return undefined
  if (branches.length > 0) return first(branches, branch => validValue(maker, branch, name, depth - 1))
  const [type = Object.keys(properties).length > 0 ? 'object' : 'string'] = types.filter(
    one => one !== 'null',
  )
  switch (type) {
    case 'string':
      return specimen(rules)
    case 'integer':
    case 'number':
      return least(rules)
    case 'boolean':
      return true
    case 'array':
      return items
        ? several(number(rules.minItems) ?? 0, () => validValue(maker, items, singular(name), depth - 1))
        : []
    default:
      return validObject(maker, { required, properties, rules }, depth)
  }
}

function validObject(
  maker: Maker,
  { required, properties, rules }: Pick<ReturnType<typeof flatten>, 'required' | 'properties' | 'rules'>,
  depth: number,
): Record<string, unknown> {
  const optional = Object.keys(properties).filter(name => !required.includes(name))
  const wanted = (number(rules.minProperties) ?? 0) - required.length
  const names = [...required, ...optional.slice(0, Math.max(0, wanted))]
  return Object.fromEntries(
    names.map(name => [name, validValue(maker, properties[name] ?? {}, name, depth - 1)]),
  )
}

const valueByName = (values: ValuesByName, name: string): unknown =>
  Object.hasOwn(values, name) ? values[name] : undefined

/** What one item of a list of this name is called. */
export const singular = (name: string) => name.replace(/s$/, '')

function specimen(rules: Readonly<Record<string, unknown>>): string | undefined {
  const shortest = number(rules.minLength) ?? 0
  const longest = number(rules.maxLength) ?? Number.POSITIVE_INFINITY
  const pattern = typeof rules.pattern === 'string' ? new RegExp(rules.pattern, 'u') : undefined
  const candidates = rules.format === 'uri' ? SPECIMENS.slice(3) : [...SPECIMENS, 'x'.repeat(shortest)]
  return candidates.find(
    text => text.length >= shortest && text.length <= longest && (pattern?.test(text) ?? true),
  )
}

function least({ minimum, exclusiveMinimum, maximum }: Readonly<Record<string, unknown>>): number {
  const above = number(exclusiveMinimum)
  return number(minimum) ?? (above === undefined ? Math.min(1, number(maximum) ?? 1) : above + 1)
}

export const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

export const several = <Item>(count: number, make: () => Item): Item[] => Array.from({ length: count }, make)

function first<Item, Found>(
  all: readonly Item[],
  look: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of all) {
    const found = look(item)
    if (found !== undefined) return found
  }
  return undefined
}
