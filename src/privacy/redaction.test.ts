import { expect, test } from 'vitest'
import type { PiiCategory } from './pii-patterns.ts'
import { Redaction } from './redaction.ts'
import { isHidden, scrubbedItem, scrubbedWords } from './scrubbed-transcript.ts'

const ALL: PiiCategory[] = [
  'person_name',
  'address',
  'email',
  'phone_number',
  'ssn',
  'passport',
  'driver_license',
  'credit_card',
  'bank_account',
  'password',
  'pin',
  'medical_id',
  'date_of_birth',
  'customer_account_number',
]

test.each<[PiiCategory, string, string]>([
  ['person_name', 'Hi, my name is Ada Byron.', 'Hi, my name is [person name 1].'],
  ['person_name', "I'm Zoë, and this is Dr. Grey.", "I'm [person name 1], and this is Dr. [person name 2]."],
  ['person_name', 'I am happy, and this is great.', 'I am happy, and this is great.'],
  ['address', 'I live at 12 Elm Street, Springfield, IL 62704.', 'I live at [address 1].'],
  ['address', 'Send it to 221b Baker St please.', 'Send it to [address 1] please.'],
  ['address', 'There are 3 people on the way.', 'There are 3 people on the way.'],
  ['email', 'Write to ada.b@mail.example.com.', 'Write to [email 1].'],
  ['email', 'It is ada dot b at example dot com, please.', 'It is [email 1], please.'],
  ['phone_number', 'Call +1 (415) 555-0142 or 415-555-0143.', 'Call [phone number 1] or [phone number 2].'],
  ['ssn', 'It is 078-05-1120.', 'It is [ssn 1].'],
  ['ssn', 'My social security number is 078051120.', 'My social security number is [ssn 1].'],
  ['passport', 'Passport number: X1234567.', 'Passport number: [passport 1].'],
  ['driver_license', "My driver's license is D123-4567.", "My driver's license is [driver license 1]."],
  ['credit_card', 'The card is 4242 4242 4242 4242.', 'The card is [credit card 1].'],
  ['bank_account', 'My bank account number is 000123456.', 'My bank account number is [bank account 1].'],
  ['bank_account', 'IBAN DE89 3704 0044 0532 0130 00.', 'IBAN [bank account 1].'],
  ['password', 'My password is hunter2!', 'My password is [password 1]!'],
  ['pin', 'the PIN code is 4711', 'the PIN code is [pin 1]'],
  ['medical_id', 'Medical record number is MR-90210.', 'Medical record number is [medical id 1].'],
  ['date_of_birth', 'I was born on March 3rd, 1985.', 'I was born on [date of birth 1].'],
  ['date_of_birth', 'Date of birth: 03/03/1985.', 'Date of birth: [date of birth 1].'],
  [
    'customer_account_number',
    'My customer number is C-1042.',
    'My customer number is [customer account number 1].',
  ],
])('%s: %s', (category, text, scrubbed) => {
  expect(new Redaction([category]).text(text)).toBe(scrubbed)
})

test('one thing keeps its placeholder, another of its kind gets the next number', () => {
  const redaction = new Redaction(ALL)
  expect(redaction.text('a@x.example, b@x.example')).toBe('[email 1], [email 2]')
  expect(redaction.text('Again: A@x.example')).toBe('Again: [email 1]')
  expect(redaction.text('+14155550142')).toBe('[phone number 1]')
  expect(redaction.text('+1 415-555-0142')).toBe('[phone number 1]')
})

test('a name is known again once it has been given, also by half', () => {
  const redaction = new Redaction(['person_name'])
  expect(redaction.text('My name is Ada Byron.')).toBe('My name is [person name 1].')
  expect(redaction.text('Thank you, Ada. Adamant, are you?')).toBe(
    'Thank you, [person name 2]. Adamant, are you?',
  )
})

test('keys say what values are, whatever these look like', () => {
  const redaction = new Redaction(['email', 'person_name', 'customer_account_number'])
  const value = {
    customer_name: 'ada',
    nested: { accountNumber: 17, emails: ['x'], note: 'a@b.example' },
    ok: true,
  }
  expect(redaction.value(value)).toEqual({
    customer_name: '[person name 1]',
    nested: { accountNumber: '[customer account number 1]', emails: ['[email 1]'], note: '[email 2]' },
    ok: true,
  })
  expect(redaction.json('{"email":"a@b.example"}')).toBe('{"email":"[email 2]"}')
  expect(redaction.json('to a@b.example')).toBe('to [email 2]')
})

test('the words of one personal thing become one word that lasts as long', () => {
  const words = [
    { word: "I'm ", start: 0, end: 0.2 },
    { word: 'Ada ', start: 0.2, end: 0.5 },
    { word: 'Byron, ', start: 0.5, end: 0.9 },
    { word: 'hello.', start: 1, end: 1.3 },
  ]
  const scrubbed = scrubbedWords(words, new Redaction(['person_name']))
  expect(scrubbed).toEqual([words[0], { word: '[person name 1], ', start: 0.2, end: 0.9 }, words[3]])
  expect(scrubbed.map(({ word }) => isHidden(word ?? ''))).toEqual([false, true, false])
})

test('touch tones are hidden, arguments and results scrubbed, names and times kept', () => {
  const redaction = new Redaction(['email'])
  expect(scrubbedItem({ role: 'dtmf', digit: '4' }, redaction)).toEqual({ role: 'dtmf', digit: '[PII INFO]' })
  const call = { tool_call_id: 't', name: 'send_to_ada', time_sec: 2 }
  expect(
    scrubbedItem({ ...call, role: 'tool_call_invocation', arguments: '{"to":"a@b.example"}' }, redaction),
  ).toEqual({ ...call, role: 'tool_call_invocation', arguments: '{"to":"[email 1]"}' })
})
