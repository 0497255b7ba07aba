// The typed filters of the newest list of calls as conditions over the calls' columns.

import type { Schemas } from '../contract.ts'
import { CALL_COLUMNS } from '../store/columns.ts'
import { allOf, type Condition } from '../store/select.ts'
import { agentConditions, conditionOn, type Filter, limited, namedConditions } from './filter-conditions.ts'

/** Filters over a key of an object in the call, and the object's place there. */
const OBJECTS = {
  custom_analysis_data:
    "coalesce(doc -> '$.call_analysis.custom_analysis_data', doc -> '$.scrubbed_call_analysis.custom_analysis_data')",
  custom_attributes: "doc -> '$.custom_attributes'",
  metadata: "coalesce(doc -> '$.metadata', doc -> '$.scrubbed_metadata')",
  dynamic_variables:
    "coalesce(doc -> '$.retell_llm_dynamic_variables', doc -> '$.scrubbed_retell_llm_dynamic_variables')",
} as const

export function typedConditions(criteria: Schemas['CallFilter']): Condition[] {
  const { agent, call_id, start_timestamp, tool_calls = [], ...named } = criteria
  return limited([
    ...agentConditions(agent, 'agent_version'),
    ...(call_id ? [conditionOn('id', call_id)] : []),
    ...(start_timestamp ? startConditions(start_timestamp) : []),
    ...namedConditions(named, CALL_COLUMNS, OBJECTS),
    ...tool_calls.map(toolCallCondition),
  ])
}

/** The list is in order of the start, for calls that have one; so where those stand is known. */
export function startConditions(filter: Filter): Condition[] {
  const started = conditionOn('+start_timestamp', filter)
  if (filter.type !== 'range' && !(filter.type === 'number' && filter.op !== 'ne')) return [started]
  const { sql, values } = conditionOn('sort_at', filter)
  return [{ sql, values }, started]
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
