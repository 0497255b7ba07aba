// The typed filters of the newest lists, `{ type, op, value }`, as conditions over the columns of a table. Which list has
// which filters is said elsewhere.

import type { Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import type { Condition } from '../store/select.ts'

export type Filter =
  | Schemas['StringFilter']
  | Schemas['NumberFilter']
  | Schemas['BooleanFilter']
  | Schemas['RangeFilter']
  | Schemas['EnumFilter']
  | Schemas['PresentFilter']

const COMPARE = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' } as const

/**
 * Conditions of filters by name: a single one is about the column of its name, several in a list are each about a key of
 * the object that `objects` has under that name. Names that are neither are passed over.
 */
export function namedConditions(
  filters: Readonly<Record<string, Filter | readonly Schemas['KeyedFilter'][] | undefined>>,
  columns: Readonly<Record<string, unknown>>,
  objects: Readonly<Record<string, string>>,
): Condition[] {
  return Object.entries(filters).flatMap(([name, filter]) => {
    // Of what stands under other names nothing is known, not even that it is a filter.
    if (filter === undefined || !(Object.hasOwn(columns, name) || Object.hasOwn(objects, name))) return []
    if ('type' in filter) return Object.hasOwn(columns, name) ? [conditionOn(name, filter)] : []
    const object = objects[name]
    return object === undefined ? [] : filter.map(each => keyedCondition(object, each))
  })
}

/** SQLite takes an expression no deeper than 1,000, and each further condition is one level. The number is the mock's own. */
const MOST_CONDITIONS = 300

/** The conditions of one list, refused with a 400 when there are too many of them. */
export function limited(conditions: Condition[]): Condition[] {
  if (conditions.length <= MOST_CONDITIONS) return conditions
  throw badRequest(`request/body/filter_criteria must NOT have more than ${MOST_CONDITIONS} conditions`)
}

/**
 * Whether `what` is one of these, however many there are: they are one parameter. A single one is compared, so that an index
 * also gives its rows in order.
 */
export function among(what: string, values: readonly (string | number)[]): Condition {
  return values.length === 1
    ? { sql: `${what} = ?`, values }
    : { sql: `${what} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(values)] }
}

/** Any of the agents; one with versions only in those. None named means all. */
export function agentConditions(
  agents: readonly { agent_id: string; version?: number[] }[] = [],
  versionColumn: string,
): Condition[] {
  if (agents.length === 0) return []
  const ids = agents.map(({ agent_id }) => agent_id)
  const anyVersion = agents.flatMap(({ agent_id, version = [] }) => (version.length === 0 ? [agent_id] : []))
  const versions = agents.flatMap(({ agent_id, version = [] }) => version.map(each => [agent_id, each]))
  const named = among('agent_id', ids)
  const any = ids.length === 1 ? named : { ...named, walking: among('+agent_id', ids).sql }
  if (versions.length === 0) return [any]
  const pairs = `SELECT value ->> 0, value ->> 1 FROM json_each(?)`
  return [
    any,
    {
      sql: `(+agent_id IN (SELECT value FROM json_each(?)) OR (+agent_id, +${versionColumn}) IN (${pairs}))`,
      values: [JSON.stringify(anyVersion), JSON.stringify(versions)],
    },
  ]
}

/** `column` is a column or an expression of ours, never the caller's text. */
export function conditionOn(column: string, filter: Filter): Condition {
  const condition = comparison(column, filter)
  const isLoose =
    filter.type === 'range' ||
    (filter.type === 'number' && filter.op !== 'ne' && filter.op !== 'eq') ||
    (filter.type === 'enum' && filter.value.length > 1)
  if (!isLoose || !COLUMN.test(column)) return condition
  return { ...condition, walking: comparison(`+${column}`, filter).sql }
}

/** A column and no expression, which no index would find. */
const COLUMN = /^\w+$/

function comparison(column: string, filter: Filter): Condition {
  switch (filter.type) {
    case 'string':
      return stringCondition(column, filter)
    case 'number': {
      const sql = `${column} ${COMPARE[filter.op]} ?`
      return { sql: filter.op === 'ne' ? `(${sql} OR ${column} IS NULL)` : sql, values: [filter.value] }
    }
    case 'boolean':
      return { sql: `${column} = ?`, values: [filter.value ? 1 : 0] }
    case 'range':
      return { sql: `${column} BETWEEN ? AND ?`, values: [filter.value[0]!, filter.value[1]!] }
    case 'enum':
      return among(column, filter.value)
    case 'present':
      return { sql: `${column} IS ${filter.op === 'pr' ? 'NOT NULL' : 'NULL'}`, values: [] }
  }
}

function stringCondition(column: string, { op, value }: Schemas['StringFilter']): Condition {
  switch (op) {
    case 'eq':
      return { sql: `${column} = ?`, values: [value] }
    case 'ne':
      return { sql: `(${column} <> ? OR ${column} IS NULL)`, values: [value] }
    case 'sw':
      return { sql: `substr(${column}, 1, length(?)) = ?`, values: [value, value] }
    case 'ew':
      // From the first character on where nothing is asked for: `substr` takes a start of 0 for the end.
      return {
        sql: `substr(${column}, length(${column}) - length(?) + 1, length(?)) = ?`,
        values: [value, value, value],
      }
    case 'co':
      return { sql: `instr(${column}, ?) > 0`, values: [value] }
  }
}

/** The kinds of JSON values that each kind of filter is about; it finds no other, which is a guess. */
const JSON_TYPES: Record<Exclude<Filter['type'], 'present'>, string> = {
  string: "'text'",
  enum: "'text'",
  number: "'integer', 'real'",
  range: "'integer', 'real'",
  boolean: "'true', 'false'",
}

/** A key of an object in the call. What is not equal includes what is not there, or is of another kind. */
export function keyedCondition(object: string, filter: Schemas['KeyedFilter']): Condition {
  const holds = (condition: Condition) => heldCondition(object, filter.key, condition)
  if (filter.type === 'present') {
    const present = holds({ sql: "held.type <> 'null'", values: [] })
    return filter.op === 'pr' ? present : not(present)
  }
  if (filter.op === 'ne') return not(keyedCondition(object, { ...filter, op: 'eq' }))
  const { sql, values } = conditionOn('held.atom', filter)
  return holds({ sql: `held.type IN (${JSON_TYPES[filter.type]}) AND ${sql}`, values })
}

/**
 * Whether the object holds something under this key that meets a condition on `held`. The key is compared, never made part
 * of a JSON path, in which not every text can stand.
 */
export function heldCondition(
  object: string,
  key: string | undefined,
  { sql, values }: Condition,
): Condition {
  return {
    sql: `EXISTS (SELECT 1 FROM json_each(${object}) AS held WHERE held.key = ? AND ${sql})`,
    values: [key ?? null, ...values],
  }
}

export const not = ({ sql, values }: Condition): Condition => ({ sql: `NOT (${sql})`, values })
