// Whether a simulated conversation met its metrics. The rules are the mock's own: Retell asks a model, the mock reads
// what stands in quotation marks and the names of tools.

import { mentions, quotesIn } from '../mind/index.ts'
import type { Message } from './conversation.ts'

export interface Verdict {
  passed: boolean
  /** A sentence a metric. */
  explanation: string
}

/**
 * A metric with words in double quotes is met when the agent said them all, in any case of letters. One that names tools of
 * the engine is met when each was called with success. With a "not", "never" or "without" before them they must not have
 * been. Any other metric is met when both sides spoke.
 */
export function verdictOf(
  metrics: readonly string[],
  messages: readonly Message[],
  toolNames: readonly string[],
): Verdict {
  const findings = metrics.map(metric => ({ metric, unmet: faultIn(metric, messages, toolNames) }))
  const sentences = findings.map(({ metric, unmet }) => `${unmet ? `Not met: ${unmet}` : 'Met'} (${metric}).`)
  return {
    passed: findings.every(({ unmet }) => unmet === undefined),
    explanation: sentences.join(' ') || 'There are no metrics to meet.',
  }
}

/** What keeps the metric from being met. */
function faultIn(
  metric: string,
  messages: readonly Message[],
  toolNames: readonly string[],
): string | undefined {
  const quotes = quotesIn(metric)
  const unquoted = metric.replaceAll(/["“][^"“”]*["”]/gu, ' ')
  const tools = toolNames.filter(name => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(unquoted))
  if (quotes.length === 0 && tools.length === 0) {
    return spokeBoth(messages) ? undefined : 'one side said nothing'
  }
  const wanted = !/\b(not|never|without)\b|n['’]t\b/i.test(unquoted)
  const missedQuote = quotes.find(quote => isSaid(quote, messages) !== wanted)
  if (missedQuote !== undefined) return `the agent ${wanted ? 'never said' : 'said'} "${missedQuote}"`
  const missedTool = tools.find(name => isCalled(name, messages) !== wanted)
  if (missedTool === undefined) return undefined
  return `${missedTool} was ${wanted ? 'not called with success' : 'called'}`
}

const isSaid = (quote: string, messages: readonly Message[]) =>
  messages.some(
    message => message.role === 'agent' && message.content.toLowerCase().includes(quote.toLowerCase()),
  )

function isCalled(name: string, messages: readonly Message[]): boolean {
  const ids = messages.flatMap(message =>
    message.role === 'tool_call_invocation' && message.name === name ? [message.tool_call_id] : [],
  )
  return messages.some(
    message =>
      message.role === 'tool_call_result' && ids.includes(message.tool_call_id) && message.successful,
  )
}

const spokeBoth = (messages: readonly Message[]) =>
  (['agent', 'user'] as const).every(role =>
    messages.some(message => message.role === role && mentions(message.content, message.content)),
  )
