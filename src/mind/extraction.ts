// Values found in what the user said: variables that a flow or tool extracts, and the arguments of tools. The scenario may
// give them outright; the rest follows plain rules, the latest words first, and what no rule finds is not made up.

import type { Schemas } from '../contract.ts'
import { isObject } from '../json-object.ts'
import { choiceIn, mentions, quotesIn, yesOrNo } from './words.ts'

export type Extractable = Schemas['AnalysisItem']
export type Extracted = string | number | boolean

/** Everything the user said, the latest last, and what the scenario says is found there. */
export interface Source {
  heard: readonly string[]
  given: Readonly<Record<string, unknown>>
}

/**
 * The value of one item; undefined when it was not found. A value of the scenario is taken where it is of the item's
 * type, and `null` there says that it was not found.
 */
export function extract(item: Extractable, { heard, given }: Source): Extracted | undefined {
  if (Object.hasOwn(given, item.name)) {
    const value = given[item.name]
    if (value === null) return undefined
    const typed = asType(item, value)
    if (typed !== undefined) return typed
  }
  for (const words of heard.toReversed()) {
    const found = find(item, words)
    if (found !== undefined) return found
  }
  return undefined
}

/** A value that somebody else gives, as the item's type; undefined where it is of another. */
export function asType(item: Extractable, value: unknown): Extracted | undefined {
  switch (item.type) {
    case 'string':
      return typeof value === 'object' ? JSON.stringify(value) : String(value)
    case 'enum':
      return item.choices.find(choice => choice === String(value))
    case 'boolean':
      return typeof value === 'boolean' ? value : { true: true, false: false }[String(value)]
    case 'number':
      return String(value).trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined
  }
}

function find(item: Extractable, words: string): Extracted | undefined {
  switch (item.type) {
    case 'string':
      return textIn(words, item)
    case 'enum':
      return choiceIn(words, item.choices) ?? item.choices.find(choice => mentions(words, choice))
    case 'boolean':
      return yesOrNo(words)
    case 'number':
      return numberIn(words, item.name)
  }
}

const NAME =
  /\b(?:[Mm]y name is|[Mm]y name['’]s|[Tt]his is|I['’]m|I am|[Cc]all me|[Tt]he name is|[Ii]t['’]s) (\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)*)/u
const MONTHS =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const DAYS = '(?:mon|tues|wednes|thurs|fri|satur|sun)day'
const DATE = new RegExp(
  `\\b(\\d{4}-\\d{2}-\\d{2}|\\d{1,2}[/.]\\d{1,2}[/.]\\d{2,4}|(?:${MONTHS}) \\d{1,2}(?:st|nd|rd|th)?(?:,? \\d{4})?|` +
    `\\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:${MONTHS})(?:,? \\d{4})?|(?:next |this )?${DAYS}|today|tomorrow)\\b`,
  'i',
)
const TIME =
  /\b(\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\b)?|\d{1,2} ?[ap]\.?m\b|noon|midnight|\d{1,2} o['’]clock|(?<=at )(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2}))\b/i

/** What a text variable is looked for by, when its name or description has such a word. The first that finds something. */
const PATTERNS = [
  { about: /e-?mail/i, pattern: /([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)/ },
  { about: /phone|mobile|telephone|callback/i, pattern: /(\+?\d[\d ().-]{5,20}\d)/ },
  { about: /date|day|when/i, pattern: DATE },
  { about: /time|hour|when/i, pattern: TIME },
  { about: /zip|postal|postcode/i, pattern: /\b(\d{5}(?:-\d{4})?)\b/ },
  { about: /name|who/i, pattern: NAME },
]

/**
 * A text, by the first of these that finds one: "my city is Porto" for `city`; the pattern of an e-mail address, telephone
 * number, date, time, zip code or name for a variable that is called or described so; an example of the variable that was
 * spoken of; what stands in quotation marks.
 */
function textIn(words: string, item: Extract<Extractable, { type: 'string' }>): string | undefined {
  const stated = statedIn(words, item.name)
  if (stated !== undefined) return stated
  const byName = PATTERNS.filter(({ about }) => about.test(item.name))
  const patterns = byName.length > 0 ? byName : PATTERNS.filter(({ about }) => about.test(item.description))
  for (const { pattern } of patterns) {
    const found = pattern.exec(words)?.[1]
    if (found !== undefined) return found.trim()
  }
  return choiceIn(words, item.examples ?? []) ?? quotesIn(words)[0]
}

/** "My order number is A-17" for `order_number`; up to the end of the clause. */
function statedIn(words: string, name: string): string | undefined {
  const spoken = (name.match(/[\p{L}\p{N}]+/gu) ?? []).join('[\\s_-]+')
  if (spoken === '') return undefined
  const stated = new RegExp(
    `(?<![\\p{L}\\p{N}])${spoken}(?: is| are| would be| should be|:| =)\\s+([^,;!?\\n]{1,200})`,
    'iu',
  )
  const clause = stated.exec(words)?.[1]
  return clause
    ?.replace(/\.(?:\s.*)?$/, '')
    .replace(/ (?:and|but|please)\b.*$/i, '')
    .trim()
}

const NUMERALS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ')
const NUMBER = new RegExp(
  `(?<![\\p{L}\\p{N}.@+-])(?:-?\\d[\\d,]*(?:\\.\\d+)?|${NUMERALS.join('|')})(?![\\p{L}\\p{N}@])`,
  'giu',
)
/** How far from a number a word of the variable's name may stand, in characters. */
const NEAR = 25

/** The number that stands nearest to a word of the variable's name, else the first that is not merely "one". */
function numberIn(words: string, name: string): number | undefined {
  const plain = words.replaceAll(/\+?\d[\d ().-]{6,20}\d/g, ' ')
  const numbers = [...plain.matchAll(NUMBER)]
  const anchors = name
    .split(/[\s_-]+/)
    .filter(part => part.length > 2)
    .map(part => ({ at: plain.toLowerCase().indexOf(part.toLowerCase()), length: part.length }))
    .filter(({ at }) => at >= 0)
  // "A party of six": what follows the word is likelier its number than what goes before.
  const distance = ({ 0: text, index }: RegExpExecArray) =>
    Math.min(
      ...anchors.map(({ at, length }) => (index > at ? index - at - length : 2 * (at - index - text.length))),
    )
  const nearest = numbers
    .filter(number => distance(number) <= NEAR)
    .toSorted((one, other) => distance(one) - distance(other))[0]
  const found = (nearest ?? numbers.find(([text]) => text.toLowerCase() !== 'one'))?.[0]
  if (found === undefined) return undefined
  const numeral = NUMERALS.indexOf(found.toLowerCase())
  return numeral >= 0 ? numeral : Number(found.replaceAll(',', ''))
}

/**
 * The arguments that can be known for a JSON Schema of parameters: a `const`, with its variables filled in; the variable
 * of the same name; a choice or value found in what was said. Others are left out.
 */
export function argumentsFor(
  properties: Readonly<Record<string, unknown>>,
  source: Source,
  variables: Readonly<Record<string, string>>,
  fill: (text: string) => string,
): Record<string, unknown> {
  const known = Object.entries(properties).map(([name, schema]) => {
    const shape = isObject(schema) ? schema : {}
    if (typeof shape.const === 'string') return [name, ofType(shape.type, fill(shape.const))]
    if (shape.const !== undefined) return [name, shape.const]
    if (Object.hasOwn(source.given, name)) return [name, source.given[name] ?? undefined]
    if (Object.hasOwn(variables, name)) return [name, ofType(shape.type, variables[name]!)]
    const item = itemOf(name, shape)
    return [name, item && extract(item, source)]
  })
  return Object.fromEntries(known.filter(([, value]) => value !== undefined))
}

/** Of the arguments those that nobody need find: a `const`, with its variables filled in, and what the scenario gives. */
export function fixedArguments(
  properties: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
  fill: (text: string) => string,
): Record<string, unknown> {
  const fixed = Object.entries(properties).flatMap(([name, schema]): [string, unknown][] => {
    const shape = isObject(schema) ? schema : {}
    if (typeof shape.const === 'string') return [[name, ofType(shape.type, fill(shape.const))]]
    if (shape.const !== undefined) return [[name, shape.const]]
    return Object.hasOwn(given, name) ? [[name, given[name]]] : []
  })
  return Object.fromEntries(fixed)
}

function itemOf(name: string, shape: Record<string, unknown>): Extractable | undefined {
  const description = typeof shape.description === 'string' ? shape.description : ''
  const choices = Array.isArray(shape.enum)
    ? shape.enum.filter((choice): choice is string => typeof choice === 'string')
    : []
  if (choices.length > 0) return { type: 'enum', name, description, choices }
  switch (shape.type) {
    case 'number':
    case 'integer':
      return { type: 'number', name, description }
    case 'boolean':
      return { type: 'boolean', name, description }
    case 'string':
      return { type: 'string', name, description }
    default:
      return undefined
  }
}

function ofType(type: unknown, text: string): unknown {
  const isNumber = (type === 'number' || type === 'integer') && text.trim() !== ''
  if (isNumber && Number.isFinite(Number(text))) return Number(text)
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true'
  return text
}
