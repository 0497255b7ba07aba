// Reading a phone number as people write it, into E.164. It knows how numbers are put together, not which of them exist.

import { badRequest } from '../errors.ts'

/** Calling codes (ITU-T E.164 list) of the countries whose local numbers can be read; others need a plus sign. */
const CALLING_CODES: Readonly<Record<string, string>> = {
  US: '1',
  CA: '1',
  GB: '44',
  IE: '353',
  DE: '49',
  AT: '43',
  CH: '41',
  FR: '33',
  BE: '32',
  NL: '31',
  ES: '34',
  PT: '351',
  IT: '39',
  DK: '45',
  SE: '46',
  NO: '47',
  FI: '358',
  PL: '48',
  AU: '61',
  NZ: '64',
  IN: '91',
  SG: '65',
  JP: '81',
  BR: '55',
  MX: '52',
  ZA: '27',
  IL: '972',
  AE: '971',
}
/** Countries whose local numbers keep their leading zero, or have none to take away. */
const WITHOUT_TRUNK_ZERO = ['IT', 'ES', 'PT', 'DK', 'NO', 'SG', 'MX', 'US', 'CA']

/**
 * The number in E.164, or undefined when it cannot be read. A number without a plus sign belongs to `country`, an
 * ISO 3166 code. Retell docs, get-contact-by-phone: numbers are normalised; how is a guess.
 */
export function readNumber(text: string, country = 'US'): string | undefined {
  const written = text.trim()
  if (!/^\+?[\d\s().\-/]+$/.test(written)) return undefined
  const digits = written.replaceAll(/\D/g, '')
  if (written.startsWith('+')) return international(digits)
  const code = CALLING_CODES[country.toUpperCase()]
  if (code === undefined) return undefined
  if (code === '1' && digits.length === 11 && digits.startsWith('1')) return international(digits)
  const trunk = WITHOUT_TRUNK_ZERO.includes(country.toUpperCase()) ? digits : digits.replace(/^0/, '')
  return international(code + trunk)
}

/** As `readNumber`, refusing with 400; the wording is a guess. */
export function numberOf(text: string): string {
  const number = readNumber(text)
  if (number === undefined) throw badRequest(`Invalid phone number: ${text}`)
  return number
}

function international(digits: string): string | undefined {
  if (digits.startsWith('1')) return digits.length === 11 ? `+${digits}` : undefined
  return /^[2-9]\d{6,14}$/.test(digits) ? `+${digits}` : undefined
}
