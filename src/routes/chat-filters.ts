// The typed filters of the newest list of chats as conditions over the chats' columns.

import type { Schemas } from '../contract.ts'
import { CHAT_COLUMNS } from '../store/columns.ts'
import type { Condition } from '../store/select.ts'
import { agentConditions, conditionOn, limited, namedConditions } from './filter-conditions.ts'

/** Beside those of the chat itself. */
const COLUMNS = { ...CHAT_COLUMNS, duration_ms: true, disconnection_reason: true, direction: true }

/** Filters over a key of an object in the chat, and the object's place there. */
const OBJECTS = {
  custom_analysis_data: "doc -> '$.chat_analysis.custom_analysis_data'",
  custom_attributes: "doc -> '$.custom_attributes'",
} as const

export function chatConditions(criteria: Schemas['ChatFilter']): Condition[] {
  const { agent, chat_id, agent_number, user_number, data_storage_setting, ...named } = criteria
  return limited([
    ...agentConditions(agent, 'version'),
    ...(chat_id ? [conditionOn('id', chat_id)] : []),
    ...(agent_number ? [conditionOn('near', agent_number)] : []),
    ...(user_number ? [conditionOn('far', user_number)] : []),
    // The chat object does not say how it is kept.
    ...(data_storage_setting ? [conditionOn("run ->> '$.storage'", data_storage_setting)] : []),
    ...namedConditions(named, COLUMNS, OBJECTS),
  ])
}
