// What the world must do for a tool or node, made from its definition with the variables filled in.

import type { Schemas } from '../contract.ts'
import { TRANSFER_NUMBER } from '../transfer-number.ts'
import type { Handoff, Need, Over } from './act.ts'
import { constantsOf } from './app-parameters.ts'
import type { McpServer, Tool } from './engine.ts'
import { filledArguments } from './filling.ts'
import { fill, lastHeard, type Turn, variablesOf } from './turn.ts'
import { promptAsText } from './wording.ts'
import { commonTopics } from './words.ts'

/** A need, or why there can be none. */
export type Demand = Need | { fault: string }

/** Retell docs, custom function: URL, headers and query parameters may hold variables. */
function customNeed(turn: Turn, tool: Schemas['CustomTool']): Need {
  return {
    kind: 'custom',
    tool: {
      ...tool,
      url: fill(turn, tool.url),
      ...(tool.headers ? { headers: filledValues(turn, tool.headers) } : {}),
      ...(tool.query_params ? { query_params: filledValues(turn, tool.query_params) } : {}),
    },
  }
}

export function mcpNeed(
  turn: Turn,
  servers: readonly McpServer[],
  { mcpId, toolName, responseVariables = {} }: McpCall,
): Need {
  const server = servers.find(({ name }) => name === mcpId)
  return {
    kind: 'mcp',
    mcpId,
    toolName,
    responseVariables,
    server: server && {
      ...server,
      url: fill(turn, server.url),
      ...(server.headers ? { headers: filledValues(turn, server.headers) } : {}),
      ...(server.query_params ? { query_params: filledValues(turn, server.query_params) } : {}),
    },
  }
}

interface McpCall {
  mcpId: string
  toolName: string
  responseVariables?: Record<string, string> | undefined
}

/** Retell docs, code node: the code sees the variables as `dv`; its text is not filled in. */
export const codeNeed = (
  turn: Turn,
  code: Pick<Schemas['CodeTool'], 'code' | 'timeout_ms' | 'response_variables'>,
): Need => ({
  kind: 'code',
  code: code.code,
  timeoutMs: code.timeout_ms,
  variables: variablesOf(turn),
  responseVariables: code.response_variables ?? {},
})

/** A template's own text is not published. */
const TEMPLATE_TEXT = 'Please reply with the information that was asked for.'

const SMS_NOTE = '(Write the text message, and nothing else.)'
const HANDOFF_NOTE = '(Say it for the transfer of the call, and nothing else.)'

const smsNeed = (turn: Turn, content: Schemas['SmsContent']): Need => ({
  kind: 'send_sms',
  text: smsText(turn, content),
})

function smsText(turn: Turn, content: Schemas['SmsContent']): string {
  if (content.type === 'predefined') return fill(turn, content.text ?? content.content ?? '')
  return content.type === 'inferred' ? promptAsText(turn, content.prompt ?? '', SMS_NOTE) : TEMPLATE_TEXT
}

export const smsNodeNeed = (turn: Turn, instruction: Schemas['SmsNode']['instruction']): Need =>
  smsNeed(
    turn,
    instruction.type === 'prompt'
      ? { type: 'inferred', prompt: instruction.text }
      : instruction.type === 'static_text'
        ? { type: 'predefined', text: instruction.text }
        : instruction,
  )

const SIP = /^sips?:\S+@\S+$/i
const NUMBER_IN_TEXT = /\+[1-9]\d{6,14}\b|\bsips?:[^\s,;]+@[^\s,;]+/gi

/** Where to: an E.164 number or a SIP URI, unless the check is switched off. */
export function transferNeed(
  turn: Turn,
  transfer: Pick<
    Schemas['TransferCallTool'],
    'transfer_destination' | 'transfer_option' | 'custom_sip_headers' | 'ignore_e164_validation'
  >,
): Demand {
  const { transfer_destination: destination, transfer_option: option } = transfer
  const number =
    destination.type === 'predefined'
      ? fill(turn, destination.number).trim()
      : (numberByModel(turn, destination.prompt) ??
        inferredNumber(fill(turn, destination.prompt), lastHeard(turn)))
  if (number === undefined) return { fault: 'The prompt of the transfer names no number.' }
  if (!transfer.ignore_e164_validation && !TRANSFER_NUMBER.test(number) && !SIP.test(number))
    return { fault: `${number} is neither an E.164 number nor a SIP URI.` }
  return {
    kind: 'transfer',
    number,
    extension: destination.type === 'predefined' ? destination.extension : undefined,
    option,
    handoff: handoffOf(turn, option),
    sipHeaders: filledValues(turn, transfer.custom_sip_headers ?? {}),
  }
}

/** Retell SDK 5.66.1, transfer_option. A prompt stands in for the words that a model would make of it. */
function handoffOf(turn: Turn, option: Schemas['TransferOption']): Handoff {
  // Without a prompt there is nothing to ask a model.
  const byPrompt = (prompt: string) => (prompt.trim() === '' ? '' : promptAsText(turn, prompt, HANDOFF_NOTE))
  const wordsOf = (said: Schemas['HandoffOption'] | null | undefined) =>
    said?.type === 'static_message' ? fill(turn, said.message ?? '') : byPrompt(said?.prompt ?? '')
  const handoff = {
    private: option.type === 'warm_transfer' ? wordsOf(option.private_handoff_option) : '',
    public: option.type === 'cold_transfer' ? '' : wordsOf(option.public_handoff_option),
  }
  return Object.fromEntries(Object.entries(handoff).filter(([, words]) => words.trim() !== ''))
}

function numberByModel(turn: Turn, description: string): string | undefined {
  const number = { type: 'string', description: 'Where to: an E.164 number or a SIP URI.' }
  const args = filledArguments(turn, { name: 'transfer_call', description }, { number })
  return typeof args?.number === 'string' ? args.number.trim() : undefined
}

/** Of the numbers in a prompt the one whose sentence has most in common with what was said; else the first. */
function inferredNumber(prompt: string, heard: string): string | undefined {
  let best: { number: string; shared: number } | undefined
  for (const sentence of prompt.split(/\n|[.;](?=\s)/)) {
    const [number] = sentence.match(NUMBER_IN_TEXT) ?? []
    if (number === undefined) continue
    const shared = commonTopics(sentence, heard)
    if (!best || shared > best.shared) best = { number, shared }
  }
  return best?.number
}

export const swapNeed = (
  turn: Turn,
  {
    agent_id,
    agent_version,
    post_call_analysis_setting,
    webhook_setting,
    keep_current_voice,
    keep_current_language,
  }: Omit<Schemas['AgentSwapTool'], 'type' | 'name'>,
): Need => ({
  kind: 'agent_swap',
  agentId: fill(turn, agent_id),
  agentVersion: agent_version,
  settings: {
    post_call_analysis_setting,
    ...(webhook_setting === undefined ? {} : { webhook_setting }),
    ...(keep_current_voice === undefined ? {} : { keep_current_voice }),
    ...(keep_current_language === undefined ? {} : { keep_current_language }),
  },
})

/** The need of a tool that has one; the others the mind does by itself. */
export function demandOf(turn: Turn, tool: WorldTool, servers: readonly McpServer[]): Demand {
  switch (tool.type) {
    case 'custom':
      return customNeed(turn, tool)
    case 'mcp':
      return mcpNeed(turn, servers, {
        mcpId: tool.mcp_id ?? '',
        toolName: tool.name,
        responseVariables: tool.response_variables,
      })
    case 'code':
      return codeNeed(turn, tool)
    case 'check_availability_cal':
      return { kind: tool.type, tool: withFilledEvent(turn, tool) }
    case 'book_appointment_cal':
      return { kind: tool.type, tool: withFilledEvent(turn, tool) }
    case 'integration_app':
      return { kind: tool.type, tool, constants: constantsOf(turn, tool) }
    case 'send_sms':
      return smsNeed(turn, tool.sms_content)
    case 'transfer_call':
      return transferNeed(turn, tool)
    case 'agent_swap':
      return swapNeed(turn, tool)
    case 'send_email':
    case 'bridge_transfer':
    case 'cancel_transfer':
      return { kind: tool.type }
  }
}

export type WorldTool = Exclude<Tool, { type: 'end_call' | 'press_digit' | 'extract_dynamic_variable' }>

/** How the conversation is over for this agent once such a need is met; undefined for what it goes on after. */
export function overBy(need: Need): Over | undefined {
  switch (need.kind) {
    case 'transfer':
      return { how: 'transferred', number: need.number, option: need.option.type }
    case 'agent_swap':
      return { how: 'swapped', agentId: need.agentId, agentVersion: need.agentVersion }
    case 'bridge_transfer':
      return { how: 'bridged' }
    case 'cancel_transfer':
      return { how: 'cancelled' }
    default:
      return undefined
  }
}

const withFilledEvent = <Calendar extends { event_type_id: number | string }>(
  turn: Turn,
  tool: Calendar,
) => ({
  ...tool,
  event_type_id: typeof tool.event_type_id === 'string' ? fill(turn, tool.event_type_id) : tool.event_type_id,
})

const filledValues = (turn: Turn, values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fill(turn, value)]))
