// Values with one fault each, made from a schema: a member missing, another type, too much, too little, outside the
// enum, an id of nothing. Whether each is a fault indeed is for a validator to say: alternatives may let it pass.

import type { Schema } from './contract-document.ts'
import { type FlatSchema, flatten } from './schema-view.ts'
import { type Maker, number, several, singular, validValue } from './valid-values.ts'

export interface Faulty {
  /** What is wrong, with the way to it. */
  what: string
  value: unknown
  /** The value has the right form, and names something that this workspace does not have. */
  reference?: string
}

export interface FaultMaker extends Maker {
  /** Ids that lead nowhere, by the name of the member that takes them: what is wrong with each, and the id. */
  strangers: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** One of each JSON type; 1.5 is a number that is no integer. */
const SAMPLES: readonly unknown[] = ['text', 1.5, true, [], {}, null]
const LONGEST = 100_000
const MOST = 2_000

/** The faults of `schema` down to `depth` levels below it, in the first alternative where there are several. */
export function faultyValues(maker: FaultMaker, schema: Schema, name: string, depth: number): Faulty[] {
  const flat = flatten(maker.document, schema)
  const own = [
    ...SAMPLES.map(value => ({ what: `is ${JSON.stringify(value)}`, value })),
    ...outsideRules(flat, () => validValue(maker, schema, name)),
    ...strangersFor(maker, flat, name),
  ]
  const [branch] = flat.branches
  if (branch) return [...own, ...faultyValues(maker, branch, name, depth)]
  if (depth === 0) return own
  return [...own, ...faultyMembers(maker, flat, schema, depth), ...faultyItems(maker, flat, name, depth)]
}

function outsideRules({ rules, others, types }: FlatSchema, valid: () => unknown): Faulty[] {
  const faults: Faulty[] = []
  const add = (what: string, value: unknown) => faults.push({ what, value })
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = rules
  if (Array.isArray(rules.enum) || rules.const !== undefined) add('is outside the enum', 'no_such_value')
  if (typeof minimum === 'number') add('is below the minimum', minimum - 1)
  if (typeof maximum === 'number') add('is above the maximum', maximum + 1)
  if (typeof exclusiveMinimum === 'number') add('is at the exclusive minimum', exclusiveMinimum)
  if (typeof exclusiveMaximum === 'number') add('is at the exclusive maximum', exclusiveMaximum)
  if (typeof rules.pattern === 'string') add('breaks the pattern', '\n no match ~')
  const shortest = number(rules.minLength) ?? 0
  const longest = number(rules.maxLength) ?? LONGEST
  if (shortest > 0) add('is too short', 'x'.repeat(shortest - 1))
  if (longest < LONGEST) add('is too long', 'x'.repeat(longest + 1))
  const fewest = number(rules.minItems) ?? 0
  if (fewest > 0) add('has too few items', [])
  if (number(rules.minProperties)) add('has too few members', {})
  if (types.includes('object') && others === false)
    add('has a member too many', { ...asObject(valid()), no_such_member: 1 })
  return faults
}

function strangersFor({ strangers }: FaultMaker, { types }: FlatSchema, name: string): Faulty[] {
  if (!types.includes('string') || !Object.hasOwn(strangers, name)) return []
  return Object.entries(strangers[name]!).map(([reference, value]) => ({
    what: `is ${reference}`,
    value,
    reference: name,
  }))
}

function faultyMembers(maker: FaultMaker, flat: FlatSchema, schema: Schema, depth: number): Faulty[] {
  const valid = validValue(maker, schema)
  if (typeof valid !== 'object' || valid === null || Array.isArray(valid)) return []
  const missing = flat.required.map(name => {
    const { [name]: _, ...rest } = asObject(valid)
    return { what: `/${name} is missing`, value: rest }
  })
  const wrong = Object.entries(flat.properties).flatMap(([name, member]) =>
    faultyValues(maker, member, name, depth - 1).map(fault =>
      within(name, fault, { ...valid, [name]: fault.value }),
    ),
  )
  if (typeof flat.others !== 'object') return [...missing, ...wrong]
  const others = faultyValues(maker, flat.others, '', depth - 1)
  return [...missing, ...wrong, ...others.map(fault => within('any', fault, { ...valid, any: fault.value }))]
}

function faultyItems(maker: FaultMaker, { items, rules }: FlatSchema, name: string, depth: number): Faulty[] {
  if (!items) return []
  const most = number(rules.maxItems) ?? MOST
  const valid = () => validValue(maker, items, singular(name))
  const extra = most < MOST ? [{ what: 'has too many items', value: several(most + 1, valid) }] : []
  const wrong = faultyValues(maker, items, singular(name), depth - 1)
  return [...extra, ...wrong.map(fault => within('0', fault, [fault.value]))]
}

const within = (name: string, fault: Faulty, value: unknown): Faulty => ({
  ...fault,
  what: fault.what.startsWith('/') ? `/${name}${fault.what}` : `/${name} ${fault.what}`,
  value,
})

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}
