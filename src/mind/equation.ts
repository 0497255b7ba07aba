// The equations of a flow's edges: comparisons of texts and numbers with dynamic variables in them. No model is needed.

import type { Schemas } from '../contract.ts'

export type EquationCondition = Schemas['EquationCondition']
type Equation = Schemas['Equation']

/** What an equation needs to know of variables. */
export interface Known {
  /** The text with its variables filled in; what is unknown stays in braces. */
  fill(text: string): string
  has(name: string): boolean
}

/**
 * Whether the condition holds: `&&` wants every equation, `||` one. Retell docs, transition condition: `==`, `!=`,
 * `contains` and `not_contains` compare texts, the others numbers, and are false where something is no number; a variable
 * with an empty value exists. A condition without equations never holds, which is a guess.
 */
export function holds({ equations, operator }: EquationCondition, known: Known): boolean {
  if (equations.length === 0) return false
  const isTrue = (equation: Equation) => equationHolds(equation, known)
  return operator === '&&' ? equations.every(isTrue) : equations.some(isTrue)
}

function equationHolds(equation: Equation, known: Known): boolean {
  if (equation.operator === 'exists') return known.has(nameIn(equation.left, known))
  if (equation.operator === 'not_exist') return !known.has(nameIn(equation.left, known))
  const left = filled(equation.left, known)
  const right = unquoted(known.fill(equation.right ?? ''))
  switch (equation.operator) {
    case '==':
      return left === right
    case '!=':
      return left !== right
    case 'contains':
      return left.includes(right)
    case 'not_contains':
      return !left.includes(right)
    case '>':
      return numberIn(left) > numberIn(right)
    case '>=':
      return numberIn(left) >= numberIn(right)
    case '<':
      return numberIn(left) < numberIn(right)
    case '<=':
      return numberIn(left) <= numberIn(right)
  }
}

/** `{{name}}` and plain `name` are the same variable. */
function nameIn(left: string, known: Known): string {
  const inner = /^\s*\{\{(.*)\}\}\s*$/s.exec(left)?.[1] ?? left
  return known.fill(inner).trim()
}

/** A left side without braces that is the name of a variable means it; a guess. */
const filled = (left: string, known: Known): string =>
  unquoted(known.has(left.trim()) ? known.fill(`{{${left.trim()}}}`) : known.fill(left))

const unquoted = (text: string): string => {
  const trimmed = text.trim()
  return /^(["']).*\1$/s.test(trimmed) && trimmed.length > 1 ? trimmed.slice(1, -1) : trimmed
}

/** NaN, which is neither more nor less than anything, for what is no number. */
const numberIn = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text))
