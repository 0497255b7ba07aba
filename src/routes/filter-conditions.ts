// The typed filters of the newest lists, `{ type, op, value }`, as conditions over the columns of a table. Which list has
// which filters is said elsewhere.

import type { Schemas } from '../contract.ts'
import type { Value } from '../store/database.ts'
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
  const anyBy = (idColumn: string) =>
    anyOf(
      agents.map(({ agent_id, version = [] }) =>
        version.length === 0
          ? { sql: `${idColumn} = ?`, values: [agent_id] }
          : {
              sql: `(${idColumn} = ? AND ${versionColumn} IN (${marks(version)}))`,
              values: [agent_id, ...version],
            },
      ),
    )
  const any = anyBy('agent_id')
  return [agents.length === 1 ? any : { ...any, walking: anyBy('+agent_id').sql }]
}

/** `column` is a column or an expression of ours, never the caller's text. */
export function conditionOn(column: string, filter: Filter, values: Value[] = []): Condition {
  const condition = comparison(column, filter, values)
  const isLoose =
    filter.type === 'range' ||
    (filter.type === 'number' && filter.op !== 'ne' && filter.op !== 'eq') ||
    (filter.type === 'enum' && filter.value.length > 1)
  if (!isLoose || !COLUMN.test(column)) return condition
  return { ...condition, walking: comparison(`+${column}`, filter, values).sql }
}

/** A column and no expression, which no index would find. */
const COLUMN = /^\w+$/

function comparison(column: string, filter: Filter, values: Value[]): Condition {
  switch (filter.type) {
    case 'string':
      return stringCondition(column, filter, values)
    case 'number': {
      const condition = `${column} ${COMPARE[filter.op]} ?`
      return {
        sql: filter.op === 'ne' ? `(${condition} OR ${column} IS NULL)` : condition,
        values: filter.op === 'ne' ? [...values, filter.value, ...values] : [...values, filter.value],
      }
    }
    case 'boolean':
      return { sql: `${column} = ?`, values: [...values, filter.value ? 1 : 0] }
    case 'range':
      return { sql: `${column} BETWEEN ? AND ?`, values: [...values, filter.value[0]!, filter.value[1]!] }
    case 'enum':
      return { sql: `${column} IN (${marks(filter.value)})`, values: [...values, ...filter.value] }
    case 'present':
      return { sql: `${column} IS ${filter.op === 'pr' ? 'NOT NULL' : 'NULL'}`, values }
  }
}

function stringCondition(column: string, { op, value }: Schemas['StringFilter'], values: Value[]): Condition {
  switch (op) {
    case 'eq':
      return { sql: `${column} = ?`, values: [...values, value] }
    case 'ne':
      return { sql: `(${column} <> ? OR ${column} IS NULL)`, values: [...values, value, ...values] }
    case 'sw':
      return { sql: `substr(${column}, 1, length(?)) = ?`, values: [...values, value, value] }
    case 'ew':
      return { sql: `substr(${column}, -length(?)) = ?`, values: [...values, value, value] }
    case 'co':
      return { sql: `instr(${column}, ?) > 0`, values: [...values, value] }
  }
}

/** A key of an object in the call. A quote cannot stand in SQLite's paths, so such a key is taken to be absent. */
export function keyedCondition(object: string, filter: Schemas['KeyedFilter']): Condition {
  const key = filter.key ?? ''
  if (key === '' || key.includes('"'))
    return { sql: filter.type === 'present' && filter.op === 'np' ? 'TRUE' : 'FALSE', values: [] }
  const value = `(${object} ->> ?)`
  const path = `$."${key}"`
  if (filter.type === 'boolean') return { sql: `(${object} -> ?) = ?`, values: [path, String(filter.value)] }
  return conditionOn(value, filter, [path])
}

export const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ')
