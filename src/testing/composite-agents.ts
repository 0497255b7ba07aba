// For tests: the agents that the composite scenarios need, as docs/scenarios.md says. What their tools ask is answered at
// `toolsUrl`.

import type { Schemas } from '../contract.ts'
import type { AgentSettings } from './calls.ts'

export interface CompositeAgent {
  settings?: AgentSettings
  llm?: Schemas['CreateRetellLlmRequest']
}

type Properties = Record<string, { type: 'string' | 'number' }>

export const TARGET = '+14155550177'

const withTools = (...general_tools: Schemas['LlmTool'][]): CompositeAgent => ({ llm: { general_tools } })

export const leavesMessage = (text: string): CompositeAgent => ({
  settings: { voicemail_option: { action: { type: 'static_text', text } } },
})

export const introducesItself: CompositeAgent = {
  settings: {
    call_screening_option: { agent_identity: 'Harbor Dental', call_purpose: 'the check-up of {{name}}' },
  },
}

export const transfers = (transfer_option: Schemas['TransferOption']): Schemas['LlmTool'] => ({
  type: 'transfer_call',
  name: 'to_office',
  transfer_destination: { type: 'predefined', number: TARGET },
  transfer_option,
})

export const extracts = (name: string, ...variables: Schemas['AnalysisItem'][]): Schemas['LlmTool'] => ({
  type: 'extract_dynamic_variable',
  name,
  description: 'Notes what the caller says',
  variables,
})

export const asks = (name: string, toolsUrl: string, properties: Properties = {}): Schemas['LlmTool'] => ({
  type: 'custom',
  name,
  url: toolsUrl,
  description: 'Asks the server',
  parameters: { type: 'object', properties },
})

const calendar = { cal_api_key: 'cal_test', event_type_id: 7 }

export const booksInCalendar: CompositeAgent = {
  settings: {
    post_call_analysis_data: [
      { type: 'boolean', name: 'appointment_booked', description: 'Was one booked?' },
    ],
  },
  ...withTools(
    { type: 'check_availability_cal', name: 'check_availability', ...calendar },
    { type: 'book_appointment_cal', name: 'book_appointment', ...calendar },
  ),
}

/** What an agent with a transfer leg of its own may do about it. */
export const asksTarget: CompositeAgent = {
  llm: {
    is_transfer_llm: true,
    general_tools: [
      { type: 'bridge_transfer', name: 'bridge_transfer' },
      { type: 'cancel_transfer', name: 'cancel_transfer' },
    ],
  },
}

export { withTools }
