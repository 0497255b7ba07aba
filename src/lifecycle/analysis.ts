// What Retell reports of a call once it is over. No model is asked: the same call and answers give the same
// analysis, and a scenario can dictate any part of it.

import {
  type AnalysisField,
  type Answers,
  type CustomValue,
  customAnalysisOf,
  isOptional,
} from './custom-analysis.ts'
import { type DisconnectionReason, type Ending, endings } from './endings.ts'
import { type Sentiment, sentimentOf } from './sentiment.ts'
import type { Utterance } from './speech.ts'
import { summaryOf } from './summary.ts'

export interface CallAnalysis {
  call_summary?: string
  in_voicemail?: boolean
  user_sentiment?: Sentiment
  call_successful?: boolean
  custom_analysis_data: Record<string, CustomValue>
}

export interface CallToAnalyse {
  utterances: readonly Pick<Utterance, 'role' | 'content'>[]
  disconnectionReason: DisconnectionReason
  agentName?: string
  /** The agent's `post_call_analysis_data`. */
  fields?: readonly AnalysisField[] | null
  /**
   * What the scenario says was found: custom fields by name, and `call_summary`, `user_sentiment`,
   * `call_successful`, `in_voicemail`. Null means not found and leaves out what the agent marked as optional.
   */
  answers?: Answers
  /** Whether a machine took the call; by default, whether it ended for that. */
  inVoicemail?: boolean
}

/**
 * The `call_analysis` of a call. One that never connected has no summary and no custom fields, whatever the
 * answers say; that its other fields are there and how they read is a guess.
 */
export function analyse(call: CallToAnalyse): CallAnalysis {
  const { utterances, disconnectionReason, answers = {} } = call
  const fields = call.fields ?? []
  const ending: Ending = endings[disconnectionReason]
  if (!ending.connected) return ofUnconnected()

  const inVoicemail =
    asBoolean(answers.in_voicemail) ?? call.inVoicemail ?? disconnectionReason === 'voicemail_reached'
  const userSpoke = utterances.some(({ role, content }) => role === 'user' && content.trim() !== '')
  const { data, missing } = customAnalysisOf(fields, utterances, answers)
  const notFound = (name: string) =>
    answers[name] === null &&
    fields.some(field => field.type === 'system-presets' && field.name === name && isOptional(field))

  const analysis: Omit<CallAnalysis, 'custom_analysis_data'> = {}
  if (!notFound('call_summary'))
    analysis.call_summary =
      asText(answers.call_summary) ??
      summaryOf(utterances, { ending: ending.sentence, agentName: call.agentName, inVoicemail })
  analysis.in_voicemail = inVoicemail
  if (!notFound('user_sentiment'))
    analysis.user_sentiment =
      asSentiment(answers.user_sentiment) ?? (inVoicemail ? 'Unknown' : sentimentOf(utterances))
  if (!notFound('call_successful')) {
    const successful = asBoolean(answers.call_successful) ?? (ending.complete && userSpoke && !inVoicemail)
    analysis.call_successful = successful && missing.length === 0
  }
  return { ...analysis, custom_analysis_data: data }
}

function ofUnconnected(): CallAnalysis {
  return { in_voicemail: false, user_sentiment: 'Unknown', call_successful: false, custom_analysis_data: {} }
}

function asText(answer: unknown): string | undefined {
  return typeof answer === 'string' ? answer : undefined
}

function asBoolean(answer: unknown): boolean | undefined {
  return typeof answer === 'boolean' ? answer : undefined
}

function asSentiment(answer: unknown): Sentiment | undefined {
  return (['Positive', 'Negative', 'Neutral', 'Unknown'] as const).find(sentiment => sentiment === answer)
}
