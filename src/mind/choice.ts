// Which of several ways is taken where Retell would ask a model: the one that the scenario names, else the one that plain
// rules find in what was said, else none. The same words always choose the same.

import {
  choiceIn,
  isAgreement,
  isAnswer,
  isFailure,
  isRefusal,
  mentions,
  quotesIn,
  type Stems,
  stemsIn,
  topicsIn,
  yesOrNo,
} from './words.ts'

/** A way to go: an edge, a state, a tool. */
export interface Option<Target> {
  target: Target
  /** What a scenario may call it: the ids and names of the edge, and of the state, node or tool that it leads to. */
  names: readonly string[]
  /** The condition that a model would judge. */
  condition?: string | undefined
  /** A name by which a user may speak of it: that of a tool or state. */
  title?: string | undefined
  /** The words mean it for another reason. */
  isMeant?: boolean | undefined
  /** What users said in examples of when to take it, and of when not to. */
  examples?: readonly string[]
  counterExamples?: readonly string[]
}

/** The choices of the scenario, of which each is used once. */
export interface Choices {
  readonly given: readonly string[]
  /** The indices of those that are used up; grows. */
  readonly used: number[]
}

/** A choice that stands for none of the ways: the agent stays where it is for this turn. */
const STAY = 'stay'

/** The way that the scenario names: the first of its choices, in order, that is not used up and names one of these. */
export function chosen<Target>(options: readonly Option<Target>[], choices: Choices): Target | undefined {
  const wanted = choices.given.findIndex(
    (name, index) => !choices.used.includes(index) && options.some(option => option.names.includes(name)),
  )
  if (wanted < 0) return undefined
  choices.used.push(wanted)
  return options.find(({ names }) => names.includes(choices.given[wanted]!))?.target
}

/** Whether the next choice is `stay`, which is thereby used up. */
export function stays(choices: Choices): boolean {
  const next = choices.given.findIndex((_name, index) => !choices.used.includes(index))
  if (next < 0 || choices.given[next] !== STAY) return false
  choices.used.push(next)
  return true
}

/** Half of what a condition is about must have been spoken of. */
const ENOUGH = 0.5

/**
 * The way that fits best what the user said; of several that fit as well, the first. From the strongest rule to the
 * weakest: an example of the same words; `isMeant`; a title of which every word was said; a phrase in quotation marks that
 * was said; at least half of what the condition is about; yes to a condition of agreement or no to one of refusal; any
 * answer, not a question, to a condition that the user answers. A condition with a "not" in it wants a "not" in the words.
 */
export function understood<Target>(options: readonly Option<Target>[], heard: string): Target | undefined {
  let best: { target: Target; fit: number } | undefined
  const stems = stemsIn(heard)
  for (const option of options) {
    const fit = fitOf(option, heard, stems)
    if (fit > (best?.fit ?? 0)) best = { target: option.target, fit }
  }
  return best?.target
}

/** From 0, which is not at all, to 6; see `understood`. */
function fitOf(option: Option<unknown>, heard: string, stems: Stems): number {
  if (heard.trim() === '' || option.counterExamples?.some(example => isSame(example, heard))) return 0
  if (option.examples?.some(example => isSame(example, heard))) return 6
  if (option.isMeant) return 5
  if (option.title !== undefined && mentions(heard, option.title)) return 4
  const { condition } = option
  if (condition === undefined) return 0
  if (choiceIn(heard, quotesIn(condition)) !== undefined) return 3
  const share = shareOf(condition, heard, stems)
  if (share >= ENOUGH) return 1 + share
  const answer = yesOrNo(heard)
  if (answer === false && isRefusal(condition)) return 1
  if (answer === true && isAgreement(condition) && !isRefusal(condition)) return 1
  const isStatement = !heard.includes('?') && answer !== false
  return isAnswer(condition) && isStatement && !isRefusal(condition) ? 0.5 : 0
}

/** How much of what the condition is about was said, or denied where the condition is. */
function shareOf(condition: string, heard: string, { said, denied }: Stems): number {
  const topics = topicsIn(condition)
  if (topics.length === 0) return 0
  const met = topics.filter(topic => said.has(topic))
  const fitting = isRefusal(condition)
    ? met.filter(topic => denied.has(topic) || yesOrNo(heard) === false)
    : met.filter(topic => !denied.has(topic))
  return fitting.length / topics.length
}

const isSame = (one: string, other: string): boolean => plain(one) === plain(other)
const plain = (text: string): string => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')

/**
 * The way that fits an outcome, such as that of a function: the first whose condition speaks of failure where something
 * failed, and otherwise the first whose does not.
 */
export const fitting = <Target>(
  options: readonly Option<Target>[],
  successful: boolean,
): Target | undefined => options.find(({ condition = '' }) => isFailure(condition) !== successful)?.target
