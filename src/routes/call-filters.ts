// The typed filters of the newest list of calls, `{ type, op, value }`, as conditions over the calls' columns.

import type { Schemas } from '../contract.ts'
import type { Value } from '../store/database.ts'
import { CALL_COLUMNS } from '../store/schema.ts'
import { allOf, anyOf, type Condition } from '../store/select.ts'

export type Filter =
  | Schemas['StringFilter']
  | Schemas['NumberFilter']
  | Schemas['BooleanFilter']
  | Schemas['RangeFilter']
  | Schemas['EnumFilter']
  | Schemas['PresentFilter']

const COMPARE = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' } as const

/** Filters over a key of an object in the call, and the object's name there. */
const KEYED = {
  custom_analysis_data: "doc -> '$.call_analysis.custom_analysis_data'",
  custom_attributes: "doc -> '$.custom_attributes'",
  metadata: "doc -> '$.metadata'",
  dynamic_variables: "doc -> '$.retell_llm_dynamic_variables'",
} as const

export function typedConditions(criteria: Schemas['CallFilter']): Condition[] {
  const {
    agent,
    call_id,
    tool_calls,
    custom_analysis_data,
    custom_attributes,
    metadata,
    dynamic_variables,
    ...rest
  } = criteria
  const keyed = { custom_analysis_data, custom_attributes, metadata, dynamic_variables }
  return [
    ...(agent && agent.length > 0 ? [agentCondition(agent)] : []),
    ...(call_id ? [conditionOn('id', call_id)] : []),
    ...Object.entries(rest).flatMap(([name, filter]) =>
      filter && name in CALL_COLUMNS ? [conditionOn(name, filter as Filter)] : [],
    ),
    ...Object.entries(keyed).flatMap(([name, filters]) =>
      (filters ?? []).map(filter => keyedCondition(KEYED[name as keyof typeof KEYED], filter)),
    ),
    ...(tool_calls ?? []).map(toolCallCondition),
  ]
}

/** Any of the agents; one with versions only in those. */
function agentCondition(agents: NonNullable<Schemas['CallFilter']['agent']>): Condition {
  const parts = agents.map(
    ({ agent_id, version = [] }): Condition =>
      version.length === 0
        ? { sql: 'agent_id = ?', values: [agent_id] }
        : { sql: `(agent_id = ? AND agent_version IN (${marks(version)}))`, values: [agent_id, ...version] },
  )
  return anyOf(parts)
}

/** `column` is a column or an expression of ours, never the caller's text. */
export function conditionOn(column: string, filter: Filter, values: Value[] = []): Condition {
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

function toolCallCondition({ name, type, success, latency_ms }: Schemas['ToolCallFilter']): Condition {
  const parts: Condition[] = [
    ...(name === undefined ? [] : [{ sql: "tool.value ->> '$.name' = ?", values: [name] }]),
    ...(type === undefined ? [] : [{ sql: "tool.value ->> '$.type' = ?", values: [type] }]),
    ...(success ? [conditionOn("(tool.value ->> '$.success')", success)] : []),
    ...(latency_ms ? [conditionOn("(tool.value ->> '$.latency_ms')", latency_ms)] : []),
  ]
  const { sql, values } = allOf(parts)
  return { sql: `EXISTS (SELECT 1 FROM json_each(doc, '$.tool_calls') AS tool WHERE ${sql})`, values }
}

export const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ')
