import { expect, test } from 'vitest'
import { isMenu, keysFor } from './keypad.ts'

const MENU = 'For billing, press 1. For new appointments, press 2. For all else, press star.'
test.each([
  ['the entry that has most in common', 'Reach the scheduling or appointments department.', MENU, '2'],
  ['keys first', 'Get to billing', 'Press three for sales, press four for billing.', '4'],
  ['a key by name', 'Anything else', MENU, '*'],
  ['the instruction, where no entry fits', 'Always press 0', 'For sales, press 1.', '0'],
  ['the instruction, where there is no menu', 'Enter digits 12# to join', '', '12#'],
  ['nothing', 'Find a person', 'For sales, press 1.', undefined],
])('the keys are those of %s', (_rule, instruction, heard, keys) => {
  expect(keysFor(instruction, heard)).toBe(keys)
})

test('a menu is one that says what to press', () => {
  expect(isMenu(MENU)).toBe(true)
  expect(isMenu('Thank you for calling.')).toBe(false)
})
