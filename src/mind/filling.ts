// Values and choices that a model makes alone, without speaking: what a variable is, what a tool is called with, which way
// a condition leads, which keys are pressed. Each gives undefined where there is no model, and the rules do instead.

import type { Option } from './choice.ts'
import { asType, type Extractable, type Extracted } from './extraction.ts'
import { DIGIT, offer, schemasOf, settled } from './offer.ts'
import { consult, hasModel, type Offer } from './question.ts'
import { sourceOf, type Turn } from './turn.ts'
import { slugOf } from './words.ts'

const FILL = 'Call the function with what the conversation tells. Leave out what it does not tell.'

/** The arguments of something that is about to be called. */
export function filledArguments(
  turn: Turn,
  { name, description = '' }: { name: string; description?: string | undefined },
  properties: Readonly<Record<string, unknown>>,
): Record<string, unknown> | undefined {
  if (!hasModel(turn)) return undefined
  const wanted = offer(slugOf(name), description, unknownOf(turn, properties))
  if (Object.keys(wanted.parameters.properties).length === 0) return settled(turn, properties, {})
  const reply = consult(turn, { prompts: [FILL], offers: [wanted], must: wanted.name })
  const args = reply?.calls.find(call => call.name === wanted.name)?.arguments
  return args ? settled(turn, properties, args) : undefined
}

/** Values of items by name; those that were not found are left out. */
export function filledItems(
  turn: Turn,
  name: string,
  items: readonly Extractable[],
): Record<string, Extracted> | undefined {
  const args = filledArguments(turn, { name }, schemasOf(items))
  return args && typedItems(items, args)
}

/** Values that came from a model, where they are of the item's type. */
export const typedItems = (
  items: readonly Extractable[],
  args: Readonly<Record<string, unknown>>,
): Record<string, Extracted> =>
  Object.fromEntries(
    items.flatMap((item): [string, Extracted][] => {
      const value = Object.hasOwn(args, item.name) ? args[item.name] : undefined
      const typed = value === undefined || value === null ? undefined : asType(item, value)
      return typed === undefined ? [] : [[item.name, typed]]
    }),
  )

const CHOOSE =
  'Call the function whose condition holds now. When none holds, call nothing and answer with the word none.'

/** The way whose condition the model finds to hold; `none` when it finds none. */
export function judged<Target>(
  turn: Turn,
  options: readonly Option<Target>[],
): { target: Target } | 'none' | undefined {
  if (options.length === 0 || !hasModel(turn)) return undefined
  const ways = waysOffered(options)
  const reply = consult(turn, { prompts: [CHOOSE], offers: ways.map(way => way.offer) })
  if (!reply) return undefined
  const way = ways.find(({ offer: { name } }) => reply.calls.some(call => call.name === name))
  return way ? { target: way.target } : 'none'
}

/** Each way as a function, named for where it leads, that is described by its condition. */
export function waysOffered<Target>(options: readonly Option<Target>[]): { offer: Offer; target: Target }[] {
  const taken = new Set<string>()
  return options.map(({ target, names, condition = '', examples = [] }) => {
    const stem = `transition_to_${slugOf(names.at(-1) ?? '')}`
    let name = stem
    for (let count = 2; taken.has(name); count++) name = `${stem}_${count}`
    taken.add(name)
    const such = examples.length > 0 ? ` Such as: ${examples.map(text => `"${text}"`).join(', ')}` : ''
    return { offer: offer(name, `${condition}${such}`, {}), target }
  })
}

/** The keys to press; an empty text for none. */
export function pressedKeys(turn: Turn, name: string, instruction: string): string | undefined {
  const offers = [offer(slugOf(name), 'Press keys on the telephone keypad.', DIGIT)]
  const note = 'Press what leads on, or call nothing when there is nothing to press.'
  const reply = consult(turn, { prompts: [instruction, note], offers })
  return reply && keysIn(reply.calls[0]?.arguments ?? {})
}

export const keysIn = ({ digit }: Readonly<Record<string, unknown>>): string =>
  String(digit ?? '').replaceAll(/[^\d*#]/g, '')

const unknownOf = (
  turn: Turn,
  properties: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  const { given } = sourceOf(turn)
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !Object.hasOwn(given, name)))
}
