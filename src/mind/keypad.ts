// Which keys an agent presses when a machine reads it a menu: read from the menu and the instruction, by plain rules.

import { commonTopics } from './words.ts'

const NUMERALS = 'zero one two three four five six seven eight nine'.split(' ')
const KEY = `[\\d*#]+|star|pound|hash|${NUMERALS.join('|')}`
/** "For sales, press 2" and "press 2 for sales". */
const FOR_THEN_PRESS = new RegExp(
  `\\b(?:for|to) ([^.,;]{2,80}),? (?:please )?(?:press|dial)(?: the)? (${KEY})`,
  'gi',
)
const PRESS_THEN_FOR = new RegExp(`\\b(?:press|dial)(?: the)? (${KEY}),? (?:for|to) ([^.,;]{2,80})`, 'gi')
const PRESS = new RegExp(
  `\\b(?:press|dial|enter)(?: the| digits?| keys?| number)* (${KEY})(?![\\p{L}])`,
  'iu',
)

/** Whether somebody reads out a menu. */
export const isMenu = (heard: string): boolean => PRESS.test(heard)

/**
 * The keys: those of the entry of the menu that has most in common with the instruction; else those that the instruction
 * itself names; undefined when neither says anything.
 */
export function keysFor(instruction: string, heard: string): string | undefined {
  let best: { keys: string; shared: number } | undefined
  for (const { keys, entry } of entriesIn(heard)) {
    const common = commonTopics(entry, instruction)
    if (common > (best?.shared ?? 0)) best = { keys, shared: common }
  }
  const keys = best?.keys ?? PRESS.exec(instruction)?.[1]
  return keys && asKeys(keys)
}

/** Menus have their entries one way or the other; what stands first tells which. */
function entriesIn(heard: string): { keys: string; entry: string }[] {
  const forFirst = [...heard.matchAll(FOR_THEN_PRESS)]
  const pressFirst = [...heard.matchAll(PRESS_THEN_FOR)]
  const start = (matches: RegExpExecArray[]) => matches[0]?.index ?? Number.POSITIVE_INFINITY
  return start(forFirst) <= start(pressFirst)
    ? forFirst.map(match => ({ keys: match[2]!, entry: match[1]! }))
    : pressFirst.map(match => ({ keys: match[1]!, entry: match[2]! }))
}

function asKeys(text: string): string {
  const word = text.toLowerCase()
  if (word === 'star') return '*'
  if (word === 'pound' || word === 'hash') return '#'
  const numeral = NUMERALS.indexOf(word)
  return numeral >= 0 ? String(numeral) : word
}
