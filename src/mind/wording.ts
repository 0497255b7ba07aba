// What the agent says where Retell would have a model write: the scenario's next line, else a plain sentence that comes
// from the prompt itself. It never pretends that somebody understood.

import { consult, type Lookup } from './question.ts'
import { end, fill, type Line, say, sayVerbatim, type Turn } from './turn.ts'
import { quotesIn } from './words.ts'

export const GREETING = 'Hello! How can I help you today?'
export const FAREWELL = 'Thank you. Goodbye!'
export const REMINDER = 'Are you still there?'
const MORE = ['I see. Could you tell me a little more?', 'Of course. Is there anything else?']
const ONE_MOMENT = 'One moment, please.'

const SENTENCE_CHARACTERS = 300

/** An instruction of a node or of a tool's execution message. */
export interface Instruction {
  type: 'prompt' | 'static_text'
  text: string
}

/** The first words: the scenario's first line, else the greeting. The line is used up even when other words come first. */
export function greet(turn: Turn, fixed?: string | null, prompt?: string | null): void {
  const line = nextLine(turn)
  if (typeof fixed === 'string') say(turn, fixed)
  else if (line !== undefined) sayLine(turn, line)
  else if (!sayByModel(turn, { prompt })) sayLine(turn, GREETING)
}

/** What a prompt governs: the next line, else what the prompt puts into the agent's mouth or, for want of that, itself. */
export function sayByPrompt(turn: Turn, prompt: string | undefined, lookup?: Lookup | undefined): void {
  const line = nextLine(turn)
  if (line !== undefined) return sayLine(turn, line)
  if (sayByModel(turn, { prompt, lookup })) return
  const words = prompt === undefined ? '' : wordsOfPrompt(prompt)
  say(turn, words || moreWords(turn))
}

/** Goes on talking where there is nothing new to say: the next line, else one of two sentences that fit anywhere. */
export function sayMore(turn: Turn): void {
  const line = nextLine(turn)
  if (line !== undefined) sayLine(turn, line)
  else say(turn, moreWords(turn))
}

/** A word to a user who has been silent. */
export function remind(turn: Turn, prompt?: string | null): void {
  const note = '(The user has been silent for a while.)'
  if (hasLine(turn) || !sayByModel(turn, { prompt, note })) say(turn, REMINDER)
}

/** What a model writes by a prompt, where one speaks for the agent; undefined where none does. */
const writtenBy = (
  turn: Turn,
  {
    prompt,
    lookup,
    note,
  }: { prompt?: string | null | undefined; lookup?: Lookup | undefined; note?: string },
): string | undefined => consult(turn, { prompts: [prompt], lookup, note })?.content.trim() || undefined

function sayByModel(turn: Turn, by: Parameters<typeof writtenBy>[1]): boolean {
  const words = writtenBy(turn, by)
  if (words !== undefined) sayVerbatim(turn, words)
  return words !== undefined
}

/** Whether the scenario has one more line. */
export const hasLine = ({ setting, state }: Turn): boolean =>
  setting.script?.agent?.[state.lines] !== undefined

/** Says the scenario's next line, if it has one. */
export function sayNextLine(turn: Turn): boolean {
  const line = nextLine(turn)
  if (line !== undefined) sayLine(turn, line)
  return line !== undefined
}

/** An instruction of which the text is fixed, or is a prompt. */
export function sayInstruction(turn: Turn, instruction: Instruction): void {
  if (instruction.type === 'static_text') say(turn, instruction.text)
  else sayByPrompt(turn, instruction.text)
}

/** What is said while something is done. It never uses up a line. */
export function sayMeanwhile(turn: Turn, instruction: Instruction | undefined): void {
  const { type, text = '' } = instruction ?? {}
  say(turn, (type === 'static_text' ? text : wordsOfPrompt(text)) || ONE_MOMENT)
}

/**
 * What a text comes to that a prompt asks for: a model's, which `note` tells what kind of text it is, else the prompt's own
 * words, with the variables filled in.
 */
export const promptAsText = (turn: Turn, prompt: string, note: string): string =>
  writtenBy(turn, { prompt, note }) ?? fill(turn, wordsOfPrompt(prompt))

function nextLine({ setting, state }: Turn): Line | undefined {
  state.lines += 1
  return setting.script?.agent?.[state.lines - 1]
}

const moreWords = ({ state }: Turn): string => MORE[state.lines % MORE.length]!

function sayLine(turn: Turn, line: Line): void {
  say(turn, typeof line === 'string' ? line : line.say)
  if (typeof line === 'object' && line.end_call) end(turn, { how: 'ended' })
}

const SPEAKING =
  /\b(?:say|saying|ask|asking|tell|greet|respond|reply|answer)\b[^"“.!?]{0,60}["“]([^"“”]+)["”]/i

/** The words in quotation marks after "say", "ask" and the like; else the first sentence that is no heading. */
function wordsOfPrompt(prompt: string): string {
  const quoted = SPEAKING.exec(prompt)?.[1]
  if (quoted !== undefined) return quoted.trim()
  const [wholeQuote] = /^\s*["“][^"“”]+["”]\s*$/.test(prompt) ? quotesIn(prompt) : []
  if (wholeQuote !== undefined) return wholeQuote
  const line = prompt
    .split('\n')
    .map(each => each.replace(/^[\s>*\-–•\d.)]+/, '').trim())
    .find(each => /\p{L}/u.test(each) && !each.startsWith('#'))
  const sentence = /^.*?[.!?](?=\s|$)/.exec(line ?? '')?.[0] ?? line ?? ''
  return sentence.slice(0, SENTENCE_CHARACTERS)
}
