// What an `update_agent` frame may change of an agent, and between which bounds. Whether a frame is dropped for it or a
// developer told is decided elsewhere.

export interface AgentConfig {
  responsiveness?: number
  interruption_sensitivity?: number
  reminder_trigger_ms?: number
  reminder_max_count?: number
}

interface Range {
  has(value: number): boolean
  /** As it stands behind "must be". */
  said: string
}

const fraction: Range = { has: value => value >= 0 && value <= 1, said: 'from 0 to 1' }

/** Retell docs: LLM WebSocket, update_agent. */
export const agentConfigRanges: Readonly<Record<keyof AgentConfig, Range>> = {
  responsiveness: fraction,
  interruption_sensitivity: fraction,
  reminder_trigger_ms: { has: value => value > 0, said: 'above 0' },
  reminder_max_count: {
    has: value => value >= 0 && Number.isInteger(value),
    said: 'a whole number from 0',
  },
}
