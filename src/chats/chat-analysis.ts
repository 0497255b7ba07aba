// What Retell reports of a chat once it is over, found by the plain rules that calls are analysed by, too.

import type { Chat, ChatAgent } from '../contract.ts'
import { type Answers, customAnalysisOf } from '../lifecycle/custom-analysis.ts'
import { sentimentOf } from '../lifecycle/sentiment.ts'
import { summaryOf } from '../lifecycle/summary.ts'
import { isWritten } from './chat-transcript.ts'

export type ChatAnalysis = NonNullable<Chat['chat_analysis']>

const SENTIMENTS = ['Positive', 'Negative', 'Neutral', 'Unknown'] as const

/**
 * The `chat_analysis` of a chat that is over. `answers` are what a scenario says is found: custom fields by name, and
 * `chat_summary`, `user_sentiment`, `chat_successful`. A chat in which the user wrote nothing is not successful.
 */
export function analysisOfChat(
  chat: Chat,
  agent: Pick<ChatAgent, 'agent_name' | 'post_chat_analysis_data'>,
  answers: Answers = {},
): ChatAnalysis {
  const written = (chat.message_with_tool_calls ?? []).filter(isWritten)
  const { data, missing } = customAnalysisOf(agent.post_chat_analysis_data ?? [], written, answers)
  const successful =
    typeof answers.chat_successful === 'boolean'
      ? answers.chat_successful
      : chat.chat_status === 'ended' && written.some(({ role }) => role === 'user')
  const ending = chat.chat_status === 'ended' ? 'The chat ended.' : 'The chat failed.'
  return {
    chat_summary:
      typeof answers.chat_summary === 'string'
        ? answers.chat_summary
        : summaryOf(written, { ending, ...(agent.agent_name ? { agentName: agent.agent_name } : {}) }),
    user_sentiment:
      SENTIMENTS.find(sentiment => sentiment === answers.user_sentiment) ?? sentimentOf(written),
    chat_successful: successful && missing.length === 0,
    custom_analysis_data: data,
  }
}
