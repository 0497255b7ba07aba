// What counts as personal in a text, category by category: plain patterns over what people say and write in English. They
// are the mock's own, where the live service has a model; words for digits ("five five five") are not read.

import type { Schemas } from '../contract.ts'

export type PiiCategory = Schemas['PiiConfig']['categories'][number]

/** Each marks what is personal as the group `pii`. The first category that claims a place in a text keeps it. */
export interface PiiPattern {
  category: PiiCategory
  pattern: RegExp
}

const is = String.raw`(?:\s+(?:is|was)|'s|[:#])*\s*,?\s*`
const number = String.raw`(?:\s+(?:number|no\.?|code|id))?`
const mixed = String.raw`(?<pii>(?=[A-Za-z-]*\d)[A-Za-z\d]+(?:-[A-Za-z\d]+| \d+)*)`
const digits = (least: number, most: number) => String.raw`(?<pii>\d(?:[ -]?\d){${least - 1},${most - 1}})\b`
const name = String.raw`\p{Lu}[\p{L}'’-]+`
const title = String.raw`(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b\.?`
const month = String.raw`(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?`
const date = [
  String.raw`\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}`,
  String.raw`${month}\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+(?:of\s+)?\d{4})?`,
  String.raw`(?:the\s+)?\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?${month}(?:,?\s+\d{4})?`,
].join('|')
const streets =
  'street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|way|place|pl|square|sq|terrace'
const street = `(?:${streets.replaceAll(/\b[a-z]/g, letter => `[${letter.toUpperCase()}${letter}]`)})`

const after = (cue: string, value: string) => new RegExp(String.raw`\b${cue}${is}${value}`, 'dgiu')

/** In the order in which they claim their places: what is said to be something, then what looks like something. */
export const PII_PATTERNS: readonly PiiPattern[] = [
  {
    category: 'password',
    pattern: after('pass(?:word|code|phrase)', String.raw`(?<pii>[^\s,;]*[^\s,;.?!])`),
  },
  { category: 'pin', pattern: after(`pin${number}`, digits(3, 8)) },
  {
    category: 'date_of_birth',
    pattern: after(String.raw`(?:date of birth|birth\s?(?:day|date)|dob|born(?:\s+on)?)`, `(?<pii>${date})`),
  },
  { category: 'passport', pattern: after(`passport${number}`, mixed) },
  {
    category: 'driver_license',
    pattern: after(String.raw`driv(?:er|ing)['’]?s?\s+licen[cs]e${number}`, mixed),
  },
  {
    category: 'medical_id',
    pattern: after(
      String.raw`(?:mrn|medical\s+(?:record|id)|health\s+(?:card|insurance|plan)|medicare|medicaid|patient)${number}`,
      mixed,
    ),
  },
  {
    category: 'bank_account',
    pattern: after(String.raw`(?:(?:bank|checking|savings)\s+account|routing)${number}`, digits(4, 20)),
  },
  {
    category: 'bank_account',
    pattern: /\b(?<pii>[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?)\b/dgu,
  },
  {
    category: 'customer_account_number',
    pattern: after(
      String.raw`(?:(?:customer|client|member(?:ship)?|policy)(?:\s+account)?|account)\s+(?:number|no\.?|id)`,
      mixed,
    ),
  },
  { category: 'bank_account', pattern: after(String.raw`account\s+(?:number|no\.?)`, digits(4, 20)) },
  // Bounded, and only from the beginning of a word: a long run of letters must not be gone through from each of them.
  {
    category: 'email',
    pattern: /(?<![\p{L}\d._%+-])(?<pii>[\p{L}\d._%+-]{1,64}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63}){1,8})/dgu,
  },
  {
    category: 'email',
    pattern:
      /(?<![\p{L}\d._+-])(?<pii>[\p{L}\d._+-]{1,64}(?: dot [\p{L}\d_+-]{1,64}){0,8} at [\p{L}\d-]{1,63}(?: dot [\p{L}\d-]{1,63}){0,8} dot [a-z]{2,})\b/dgiu,
  },
  { category: 'ssn', pattern: /(?<![\d-])(?<pii>\d{3}[ -]\d{2}[ -]\d{4})(?![\d-])/dgu },
  { category: 'ssn', pattern: after(String.raw`(?:social\s+security|ssn)${number}`, digits(9, 9)) },
  { category: 'credit_card', pattern: /(?<![\d+-])(?<pii>\d{4}([ -]?)\d{4}\2\d{4}\2\d{1,7})(?!\d)/dgu },
  { category: 'credit_card', pattern: /(?<![\d+-])(?<pii>3\d{3}([ -]?)\d{6}\2\d{5})(?!\d)/dgu },
  { category: 'phone_number', pattern: /(?<![\d\p{L}])(?<pii>\+\d(?:[ ().-]{0,2}\d){7,14})(?!\d)/dgu },
  { category: 'phone_number', pattern: /(?<![\d+-])(?<pii>\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4})(?![\d-])/dgu },
  {
    category: 'address',
    pattern: new RegExp(
      String.raw`\b(?<pii>\d{1,6}[a-z]?(?:\s+(?:${name}|\d+(?:st|nd|rd|th))){1,4}?\s+${street}\b\.?` +
        String.raw`(?:,?\s+(?:[Aa]pt|[Aa]partment|[Uu]nit|[Ss]uite)\.?\s*#?\w+)?(?:,\s+${name}(?: ${name}){0,2})?` +
        String.raw`(?:,?\s+[A-Z]{2}\s+\d{5}(?:-\d{4})?)?)`,
      'dgu',
    ),
  },
  {
    category: 'person_name',
    pattern: new RegExp(String.raw`\b${title}\s+(?<pii>${name}(?:\s+${name}){0,2})`, 'dgu'),
  },
  {
    category: 'person_name',
    pattern: new RegExp(
      String.raw`\b(?:[Mm]y (?:full |first |last )?name(?: is|['’]s)|[Tt]his is|[Ii]['’]m|[Ii] am|[Ss]peaking (?:with|to)|` +
        String.raw`[Cc]all me|[Nn]ame(?: is|:))\s+(?!${title})(?<pii>${name}(?:\s+${name}){0,2})`,
      'dgu',
    ),
  },
]

/** What a key of metadata, of variables or of a tool's arguments says its whole value is. */
export function categoryOfKey(key: string): PiiCategory | undefined {
  const words = key
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase()
    .replace(/^x_/, '')
  return KEYS.find(([pattern]) => pattern.test(words))?.[1]
}

const KEYS: readonly (readonly [RegExp, PiiCategory])[] = [
  [/e_?mail/, 'email'],
  [/phone|mobile|(?:^|_)cell(?:_|$)/, 'phone_number'],
  [/(?:^|_)(?:ssn|social_security)/, 'ssn'],
  [/birth|(?:^|_)dob(?:_|$)/, 'date_of_birth'],
  [/passport/, 'passport'],
  [/licen[cs]e/, 'driver_license'],
  [/(?:credit|debit)_?card|card_?number/, 'credit_card'],
  [/iban|routing|bank_account/, 'bank_account'],
  [/password|passcode/, 'password'],
  [/(?:^|_)pin(?:_|$)/, 'pin'],
  [/(?:^|_)mrn(?:_|$)|medical_|patient_id|health_(?:card|insurance)/, 'medical_id'],
  [/(?:account|customer|member|policy)_(?:number|no|id)$/, 'customer_account_number'],
  [/address/, 'address'],
  [
    /^(?:name|full_name|first_name|last_name|(?:customer|caller|user|client|patient|person|contact)_(?:first_|last_|full_)?name)$/,
    'person_name',
  ],
]
