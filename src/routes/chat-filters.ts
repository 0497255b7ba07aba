// The typed filters of the newest list of chats as conditions over the chats' columns.

import type { Schemas } from '../contract.ts'
import { CHAT_COLUMNS } from '../store/columns.ts'
import type { Condition } from '../store/select.ts'
import { agentConditions, conditionOn, namedConditions } from './filter-conditions.ts'

/** Beside those of the chat itself. */
const COLUMNS = { ...CHAT_COLUMNS, duration_ms: true, disconnection_reason: true }

/** Filters over a key of an object in the chat, and the object's place there. */
const OBJECTS = {
  custom_analysis_data: "doc -> '$.chat_analysis.custom_analysis_data'",
  custom_attributes: "doc -> '$.custom_attributes'",
} as const

export function chatConditions(criteria: Schemas['ChatFilter']): Condition[] {
  const { agent, chat_id, ...named } = criteria
  return [
    ...agentConditions(agent, 'version'),
    ...(chat_id ? [conditionOn('id', chat_id)] : []),
    ...namedConditions(named, COLUMNS, OBJECTS),
  ]
}
