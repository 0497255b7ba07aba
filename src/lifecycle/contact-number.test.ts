import { expect, test } from 'vitest'
import { readNumber } from './contact-number.ts'

test.each([
  ['+1 (415) 555-0101', 'US', '+14155550101'],
  ['415.555.0101', 'US', '+14155550101'],
  ['1 415 555 0101', 'CA', '+14155550101'],
  ['020 7946 0018', 'GB', '+442079460018'],
  ['+44 20 7946 0018', 'US', '+442079460018'],
  ['06 5550 0101', 'it', '+390655500101'],
  ['555-0101', 'US', undefined],
  ['anonymous', 'US', undefined],
  ['+0 123456789', 'US', undefined],
  ['0123456789', 'ZZ', undefined],
])('%s in %s is read as %s', (text, country, number) => {
  expect(readNumber(text, country)).toBe(number)
})
