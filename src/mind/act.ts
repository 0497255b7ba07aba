// What comes of thinking: the acts of one turn, in order, as data. The mind does none of them; who asked does, and writes
// those with a place in the transcript there, in its own form.

import type { Schemas } from '../contract.ts'
import type { McpServer } from './engine.ts'

export type Act =
  | { type: 'say'; text: string }
  | NodeTransition
  | StateTransition
  | { type: 'tool_call'; call: ToolCall }
  | { type: 'tool_result'; toolCallId: string; content: string; successful: boolean }
  /** Keys that the agent presses. */
  | { type: 'press_digits'; digits: string; delayMs: number }
  /** Variables that have been collected, as text; they are in the state already. */
  | { type: 'collect'; variables: Record<string, string> }
  /** What would be looked up before speaking. Nothing waits for it, and nothing said depends on it. */
  | { type: 'retrieve'; knowledgeBaseIds: string[]; query: string; topK: number }
  /** The conversation is over for this agent. The last act. */
  | { type: 'end'; over: Over }
  /** Something in the definition that stops the agent, for whoever wrote it. */
  | { type: 'warn'; text: string }

/** Moves within a flow; the fields are those of the wire. The first comes from `begin`. */
export interface NodeTransition {
  type: 'node_transition'
  former_node_id: string
  former_node_name: string
  new_node_id: string
  new_node_name: string
  transition_type: 'global' | 'global_go_back' | 'interrupt_go_back' | 'normal'
}

/** A transition is a tool to the model, `transition_to_<state>`, with what the edge's parameters ask for. */
export interface StateTransition {
  type: 'state_transition'
  former_state_name: string
  new_state_name: string
  tool: { name: string; arguments: Record<string, unknown> }
}

export interface ToolCall {
  id: string
  name: string
  arguments: Record<string, unknown>
  /** What the world must do; `null` when there is nothing to do, and the result is the next act. */
  need: Need | null
  /**
   * The mind waits: nothing follows in this turn before it hears the answer. Otherwise the answer is welcome later, or never.
   */
  waits: boolean
}

/** Everything that is needed to do it, with the variables filled in. */
/** What is said while a warm transfer is put together: to the target alone, and to both ends. */
export interface Handoff {
  private?: string
  public?: string
}

export type Need =
  /** A request to the customer's server. `tool.response_variables` are for whoever asks it. */
  | { kind: 'custom'; tool: Schemas['CustomTool'] }
  | {
      kind: 'mcp'
      mcpId: string
      server: McpServer | undefined
      toolName: string
      responseVariables: Record<string, string>
    }
  | {
      kind: 'code'
      code: string
      timeoutMs: number | undefined
      /** What the code sees as `dv`. */
      variables: Record<string, string>
      responseVariables: Record<string, string>
    }
  | { kind: 'check_availability_cal'; tool: Schemas['CheckAvailabilityCalTool'] }
  | { kind: 'book_appointment_cal'; tool: Schemas['BookAppointmentCalTool'] }
  /** `constants` are the parameters that the tool fixes. */
  | { kind: 'integration_app'; tool: Schemas['AppTool']; constants: Record<string, unknown> }
  | { kind: 'send_sms'; text: string }
  | { kind: 'send_email' }
  | {
      kind: 'transfer'
      number: string
      extension: string | undefined
      option: Schemas['TransferOption']
      handoff: Handoff
      sipHeaders: Record<string, string>
    }
  | {
      kind: 'agent_swap'
      agentId: string
      agentVersion: Schemas['AgentSwapTool']['agent_version']
      settings: Pick<
        Schemas['AgentSwapTool'],
        'post_call_analysis_setting' | 'webhook_setting' | 'keep_current_voice' | 'keep_current_language'
      >
    }
  | { kind: 'bridge_transfer' }
  | { kind: 'cancel_transfer' }

/** How it ended for this agent. */
export type Over =
  | { how: 'ended' }
  | { how: 'transferred'; number: string; option: Schemas['TransferOption']['type'] }
  | { how: 'swapped'; agentId: string; agentVersion: Schemas['AgentSwapTool']['agent_version'] }
  | { how: 'bridged' }
  | { how: 'cancelled' }
