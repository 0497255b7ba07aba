// What plain reading can tell of a text: its words, whether it speaks of something, agrees, or refuses. This is all the
// understanding that the mock has; there is no model.

/** The words of a text, in lower case. */
const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** Whether every word of `name`, split at underscores and dashes, occurs in the text: "book a table" mentions `book_table`. */
export function mentions(text: string, name: string): boolean {
  const heard = new Set(wordsIn(text))
  const wanted = wordsIn(name.replaceAll('_', ' '))
  return wanted.length > 0 && wanted.every(word => heard.has(word))
}

/** What stands in double quotation marks, in order. */
export const quotesIn = (text: string): string[] =>
  [...text.matchAll(/["“]([^"“”]+)["”]/gu)].map(match => match[1]!.trim()).filter(Boolean)

/** The longest choice that stands in the text word for word, so that "not interested" wins over "interested". */
export function choiceIn(text: string, choices: readonly string[]): string | undefined {
  const plain = (of: string) => ` ${wordsIn(of).join(' ')} `
  const said = plain(text)
  return choices
    .filter(choice => plain(choice).trim() !== '' && said.includes(plain(choice)))
    .toSorted((one, other) => other.length - one.length)[0]
}

const YES = /\b(?:yes|yeah|yep|yup|sure|correct|absolutely|definitely|certainly|of course|right|okay|ok)\b/i
const NO = /\b(?:no|nope|nah|not|never|none|neither|nothing|cannot)\b|n['’]t\b/i

/** Whether the text says yes (`true`) or no (`false`); the first of such words decides. */
export function yesOrNo(text: string): boolean | undefined {
  const plain = text
    .replace(/\bno,? (?:problem|worries|rush)\b/gi, ' ')
    .replace(/\b(?:not|all) sure\b/gi, ' ')
  const [yes, no] = [YES.exec(plain)?.index, NO.exec(plain)?.index]
  if (yes === undefined) return no === undefined ? undefined : false
  return no === undefined || yes < no
}

/** Words that say what kind of sentence a condition is, and not what it is about. */
const EMPTY_WORDS = new Set(
  (
    'user users caller callers customer customers client person people patient they their them theirs he she his her it its is ' +
    'are was were be been being am i me my we you your has have had having do does did doing will would can could ' +
    'should may might must a an the this that these those to of for in on at by with from about into and or if when then ' +
    'while once after before as so than there here want wants wanted wanting like likes wish wishes need needs ask asks ' +
    'asked asking indicate indicates indicated mention mentions mentioned express expresses say says said saying speak ' +
    'speaks something anything somebody someone some any agent assistant conversation call please just also let us get ' +
    'gets go goes going who whom what which how why where whether not no never claim claims clearly explicitly'
  ).split(' '),
)

/** A word without its ending: `booking`, `books` and `booked` are all `book`. */
function stemOf(word: string): string {
  const bare = word.replace(/(?:ing|ed|es|s)$/, '')
  const stem = bare.length < 3 ? word : bare
  return stem.replace(/([bdgklmnprt])\1$/, '$1').replace(/e$/, '')
}

/** The stems of what a sentence is about, each once. */
export const topicsIn = (text: string): string[] => [
  ...new Set(
    wordsIn(text)
      .filter(word => !EMPTY_WORDS.has(word))
      .map(stemOf),
  ),
]

/** How many words back a "not" reaches. */
const NEGATION_REACH = 3

/** The stems that a text has, and those among them that a "no" or "not" shortly before turns round. */
export interface Stems {
  said: ReadonlySet<string>
  denied: ReadonlySet<string>
}

export function stemsIn(text: string): Stems {
  const words = wordsIn(text.replace(/n['’]t\b/gi, ' not'))
  const said = new Set(words.map(stemOf))
  const denied = words.filter((_word, index) =>
    words.slice(Math.max(0, index - NEGATION_REACH), index).some(word => NO.test(word)),
  )
  return { said, denied: new Set(denied.map(stemOf)) }
}

/** How many things two texts are both about. */
export function commonTopics(one: string, other: string): number {
  const { said } = stemsIn(other)
  return topicsIn(one).filter(topic => said.has(topic)).length
}

const REFUSAL =
  /\b(?:no|not|never|none|neither|without|disagrees?|denies|denied)\b|n['’]t\b|\b(?:declin|refus|reject)/i
const FAILURE =
  /\b(?:cannot|unable|unavailable|invalid|errors?|missing|incorrect|wrong|time(?:d )?out)\b|\b(?:fail|unsuccess)/i

/** Whether a condition is about something that is not so, or about somebody who refuses. */
export const isRefusal = (condition: string): boolean => REFUSAL.test(condition)

/** Whether a condition is about something that went wrong or was not found. */
export const isFailure = (condition: string): boolean => isRefusal(condition) || FAILURE.test(condition)

/** Whether a condition is about somebody who agrees. */
export const isAgreement = (condition: string): boolean =>
  /\b(?:yes|agree|confirm|accept|approve|affirm|consent|correct|interested|ready|happy|okay|willing|proceed|continue)/i.test(
    condition,
  )

/** Whether a condition is about a user who gives an answer, whatever it is. */
export const isAnswer = (condition: string): boolean =>
  /\b(?:provid|gives?\b|gave\b|given\b|shar(?:e|es|ed|ing)\b|answer|respond|repl(?:y|ies|ied)\b|suppl(?:y|ies|ied)\b|states?\b|stated\b|specif|choos|chose|select|pick(?:s|ed)\b|tells?\b|told\b)/i.test(
    condition,
  )

/** A name that a function may have: letters, digits, `_` and `-`, at most 40. */
export const slugOf = (name: string): string =>
  name
    .replaceAll(/[^A-Za-z0-9_-]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 40) || 'it'
