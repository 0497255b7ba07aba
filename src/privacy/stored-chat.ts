// What is stored of a chat by its storage setting. A chat has no scrubbed copies: what is personal is replaced where it
// stands (a guess, for no published type of a chat has a place for a copy).

import type { Chat, Schemas } from '../contract.ts'
import { Redaction } from './redaction.ts'
import type { StorageRules } from './stored-call.ts'

type Message = Schemas['ChatMessage']

/** What is left of a chat once everybody has been told of it. `textOf` makes the transcript of messages. */
export function storedChat(
  chat: Chat,
  { storage, categories, keepContext }: StorageRules,
  textOf: (messages: readonly Message[]) => string,
): Chat {
  switch (storage) {
    case 'everything_except_pii':
      return categories.length === 0 ? chat : scrubbedChat(chat, new Redaction(categories), textOf)
    case 'basic_attributes_only':
      return basicAttributes(chat, keepContext)
    default:
      return chat
  }
}

function scrubbedChat(
  chat: Chat,
  redaction: Redaction,
  textOf: (messages: readonly Message[]) => string,
): Chat {
  const { retell_llm_dynamic_variables: given, metadata, collected_dynamic_variables: collected } = chat
  const { message_with_tool_calls: messages, chat_analysis: analysis } = chat
  for (const message of messages ?? []) if (isText(message)) redaction.learnFrom(message.content)
  const scrubbed = {
    ...chat,
    ...(given ? { retell_llm_dynamic_variables: redaction.value(given) } : {}),
    ...(metadata ? { metadata: redaction.value(metadata) } : {}),
  }
  if (messages) {
    scrubbed.message_with_tool_calls = messages.map(message => scrubbedMessage(message, redaction))
    scrubbed.transcript = textOf(scrubbed.message_with_tool_calls)
  }
  if (collected) scrubbed.collected_dynamic_variables = redaction.value(collected)
  if (analysis) {
    const { chat_summary, custom_analysis_data } = analysis
    scrubbed.chat_analysis = {
      ...analysis,
      ...(chat_summary === undefined ? {} : { chat_summary: redaction.text(chat_summary) }),
      ...(custom_analysis_data ? { custom_analysis_data: redaction.value(custom_analysis_data) } : {}),
    }
  }
  return scrubbed
}

const isText = (message: Message): message is Extract<Message, { role: 'agent' | 'user' }> =>
  message.role === 'agent' || message.role === 'user'

/** Retell SDK 5, types of a chat: a scrubbed message has no multimedia. */
function scrubbedMessage(message: Message, redaction: Redaction): Message {
  switch (message.role) {
    case 'agent':
    case 'user':
    case 'sms': {
      const { multimedia: _seen, ...text } = message
      return { ...text, content: redaction.text(message.content) } as Message
    }
    case 'injected':
      return { ...message, content: redaction.text(message.content) }
    case 'tool_call_invocation':
      return { ...message, arguments: redaction.json(message.arguments) }
    case 'tool_call_result':
      return { ...message, content: redaction.json(message.content) }
    default:
      return message
  }
}

function basicAttributes(chat: Chat, keepContext: boolean): Chat {
  const {
    transcript: _text,
    message_with_tool_calls: _messages,
    collected_dynamic_variables: _collected,
    chat_analysis: analysis,
    retell_llm_dynamic_variables: given,
    metadata,
    ...stored
  } = chat
  const { chat_summary: _summary, custom_analysis_data: _data, ...outcomes } = analysis ?? {}
  return {
    ...stored,
    ...(analysis ? { chat_analysis: outcomes } : {}),
    ...(keepContext && given ? { retell_llm_dynamic_variables: given } : {}),
    ...(keepContext && metadata ? { metadata } : {}),
  }
}
