// The phone numbers that can be bought. All are fictional: exchange 555, first the lines 0100 to 0199 that are set aside
// for fiction, then 0200 to 0999, which no carrier gives to anybody either.

import type { Settings } from '../contract.ts'
import { Refusal } from '../errors.ts'
import type { Store } from '../store/store.ts'

/** Where a number comes from when the buyer names no area code; the next when one is sold out. */
const US = [415, 212, 312, 512, 206, 303, 617, 702]
const CANADA = [416, 604, 514, 403]
const TOLL_FREE = [888, 877, 866, 855, 844, 833, 800]
const FIRST_LINE = 100
const LAST_LINE = 999

export interface NumberWish {
  /** A number, or its digits as text. */
  area_code?: number | string | undefined
  country_code?: 'US' | 'CA' | undefined
  toll_free?: boolean | undefined
}

/**
 * The lowest free number that fits, so that the same purchases give the same numbers. Refuses with 404, in words seen on
 * the live service, an area code that is sold out, does not exist or is in the setting `area_codes_out_of_stock`.
 */
export function numberInStock(
  store: Store,
  { area_codes_out_of_stock }: Readonly<Settings>,
  wish: NumberWish,
): string {
  for (const areaCode of areaCodesFor(wish)) {
    if (area_codes_out_of_stock.includes(areaCode) || !isAreaCode(areaCode)) continue
    const exchange = `+1${areaCode}555`
    const taken = new Set(store.phoneNumbers.idsFrom(exchange))
    for (let line = FIRST_LINE; line <= LAST_LINE; line++) {
      const number = exchange + String(line).padStart(4, '0')
      if (!taken.has(number)) return number
    }
  }
  throw new Refusal(404, 'No phone numbers of this area code')
}

function areaCodesFor({ area_code, country_code, toll_free }: NumberWish): number[] {
  const here = toll_free ? TOLL_FREE : country_code === 'CA' ? CANADA : US
  if (area_code === undefined) return here
  const wanted = Number(area_code)
  return toll_free && !TOLL_FREE.includes(wanted) ? [] : [wanted]
}

/** Area codes of North America begin with 2 to 9. */
const isAreaCode = (code: number) => Number.isInteger(code) && code >= 200 && code <= 999

/** A North American number's area code and the way people write it; nothing for other numbers. */
export function writtenForm(number: string): { phone_number_pretty?: string; area_code?: number } {
  const [, area, exchange, line] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number) ?? []
  if (area === undefined) return {}
  return { phone_number_pretty: `+1 (${area}) ${exchange}-${line}`, area_code: Number(area) }
}
