// The typed filters of the newest lists, `{ type, op, value }`, as conditions over the columns of a table. Which list has
// which filters is said elsewhere.

import type { Schemas } from '../contract.ts'
import { anyOf, type Condition } from '../store/select.ts'

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

/** Any of the agents; one with versions only in those. None named means all. */
export function agentConditions(
  agents: readonly { agent_id: string; version?: number[] }[] = [],
  versionColumn: string,
): Condition[] {
  if (agents.length === 0) return []
  const parts = agents.map(
    ({ agent_id, version = [] }): Condition =>
      version.length === 0
        ? { sql: 'agent_id = ?', values: [agent_id] }
        : {
            sql: `(agent_id = ? AND ${versionColumn} IN (${marks(version)}))`,
            values: [agent_id, ...version],
          },
  )
  return [anyOf(parts)]
}

/** `column` is a column or an expression of ours, never the caller's text. */
export function conditionOn(column: string, filter: Filter): Condition {
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
      return { sql: `${column} IN (${marks(filter.value)})`, values: filter.value }
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

const not = ({ sql, values }: Condition): Condition => ({ sql: `NOT ${sql}`, values })

export const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ')
