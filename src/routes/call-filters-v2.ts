// The filters of the older lists of calls, plain arrays and thresholds, as conditions over the calls' columns.

import type { Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { anyOf, type Condition } from '../store/select.ts'
import { startConditions } from './call-filters.ts'
import { among, conditionOn, type Filter, heldCondition, limited } from './filter-conditions.ts'

const COLUMN_OF: Readonly<Record<string, string>> = {
  call_id: 'id',
  agent_id: 'agent_id',
  version: 'agent_version',
  batch_call_id: 'batch_call_id',
  call_status: 'call_status',
  direction: 'direction',
  disconnection_reason: 'disconnection_reason',
  from_number: 'from_number',
  to_number: 'to_number',
  in_voicemail: 'in_voicemail',
  call_successful: 'call_successful',
  user_sentiment: 'user_sentiment',
}
const THRESHOLDS = ['start_timestamp', 'end_timestamp', 'duration_ms', 'e2e_latency_p50'] as const
const DOTTED = {
  metadata: "coalesce(doc -> '$.metadata', doc -> '$.scrubbed_metadata')",
  dynamic_variables:
    "coalesce(doc -> '$.retell_llm_dynamic_variables', doc -> '$.scrubbed_retell_llm_dynamic_variables')",
} as const

/** All keys must hold; the values of one key are alternatives, and an empty list asks for nothing. */
export function plainConditions(criteria: Schemas['CallFilterV2']): Condition[] {
  return limited([
    ...Object.entries(COLUMN_OF).flatMap(([name, column]) => listCondition(column, criteria[name])),
    ...(criteria.call_type && criteria.call_type.length > 0
      ? [anyOf([...new Set(criteria.call_type)].map(typeCondition))]
      : []),
    ...THRESHOLDS.flatMap(name => thresholdConditions(name, criteria[name])),
    ...Object.keys(DOTTED).flatMap(name => objectConditions(name as keyof typeof DOTTED, criteria)),
  ])
}

function listCondition(column: string, wanted: unknown): Condition[] {
  if (!Array.isArray(wanted) || wanted.length === 0) return []
  const values = wanted.map(value =>
    typeof value === 'boolean' ? Number(value) : (value as string | number),
  )
  const walking = values.length > 1 ? { walking: among(`+${column}`, values).sql } : {}
  return [{ ...among(column, values), ...walking }]
}

/** The older reference tells phone calls apart by direction within `call_type`. */
function typeCondition(type: Schemas['CallTypeFilterValue']): Condition {
  const direction = /^(inbound|outbound)_phone_call$/.exec(type)?.[1]
  return direction
    ? { sql: "(call_type = 'phone_call' AND direction = ?)", values: [direction] }
    : { sql: 'call_type = ?', values: [type] }
}

function thresholdConditions(column: string, thresholds: Schemas['Thresholds'] | undefined): Condition[] {
  const { lower_threshold: lower, upper_threshold: upper } = thresholds ?? {}
  const on =
    column === 'start_timestamp' ? startConditions : (filter: Filter) => [conditionOn(column, filter)]
  return [
    ...(lower === undefined ? [] : on({ type: 'number', op: 'ge', value: lower })),
    ...(upper === undefined ? [] : on({ type: 'number', op: 'le', value: upper })),
  ]
}

/** `metadata.order: ["A-17"]` beside the other keys, or `metadata: { order: ["A-17"] }`: exact, as text. */
function objectConditions(name: keyof typeof DOTTED, criteria: Record<string, unknown>): Condition[] {
  const nested = Object.entries((criteria[name] as Record<string, string[]> | undefined) ?? {})
  const dotted = Object.entries(criteria)
    .filter(([key]) => key.startsWith(`${name}.`))
    .map(([key, values]) => [key.slice(name.length + 1), stringsIn(key, values)] as const)
  return [...nested, ...dotted]
    .filter(([, values]) => values.length > 0)
    .map(([key, values]) => heldCondition(DOTTED[name], key, among(AS_TEXT, values)))
}

/** What an object holds, as it is written. */
const AS_TEXT =
  "CASE held.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(held.value AS TEXT) END"

function stringsIn(key: string, values: unknown): string[] {
  if (Array.isArray(values) && values.every(value => typeof value === 'string')) return values
  throw badRequest(`request/body/filter_criteria/${key} must be an array of strings`)
}
