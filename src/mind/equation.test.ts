import { expect, test } from 'vitest'
import { fillVariables } from '../variables.ts'
import { type EquationCondition, holds } from './equation.ts'

const VARIABLES: Record<string, string> = {
  age: '21',
  city: 'New York',
  empty: '',
  which: 'city',
  text: 'abc',
}
const known = {
  fill: (text: string) => fillVariables(text, VARIABLES),
  has: (name: string) => Object.hasOwn(VARIABLES, name),
}
type Operator = EquationCondition['equations'][number]['operator']
const check = (left: string, operator: Operator, right?: string) =>
  holds(
    {
      type: 'equation',
      equations: [{ left, operator, ...(right === undefined ? {} : { right }) }],
      operator: '&&',
    },
    known,
  )

test.each<[string, Operator, string | undefined, boolean]>([
  ['{{city}}', '==', 'New York', true],
  ['{{city}}', '==', 'new york', false],
  ['{{city}}', '==', '"New York"', true],
  ['city', '==', 'New York', true],
  ['{{age}}', '==', '21.0', false],
  ['{{nobody}}', '==', '', false],
  ['{{empty}}', '==', '', true],
  ['{{city}}', '!=', 'Boston', true],
  ['{{city}}', '!=', 'New York', false],
  ['{{nobody}}', '!=', 'x', true],
  ['{{age}}', '>', '18', true],
  ['{{age}}', '>', '21', false],
  ['{{age}}', '>=', '21', true],
  ['{{age}}', '<', '21.5', true],
  ['{{age}}', '<', '9', false],
  ['{{age}}', '<=', '21', true],
  ['{{age}}', '<=', '20', false],
  ['{{text}}', '>', '1', false],
  ['{{text}}', '<=', '1', false],
  ['{{empty}}', '>=', '0', false],
  ['{{age}}', '>', '{{nobody}}', false],
  ['New York, Los Angeles', 'contains', '{{city}}', true],
  ['{{city}}', 'contains', 'york', false],
  ['New York, Los Angeles', 'not_contains', '{{city}}', false],
  ['{{city}}', 'not_contains', 'Boston', true],
  ['{{city}}', 'exists', undefined, true],
  ['city', 'exists', undefined, true],
  ['{{empty}}', 'exists', undefined, true],
  ['{{nobody}}', 'exists', undefined, false],
  ['{{{{which}}}}', 'exists', undefined, true],
  ['{{nobody}}', 'not_exist', undefined, true],
  ['{{empty}}', 'not_exist', undefined, false],
])('%s %s %s is %s', (left, operator, right, expected) => {
  expect(check(left, operator, right)).toBe(expected)
})

test('&& wants every equation and || one, and none at all is never true', () => {
  const equations: EquationCondition['equations'] = [
    { left: '{{age}}', operator: '>', right: '18' },
    { left: '{{city}}', operator: '==', right: 'Boston' },
  ]
  expect(holds({ type: 'equation', equations, operator: '&&' }, known)).toBe(false)
  expect(holds({ type: 'equation', equations, operator: '||' }, known)).toBe(true)
  expect(holds({ type: 'equation', equations: [], operator: '&&' }, known)).toBe(false)
})
