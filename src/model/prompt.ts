// A question of the mind as a chat completion is asked: the instructions, what was said and done before as messages, and the
// functions on offer. It is pure, and knows nothing of servers.

import type { Schemas } from '../contract.ts'
import type { Act, Question } from '../mind/index.ts'
import type { TranscriptItem } from '../store/calls.ts'

/** What was said or done before: an item of a call, a message of a chat, or one that the playground was sent. */
export type HistoryItem = TranscriptItem | Schemas['ChatMessage'] | Schemas['ChatMessageInput']

/** As much of the format of OpenAI's chat completions as is sent. */
export type ModelMessage =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string }
  | { role: 'assistant'; content: null; tool_calls: ModelToolCall[] }
  | { role: 'tool'; tool_call_id: string; content: string }

interface ModelToolCall {
  id: string
  type: 'function'
  function: { name: string; arguments: string }
}

export interface ModelTool {
  type: 'function'
  function: { name: string; description: string; parameters: Record<string, unknown> }
}

export interface ModelRequest {
  messages: ModelMessage[]
  tools: ModelTool[]
  /** The function that must be called. */
  must: string | null
  temperature: number | undefined
}

/** How much of a long conversation is told: the latest items. */
const KEPT_ITEMS = 200

const MANNERS = {
  voice:
    'You are the agent in a telephone call. What you write is spoken as it stands: no markup, no stage directions.',
  chat: 'You are the agent in a text chat. What you write is sent as it stands.',
}
/** Many servers want a word of the user before they answer. */
const BEGINNING = '(The conversation begins. You speak first.)'

/** `passages` are what the agent's knowledge bases say about it. */
export function requestFor(
  { prompt, offers, must, temperature, note, done }: Question,
  history: readonly HistoryItem[],
  medium: 'voice' | 'chat',
  passages: readonly string[] = [],
): ModelRequest {
  const instructions = [MANNERS[medium], prompt, knowledge(passages)].filter(Boolean).join('\n\n')
  const said = messagesOf([...history.slice(-KEPT_ITEMS), ...itemsOf(done)])
  const first = said.some(({ role }) => role === 'user') ? [] : [userSays(BEGINNING)]
  return {
    messages: [
      { role: 'system', content: instructions },
      ...first,
      ...said,
      ...(note === undefined ? [] : [userSays(note)]),
    ],
    tools: offers.map(({ name, description, parameters }) => ({
      type: 'function',
      function: { name, description, parameters: { ...parameters } },
    })),
    must,
    temperature,
  }
}

const userSays = (content: string): ModelMessage => ({ role: 'user', content })

const knowledge = (passages: readonly string[]): string =>
  passages.length === 0 ? '' : ['From the knowledge base:', ...passages].join('\n\n')

/** Acts that are not in the transcript yet, as they will be. */
export const itemsOf = (acts: readonly Act[]): HistoryItem[] =>
  acts.flatMap((act): HistoryItem[] => {
    switch (act.type) {
      case 'say':
        return [{ role: 'agent', content: act.text }]
      case 'tool_call': {
        const { id: tool_call_id, name, arguments: args } = act.call
        return [{ role: 'tool_call_invocation', tool_call_id, name, arguments: JSON.stringify(args) }]
      }
      case 'tool_result': {
        const { toolCallId: tool_call_id, content, successful } = act
        return [{ role: 'tool_call_result', tool_call_id, content, successful }]
      }
      default:
        return []
    }
  })

/** Each call of a function is followed by its result at once, wherever that came, as the format demands. */
function messagesOf(items: readonly HistoryItem[]): ModelMessage[] {
  const results = new Map(
    items.flatMap(item => (item.role === 'tool_call_result' ? [[item.tool_call_id, item.content]] : [])),
  )
  return items.flatMap((item): ModelMessage[] => {
    switch (item.role) {
      case 'agent':
        return [{ role: 'assistant', content: item.content }]
      case 'user':
        return [userSays(item.content)]
      case 'dtmf':
        return [userSays(`(The user pressed ${item.digit}.)`)]
      case 'injected':
        return [{ role: 'system', content: item.content }]
      case 'tool_call_invocation': {
        const { tool_call_id: id, name, arguments: args } = item
        const content = results.get(id) ?? '(no answer yet)'
        return [
          {
            role: 'assistant',
            content: null,
            tool_calls: [{ id, type: 'function', function: { name, arguments: args } }],
          },
          { role: 'tool', tool_call_id: id, content },
        ]
      }
      default:
        return []
    }
  })
}
