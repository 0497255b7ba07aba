// Taking what is personal out of one record: everything that is found gets a placeholder such as `[email 1]`, and what is
// found twice the same one. Which fields of a record are gone through is not known here.

import { categoryOfKey, PII_PATTERNS, type PiiCategory } from './pii-patterns.ts'

/** A place in a text and what stands there instead. */
export interface Replacement {
  from: number
  to: number
  placeholder: string
}

/** What touch tones become, whichever category is chosen (Retell docs: data storage settings). */
export const HIDDEN_DIGIT = '[PII INFO]'

/** More names than anybody gives in one conversation. */
const MAX_NAMES = 200

/**
 * The placeholders of one record, numbered in the order in which things are found: `[<category> <number>]` (Retell docs:
 * data storage settings). That one thing keeps one number throughout the record, and that a name is known again once it
 * has been given, are guesses.
 */
export class Redaction {
  readonly #categories: ReadonlySet<PiiCategory>
  readonly #placeholders = new Map<string, string>()
  readonly #counts = new Map<PiiCategory, number>()
  /** How each name that was given is found again. */
  readonly #names = new Map<string, RegExp>()

  constructor(categories: readonly PiiCategory[]) {
    this.#categories = new Set(categories)
  }

  /** Where `text` is personal, in order and without overlaps. */
  replacements(text: string): Replacement[] {
    const taken: (Replacement & { category: PiiCategory; value: string })[] = []
    const claim = (category: PiiCategory, from: number, to: number) => {
      if (taken.some(other => from < other.to && other.from < to)) return
      taken.push({ category, from, to, value: text.slice(from, to), placeholder: '' })
    }
    this.learnFrom(text)
    for (const { category, pattern } of PII_PATTERNS) {
      if (!this.#categories.has(category)) continue
      for (const { indices } of text.matchAll(pattern)) claim(category, ...placeOf(indices!.groups!.pii))
    }
    for (const pattern of this.#names.values())
      for (const { indices } of text.matchAll(pattern)) claim('person_name', ...placeOf(indices![0]))
    return taken
      .sort((one, other) => one.from - other.from)
      .map(({ category, from, to, value }) => ({
        from,
        to,
        placeholder: this.#placeholder(category, value),
      }))
  }

  /** Keeps the names in a text in mind for what is gone through afterwards. */
  learnFrom(text: string): void {
    if (!this.#categories.has('person_name')) return
    for (const { category, pattern } of PII_PATTERNS) {
      if (category !== 'person_name') continue
      for (const { groups } of text.matchAll(pattern)) this.#learn(groups!.pii!)
    }
  }

  text(text: string): string {
    let rest = 0
    let scrubbed = ''
    for (const { from, to, placeholder } of this.replacements(text)) {
      scrubbed += text.slice(rest, from) + placeholder
      rest = to
    }
    return scrubbed + text.slice(rest)
  }

  /** Any JSON: a key that names a category hides its whole value, all other texts are gone through. */
  value<Value>(value: Value, key?: string): Value
  value(value: unknown, key = ''): unknown {
    const category = categoryOfKey(key)
    const named = category !== undefined && this.#categories.has(category)
    if (named && (typeof value === 'string' || typeof value === 'number') && value !== '') {
      if (category === 'person_name') this.#learn(String(value))
      return this.#placeholder(category, String(value))
    }
    if (typeof value === 'string') return this.text(value)
    if (Array.isArray(value)) return value.map(item => this.value(item as unknown, key))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, this.value(part as unknown, name)]),
    )
  }

  /** JSON in a text, such as the arguments of a tool; what is no JSON is gone through as text. */
  json(text: string): string {
    try {
      return JSON.stringify(this.value(JSON.parse(text) as unknown))
    } catch {
      return this.text(text)
    }
  }

  #learn(name: string): void {
    const parts = name.split(/\s+/)
    for (const known of parts.length > 1 ? [name, ...parts] : parts)
      if (known !== '' && this.#names.size < MAX_NAMES) this.#names.set(known, exactly(known))
  }

  #placeholder(category: PiiCategory, value: string): string {
    const sameAs = `${category} ${sameness(category, value)}`
    const known = this.#placeholders.get(sameAs)
    if (known) return known
    const number = (this.#counts.get(category) ?? 0) + 1
    this.#counts.set(category, number)
    const placeholder = `[${category.replaceAll('_', ' ')} ${number}]`
    this.#placeholders.set(sameAs, placeholder)
    return placeholder
  }
}

const placeOf = (place: [number, number] | undefined): [number, number] => place ?? [0, 0]

const exactly = (name: string) =>
  new RegExp(
    String.raw`(?<!\p{L})${name.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)}(?!\p{L})`,
    'dgu',
  )

/** Numbers are the same however they are grouped, words however they are written. */
const sameness = (category: PiiCategory, value: string): string =>
  /^[+\d]/.test(value) && category !== 'address' && category !== 'date_of_birth'
    ? value.replaceAll(/[^\p{L}\d]/gu, '').toLowerCase()
    : value.toLowerCase().replaceAll(/\s+/g, ' ')
