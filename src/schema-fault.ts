// What a validator found, boiled down to the one fault that a person can mend, and where it is.

import type { ValidationError } from './contract.ts'

export interface Fault {
  /** The way to the faulty value: names, and positions in lists. */
  path: string[]
  /** A name in it that should not be there. */
  name?: string
  /** What was expected of it, without naming it. */
  sentence: string
}

/** `errors` as ajv gives them when it stops at the first fault: where alternatives failed, those of each, then the sum. */
export function faultOf(errors: readonly ValidationError[]): Fault {
  const sum = errors.at(-1)
  if (!sum) return { path: [], sentence: 'is not valid' }
  if (sum.keyword !== 'oneOf' && sum.keyword !== 'anyOf') return single(sum)
  const parts = errors.slice(0, -1)
  // The alternative that was meant fails deeper down, or at something else than being another alternative.
  const close = parts.find(
    part => part.instancePath !== sum.instancePath || !['required', 'type', 'enum'].includes(part.keyword),
  )
  if (close) return single(close)
  return { path: pathOf(sum), sentence: alternatives(parts) }
}

/** The fault in a sentence, with `at` before the path to it. */
export function sentenceOf(errors: readonly ValidationError[], at: string): string {
  const { path, sentence } = faultOf(errors)
  return `${[at, ...path].join('/')} ${sentence}`
}

function single(error: ValidationError): Fault {
  const { keyword, params } = error
  const extra = keyword === 'additionalProperties' ? { name: String(params.additionalProperty) } : {}
  return { path: pathOf(error), ...extra, sentence: expected(error) }
}

function alternatives(parts: readonly ValidationError[]): string {
  const types = parts.filter(part => part.keyword === 'type').map(part => String(part.params.type))
  const names = parts
    .filter(part => part.keyword === 'required')
    .map(part => String(part.params.missingProperty))
  const values = parts.flatMap(part => (part.keyword === 'enum' ? allowed(part) : []))
  if (names.length > 0) return `must have ${either(names)}`
  if (values.length > 0) return `must be ${either(values)}`
  return `must be ${either([...new Set(types)])}`
}

function expected({ keyword, message, params }: ValidationError): string {
  if (keyword === 'additionalProperties') return `must not have "${String(params.additionalProperty)}"`
  if (keyword === 'required') return `must have "${String(params.missingProperty)}"`
  if (keyword === 'enum') return `must be ${either(allowed({ keyword, params }))}`
  if (keyword === 'pattern' && params.pattern === SOMETHING) return 'must not be blank'
  return message ?? 'is not valid'
}

/** The pattern of a text in which something stands. */
const SOMETHING = '\\S'

const allowed = ({ params }: Pick<ValidationError, 'keyword' | 'params'>): string[] =>
  Array.isArray(params.allowedValues) ? params.allowedValues.map(String) : []

const either = (words: readonly string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`

const pathOf = ({ instancePath }: ValidationError): string[] =>
  instancePath
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
