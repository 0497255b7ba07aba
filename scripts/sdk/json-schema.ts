// Turns types of TypeScript into strict JSON Schemas: no property that a type does not name. It knows what the reply
// types of an API are made of, and no more of the language.

import ts from 'typescript'

export type Schema = Record<string, unknown>

export interface SchemaWriter {
  /** The schema of a type; undefined where nothing is answered. Titles say which type, or member of it, it is of. */
  schemaOf(type: ts.Type): Schema | undefined
  /** What the schemas refer to as `#/definitions/<name>`, one for each named object type met so far. */
  definitions: Record<string, Schema>
}

export function schemaWriter(checker: ts.TypeChecker): SchemaWriter {
  const definitions: Record<string, Schema> = {}
  const names = new Map<ts.Type, string>()

  function schemaOf(type: ts.Type): Schema {
    if (has(type, ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {}
    if (has(type, ts.TypeFlags.Null)) return { type: 'null' }
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value }
    if (has(type, ts.TypeFlags.String)) return { type: 'string' }
    if (has(type, ts.TypeFlags.Number)) return { type: 'number' }
    if (has(type, ts.TypeFlags.Boolean)) return { type: 'boolean' }
    if (has(type, ts.TypeFlags.BooleanLiteral)) return { const: checker.typeToString(type) === 'true' }
    if (type.isUnion()) return unionOf(type.types)
    // `string & {}`, by which an open list of words is written.
    if (type.isIntersection() && type.types.some(part => has(part, ts.TypeFlags.String)))
      return { type: 'string' }
    if (checker.isArrayType(type)) {
      const [item] = checker.getTypeArguments(type as ts.TypeReference)
      return { type: 'array', items: item ? schemaOf(item) : {} }
    }
    if (has(type, ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return objectOf(type)
    throw new Error(`${checker.typeToString(type)} has no JSON Schema`)
  }

  function objectOf(type: ts.Type): Schema {
    const name = type.symbol && checker.getFullyQualifiedName(type.symbol).replace(/^"[^"]*"\./, '')
    if (!name || name.startsWith('__')) return membersOf(type, undefined)
    const known = names.get(type)
    if (known) return { $ref: `#/definitions/${known}` }
    // Two modules may use one name for two types.
    let unique = name
    for (let count = 2; unique in definitions; count++) unique = `${name}-${count}`
    names.set(type, unique)
    const definition: Schema = {}
    definitions[unique] = definition
    Object.assign(definition, { title: unique }, membersOf(type, unique))
    return { $ref: `#/definitions/${unique}` }
  }

  function membersOf(type: ts.Type, owner: string | undefined): Schema {
    const members = checker.getPropertiesOfType(type)
    const others = checker.getIndexInfoOfType(type, ts.IndexKind.String)
    return {
      type: 'object',
      additionalProperties: others ? schemaOf(others.type) : false,
      required: members.filter(member => !isOptional(member)).map(member => member.name),
      properties: Object.fromEntries(
        members.map(member => {
          const schema = schemaOf(checker.getTypeOfSymbol(member))
          return [member.name, owner ? titled(schema, `${owner}.${member.name}`) : schema]
        }),
      ),
    }
  }

  function unionOf(types: readonly ts.Type[]): Schema {
    const present = types.filter(type => !has(type, NOTHING))
    const values = present.filter(type => !has(type, ts.TypeFlags.Null))
    const schema = formsOf(values)
    // An alternative to null is written so that a fault is told of the value, and not also of the null that it is not.
    return values.length === present.length ? schema : { if: { not: { type: 'null' } }, then: schema }
  }

  function formsOf(types: readonly ts.Type[]): Schema {
    const isConstant = (type: ts.Type) => type.isStringLiteral() || type.isNumberLiteral()
    const isTruth = (type: ts.Type) => has(type, ts.TypeFlags.BooleanLiteral)
    const words = types.filter(isConstant).map(type => schemaOf(type).const)
    const truths = types.filter(isTruth)
    const others = types.filter(type => !isConstant(type) && !isTruth(type))
    const tag = others.length > 1 ? tagOf(others) : undefined
    const forms: Schema[] = [
      ...(words.length > 0 ? [{ enum: words }] : []),
      ...(truths.length === 2 ? [{ type: 'boolean' }] : truths.map(schemaOf)),
      ...(tag
        ? [
            {
              type: 'object',
              required: [tag],
              discriminator: { propertyName: tag },
              oneOf: others.map(schemaOf),
            },
          ]
        : others.map(schemaOf)),
    ]
    return forms.length === 1 ? forms[0]! : { anyOf: forms }
  }

  /** The property whose words tell these object types apart, if there is one. */
  function tagOf(types: readonly ts.Type[]): string | undefined {
    const candidates = checker.getPropertiesOfType(types[0]!).map(member => member.name)
    return candidates.find(name => {
      const words = types.map(type => wordsOf(type, name))
      if (words.some(found => found.length === 0)) return false
      return new Set(words.flat()).size === words.flat().length
    })
  }

  function wordsOf(type: ts.Type, name: string): string[] {
    const member = checker.getPropertyOfType(type, name)
    if (!member || isOptional(member)) return []
    const value = checker.getTypeOfSymbol(member)
    const parts = value.isUnion() ? value.types : [value]
    return parts.every(part => part.isStringLiteral()) ? parts.map(part => part.value) : []
  }

  return {
    definitions,
    schemaOf: type => (has(type, NOTHING) ? undefined : schemaOf(type)),
  }
}

/** The schema with its place in a named type as its title, down to the schema whose fault would be told. */
function titled(schema: Schema, title: string): Schema {
  const { $ref, then, items } = schema
  if ($ref) return schema
  if (isSchema(then)) return { ...schema, then: titled(then, title) }
  return { title, ...schema, ...(isSchema(items) ? { items: titled(items, `${title}[]`) } : {}) }
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null

const NOTHING = ts.TypeFlags.Undefined | ts.TypeFlags.Void

const has = (type: ts.Type, flags: ts.TypeFlags) => (type.flags & flags) !== 0
const isOptional = (member: ts.Symbol) => (member.flags & ts.SymbolFlags.Optional) !== 0
