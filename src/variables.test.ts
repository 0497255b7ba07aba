import { expect, test } from 'vitest'
import { fillVariables } from './variables.ts'

const variables = { name: 'Ada', zone: 'Asia/Tokyo', braces: '{{name}}', empty: '' }

test.each([
  ['a value takes the place of its name', 'Hello {{name}}!', 'Hello Ada!'],
  ['blanks around the name do not matter', '{{ name }} {{name }}', 'Ada Ada'],
  ['an unknown name stays', 'Hello {{nobody}}', 'Hello {{nobody}}'],
  ['an empty value is a value', 'a{{empty}}b', 'ab'],
  ['a value is not filled again', '{{braces}}', '{{name}}'],
  ['what an object inherits is no variable', '{{toString}}', '{{toString}}'],
  ['a name may be made of another variable', '{{time_{{zone}} }}', 'time of Asia/Tokyo'],
  ['nesting ends', '{{a_{{b_{{c_{{name}}}}}}}}', '{{a_{{b_{{c_Ada}}}}}}'],
])('%s', (_rule, text, filled) => {
  const builtIn = (name: string) => (name.startsWith('time_') ? `time of ${name.slice(5)}` : undefined)
  expect(fillVariables(text, variables, builtIn)).toBe(filled)
})

test('a variable of one’s own goes before a built-in one', () => {
  expect(fillVariables('{{name}}', variables, () => 'built in')).toBe('Ada')
})
