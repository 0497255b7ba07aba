// The third witness, at compile time: what the contract answers can be assigned to what each SDK says it gets, for every
// operation that an SDK has. Nothing here runs. What cannot agree stands in the two ledgers below, by resource and field:
// a gap that is missing there does not compile, and neither does a line whose gap has been closed.

import type { Sdk4Replies, Sdk5Replies } from './generated/sdk-replies.ts'
import type { OperationId, ReplyOf } from './raw-client.ts'

/** The fields of one object of ours that do not fit theirs: of another type, or absent where theirs must be. */
type Fields<Ours, Theirs> = {
  [Field in keyof Theirs & string]-?: Ours extends Pick<Theirs, Field> ? never : Field
}[keyof Theirs & string]

/** Of several kinds of call, the one that is ours. */
type SameKind<Ours, Theirs> = Ours extends { call_type: infer Kind }
  ? Extract<Theirs, { call_type: Kind }>
  : Theirs

/** Lists are looked into, and pages at their items. A reply that differs as a whole is `whole`. */
type Gaps<Ours, Theirs> = Ours extends Theirs
  ? never
  : Ours extends readonly (infer Our)[]
    ? Theirs extends readonly (infer Their)[]
      ? Gaps<Our, Their>
      : 'whole'
    : Ours extends { items: readonly (infer Our)[] }
      ? Theirs extends { items?: readonly (infer Their)[] }
        ? Gaps<Our, Their> | Fields<Omit<Ours, 'items'>, Omit<Theirs, 'items'>>
        : 'whole'
      : [Fields<Ours, SameKind<Ours, Theirs>>] extends [never]
        ? 'whole'
        : Fields<Ours, SameKind<Ours, Theirs>>

/** `agent voice_model`, over all the methods of an SDK. What a method gives up as void may be anything. */
type GapsOf<Methods> = {
  [Method in keyof Methods & string]: Methods[Method] extends {
    operation: infer Id extends OperationId
    reply: infer Theirs
  }
    ? [Theirs] extends [void]
      ? never
      : `${Method extends `${infer Resource}.${string}` ? Resource : never} ${Gaps<ReplyOf<Id>, Theirs>}`
    : never
}[keyof Methods & string]

const NEWER = 'values that the newer SDK has and the older one did not'
const OLDER = 'values that have left the newest SDK; old clients still send and read them'
const PYTHON = 'what the newest SDK for Python has, and none for TypeScript'
const NODES = 'nodes are answered as they came, so they are open objects here'
const EMAIL = 'the tool send_email, which only the API reference has'
const TOOLS = 'send_email, and tools of the newer SDK: other options of a transfer, fewer required fields'
const UNSTORED = "the customer's number is removed from calls that do not store it, as Retell's guides say"
const CHAT_ITEMS = 'kinds of messages that are newer than this SDK'
const VERSION =
  'create-agent-version answers an agent of either kind, which no field tells apart: the models of agents, as here'

export const sdk4Gaps: Record<GapsOf<Sdk4Replies>, string> = {
  'chat end_timestamp': 'null while the chat is open is newer than this SDK',
  'chat message_with_tool_calls': CHAT_ITEMS,
  'chat messages': CHAT_ITEMS,
  'conversationFlow components': NODES,
  'conversationFlowComponent nodes': NODES,
  'conversationFlowComponent tools': TOOLS,
  'knowledgeBase status': NEWER,
  'chatAgent post_chat_analysis_model': NEWER,
  'conversationFlow nodes': NODES,
  'conversationFlow tools': TOOLS,
  'conversationFlow model_choice': NEWER,
  'chatAgent language': 'a list of languages is newer than this SDK',
  'chatAgent pii_config': NEWER,
  'chatAgent end_chat_after_silence_ms': NEWER,
  'chatAgent post_chat_analysis_data': NEWER,
  'agent denoising_mode': NEWER,
  'agent language': 'a list of languages is newer than this SDK',
  'agent pii_config': NEWER,
  'agent post_call_analysis_data': NEWER,
  'agent post_call_analysis_model': NEWER,
  'agent pronunciation_dictionary': NEWER,
  'agent stt_mode': NEWER,
  'agent voice_model': NEWER,
  'agent voicemail_option': NEWER,
  'call disconnection_reason': NEWER,
  'call from_number': UNSTORED,
  'call to_number': UNSTORED,
  'call scrubbed_transcript_with_tool_calls': 'kinds of items that are newer than this SDK',
  'call transcript_with_tool_calls': 'kinds of items that are newer than this SDK',
  'llm general_tools': TOOLS,
  'llm model': NEWER,
  'llm s2s_model': NEWER,
  'llm states': TOOLS,
  'voice provider': NEWER,
}

export const sdk5Gaps: Record<GapsOf<Sdk5Replies>, string> = {
  'agent custom_stt_config': PYTHON,
  'call disconnection_reason': PYTHON,
  'conversationFlow tools': PYTHON,
  'conversationFlowComponent tools': PYTHON,
  'crm contact_tags': PYTHON,
  'conversationFlowComponent nodes': NODES,
  'tests llm_model': OLDER,
  'tests test_case_definition_snapshot': OLDER,
  'chatAgent post_chat_analysis_model': OLDER,
  'conversationFlow nodes': NODES,
  'conversationFlow model_choice': OLDER,
  'conversationFlow components': NODES,
  'agent post_call_analysis_model': OLDER,
  'agent voice_model': OLDER,
  'agent whole': VERSION,
  'call from_number': UNSTORED,
  'call to_number': UNSTORED,
  'chatAgent whole': VERSION,
  'llm general_tools': EMAIL,
  'llm model': OLDER,
  'llm s2s_model': OLDER,
  'llm states': EMAIL,
  'voice provider': OLDER,
}
