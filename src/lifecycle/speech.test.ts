import { expect, test } from 'vitest'
import { transcriptText, utter, wordsSpokenBy } from './speech.ts'

const text = 'Hello, this is the front desk. How can I help you today?'

test('words join to the text and follow one another', () => {
  const { words, endMs } = utter(text, 1500)
  expect(words.map(({ word }) => word).join('')).toBe(text)
  expect(words[0]?.word).toBe('Hello, ')
  expect(words[0]?.start).toBe(1.5)
  expect(words.at(-1)?.end).toBe(endMs / 1000)
  words.forEach(({ start, end }, index) => {
    expect(end).toBeGreaterThan(start)
    if (index > 0) expect(start).toBeGreaterThanOrEqual(words[index - 1]!.end)
  })
})

test('times have at most three decimals wherever the utterance begins', () => {
  for (const { start, end } of utter(text, 1234.5678).words) {
    expect(`${start}`).toMatch(/^\d+(\.\d{1,3})?$/)
    expect(`${end}`).toMatch(/^\d+(\.\d{1,3})?$/)
  }
})

test('everyday English takes about 160 words a minute', () => {
  const speech =
    'Thanks for calling the clinic, my name is Ava and I can help you with that. ' +
    'We have a free slot on Tuesday at ten in the morning, or another one on Friday after lunch. ' +
    'Which of those would you like? Great, I have booked it for you and sent you a message with the address.'
  const wordsPerMinute = (speech.split(' ').length * 60_000) / utter(speech, 0).endMs
  expect(wordsPerMinute).toBeGreaterThan(145)
  expect(wordsPerMinute).toBeLessThan(175)
})

test('twice the pace takes half the time', () => {
  expect(utter(text, 0, { wordsPerMinute: 320 }).endMs).toBeCloseTo(utter(text, 0).endMs / 2, -2)
})

test('longer words take longer, and commas and sentences pause before the next word', () => {
  const lengthOf = (word: string) => utter(word, 0).endMs
  expect(lengthOf('appointment')).toBeGreaterThan(lengthOf('slot'))
  const gapAfter = (sentence: string) => {
    const [first, second] = utter(sentence, 0).words
    return second!.start - first!.end
  }
  expect(gapAfter('well then')).toBe(0)
  expect(gapAfter('well, then')).toBeGreaterThan(0.1)
  expect(gapAfter('well. then')).toBeGreaterThan(gapAfter('well, then'))
  expect(gapAfter('“well.” then')).toBe(gapAfter('well. then'))
})

test('a text without words takes no time', () => {
  expect(utter('', 700)).toEqual({ words: [], endMs: 700 })
  expect(utter(' \n ', 700)).toEqual({ words: [], endMs: 700 })
})

test('blanks in front belong to the first word', () => {
  expect(utter(' there,  friend ', 0).words.map(({ word }) => word)).toEqual([' there,  ', 'friend '])
})

test('a script without blanks is spoken character by character', () => {
  const { words } = utter('はい、元気です。', 0)
  expect(words.map(({ word }) => word)).toEqual(['は', 'い、', '元', '気', 'で', 'す。'])
})

test('a pace of nothing is refused', () => {
  expect(() => utter(text, 0, { wordsPerMinute: 0 })).toThrow('wordsPerMinute must be above 0, not 0')
})

test('an interruption keeps the words that had ended by then', () => {
  const { words, endMs } = utter('One two three.', 1000)
  const secondEnds = words[1]!.end * 1000
  expect(wordsSpokenBy(words, secondEnds)).toEqual({ content: 'One two', words: words.slice(0, 2) })
  expect(wordsSpokenBy(words, secondEnds - 1).content).toBe('One')
  expect(wordsSpokenBy(words, 1000)).toEqual({ content: '', words: [] })
  expect(wordsSpokenBy(words, endMs)).toEqual({ content: 'One two three.', words })
})

test('the transcript is one ended line an utterance', () => {
  const transcript = transcriptText([
    { role: 'agent', content: 'Hello.' },
    { role: 'agent', content: 'Anybody\r\nthere?' },
    { role: 'user', content: 'Yes.' },
    { role: 'transfer_target', content: 'Sales here.' },
  ])
  expect(transcript).toBe('Agent: Hello.\nAgent: Anybody there?\nUser: Yes.\nTransfer Target: Sales here.\n')
  expect(transcriptText([])).toBe('')
})
