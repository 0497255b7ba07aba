// A readable account of a call, put together from its own words. It judges nothing: see analysis.ts.

import type { Speaker, Utterance } from './speech.ts'

type Said = Pick<Utterance, 'role' | 'content'>

/**
 * Who said what in short, in the order in which they first spoke, and then `ending`, a sentence. `agentName`
 * stands for the agent where it is known.
 */
export function summaryOf(
  utterances: readonly Said[],
  { ending, agentName, inVoicemail = false }: { ending: string; agentName?: string; inVoicemail?: boolean },
): string {
  const spoken = utterances.filter(({ content }) => content.trim() !== '')
  const names: Record<Speaker, string> = {
    agent: agentName?.trim() || 'The agent',
    user: 'The user',
    transfer_target: 'The transfer target',
  }
  const sentences = inVoicemail ? voicemailSentences(spoken, names.agent) : talkSentences(spoken, names)
  return [...sentences, ending].join(' ')
}

function voicemailSentences(spoken: readonly Said[], agentName: string): string[] {
  const message = spoken.filter(({ role }) => role === 'agent').map(({ content }) => content)
  if (message.length === 0) return ['The call reached voicemail and no message was left.']
  return [`The call reached voicemail. ${agentName} left the message ${quoted(message.join(' '), 'stop')}`]
}

function talkSentences(spoken: readonly Said[], names: Record<Speaker, string>): string[] {
  if (spoken.length === 0) return ['Nobody spoke.']
  const speakers = [...new Set(spoken.map(({ role }) => role))]
  const sentences = speakers.map((speaker, index) => {
    const contents = spoken.filter(({ role }) => role === speaker).map(({ content }) => content)
    const verb = index === 0 ? 'opened with' : 'said'
    if (contents.length === 1) return `${names[speaker]} ${verb} ${quoted(contents[0]!, 'stop')}`
    return `${names[speaker]} ${verb} ${quoted(contents[0]!)} and finally said ${quoted(contents.at(-1)!, 'stop')}`
  })
  if (!speakers.includes('user')) sentences.push('The user said nothing.')
  return sentences
}

const longestQuote = 120

/** The words in quotation marks, shortened at a blank; with `stop`, the sentence around them is ended too. */
function quoted(content: string, stop?: 'stop'): string {
  let words = content.trim().replace(/\s+/g, ' ').replaceAll('"', "'")
  if (words.length > longestQuote) words = `${words.slice(0, longestQuote).replace(/\s+\S*$/, '')}…`
  const ended = /[.!?…]$/.test(words)
  return stop && !ended ? `"${words}".` : `"${words}"`
}
