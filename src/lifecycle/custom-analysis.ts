// The values of the fields that an agent wants extracted after a call or chat. No model reads the transcript:
// a scenario's answers come first, then a plausible value found by simple rules, always of the field's own
// type.

import type { Utterance } from './speech.ts'

interface FieldOf<Type extends string> {
  type: Type
  name: string
  description?: string
  required?: boolean
  conditional_prompt?: string | null
}

/**
 * An item of `post_call_analysis_data`. A system preset configures a built-in field and never is custom data.
 */
export type AnalysisField =
  | (FieldOf<'string'> & { examples?: readonly string[] | null })
  | (FieldOf<'enum'> & { choices: readonly string[] })
  | FieldOf<'boolean'>
  | FieldOf<'number'>
  | FieldOf<'system-presets'>

export type CustomField = Exclude<AnalysisField, { type: 'system-presets' }>
export type CustomValue = string | number | boolean

/** What a scenario says that the analysis found, by field name; null means that it was not found. */
export type Answers = Readonly<Record<string, unknown>>

/** Enough of an utterance to find something in, and too little for a pattern to take long. */
const searchedCharacters = 2000

/**
 * `data` holds every custom field, `missing` the names of required ones that the answers say were not found,
 * which makes a call unsuccessful (Retell's API reference). An optional or conditional field is left out only
 * when its answer is null. An answer that cannot be the field's type, such as an unknown choice, counts as no
 * answer.
 */
export function customAnalysisOf(
  fields: readonly AnalysisField[],
  utterances: readonly Pick<Utterance, 'role' | 'content'>[],
  answers: Answers = {},
): { data: Record<string, CustomValue>; missing: string[] } {
  const said = utterances
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content.trim().slice(0, searchedCharacters))
    .filter(Boolean)
  const values: [string, CustomValue][] = []
  const missing: string[] = []
  for (const field of fields) {
    if (field.type === 'system-presets') continue
    const answer = Object.hasOwn(answers, field.name) ? answers[field.name] : undefined
    if (answer === null && field.required) missing.push(field.name)
    else if (answer === null && isOptional(field)) continue
    else values.push([field.name, asType(field, answer) ?? plausible(field, said)])
  }
  return { data: Object.fromEntries(values), missing }
}

/**
 * Whether an analysis may go without this field. Unset is not optional: the API reference includes it always.
 */
export function isOptional({ required, conditional_prompt }: AnalysisField): boolean {
  return required === false || (!required && Boolean(conditional_prompt))
}

function asType(field: CustomField, answer: unknown): CustomValue | undefined {
  if (answer === undefined || answer === null) return undefined
  switch (field.type) {
    case 'string':
      return typeof answer === 'object' ? JSON.stringify(answer) : String(answer)
    case 'enum':
      return field.choices.find(choice => choice === String(answer))
    case 'boolean':
      return typeof answer === 'boolean' ? answer : { true: true, false: false }[String(answer)]
    case 'number':
      return String(answer).trim() !== '' && Number.isFinite(Number(answer)) ? Number(answer) : undefined
  }
}

function plausible(field: CustomField, said: readonly string[]): CustomValue {
  switch (field.type) {
    case 'string':
      return plausibleText(field, said)
    case 'enum':
      return mentionedChoice(field.choices, said) ?? field.choices[0] ?? ''
    case 'boolean':
      return lastYesOrNo(said) ?? false
    case 'number':
      return firstNumber(said) ?? 0
  }
}

const namePattern =
  /\b(?:[Mm]y name is|[Mm]y name's|[Tt]his is|I'm|I am|[Cc]all me) (\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)*)/u
const textRules = [
  { field: /e-?mail/i, pattern: /([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/ },
  { field: /phone|mobile/i, pattern: /(\+?\d[\d ().-]{5,}\d)/ },
  { field: /name/i, pattern: namePattern },
]

/**
 * An e-mail address, telephone number or name for a field called so; else its first example; else the user's
 * first words.
 */
function plausibleText(
  { name, examples }: { name: string; examples?: readonly string[] | null },
  said: readonly string[],
): string {
  const { pattern } = textRules.find(({ field }) => field.test(name)) ?? {}
  const found = pattern && said.map(words => pattern.exec(words)?.[1]).find(Boolean)
  return found ?? examples?.[0] ?? said[0] ?? ''
}

/** The longest choice that the user spoke of, so that "not interested" wins over "interested". */
function mentionedChoice(choices: readonly string[], said: readonly string[]): string | undefined {
  const plain = (text: string) =>
    ` ${text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()} `
  const words = said.map(plain).join('')
  return choices
    .filter(choice => plain(choice).trim() !== '' && words.includes(plain(choice)))
    .toSorted((one, other) => other.length - one.length)[0]
}

function lastYesOrNo(said: readonly string[]): boolean | undefined {
  const words = said
    .join(' ')
    .toLowerCase()
    .replace(/\bno,? (?:problem|worries|rush)\b/g, ' ')
  const last = words.match(/\b(?:yes|yeah|yep|yup|sure|correct|absolutely|no|nope|nah)\b/g)?.at(-1)
  return last === undefined ? undefined : !['no', 'nope', 'nah'].includes(last)
}

/** Spelt numbers from two on: "one" mostly counts nothing. */
const spelt = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']

function firstNumber(said: readonly string[]): number | undefined {
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}.])(?:-?\\d[\\d,]*(?:\\.\\d+)?|(?:${spelt.join('|')})(?!\\p{L}))`,
    'iu',
  )
  const [found] = pattern.exec(said.join(' ')) ?? []
  if (found === undefined) return undefined
  const index = spelt.indexOf(found.toLowerCase())
  return index >= 0 ? index + 2 : Number(found.replaceAll(',', ''))
}
