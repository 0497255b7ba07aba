// Reading a phone number as people write it, into E.164. It knows how numbers are put together, not which of them exist.

import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { badRequest } from '../errors.ts'

/**
 * The number in E.164, or undefined when it cannot be read. A number without a plus sign belongs to `country`, an
 * ISO 3166 code. Retell docs, get-contact-by-phone: numbers are normalised; how is a guess.
 */
export function readNumber(text: string, country = 'US'): string | undefined {
  const home = country.toUpperCase()
  const known = isSupportedCountry(home) ? { defaultCountry: home } : {}
  const read = parsePhoneNumberFromString(text, { ...known, extract: false })
  return read?.isPossible() && read.ext === undefined ? read.number : undefined
}

/** As `readNumber`, refusing with 400; the wording is a guess. */
export function numberOf(text: string): string {
  const number = readNumber(text)
  if (number === undefined) throw badRequest(`Invalid phone number: ${text}`)
  return number
}
