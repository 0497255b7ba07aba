// Which country a phone number belongs to, by the metadata of libphonenumber.

import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/**
 * Whether calls with this number, in E.164, are allowed by a list of ISO 3166 codes. Retell docs, phone numbers: no list
 * and an empty one allow all. A number that cannot be read is of no country.
 */
export function isAllowedCountry(number: string, allowed: readonly string[] | null | undefined): boolean {
  if (!allowed || allowed.length === 0) return true
  const countries: readonly string[] = parsePhoneNumberFromString(number)?.getPossibleCountries() ?? []
  return countries.some(country => allowed.includes(country))
}

/** Whether numbers can belong to what this ISO 3166 code stands for, in capitals. */
export const isCountry = (code: string): boolean => isSupportedCountry(code)
