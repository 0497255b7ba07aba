import { expect, test } from 'vitest'
import { sentimentOf } from './sentiment.ts'

const user = (...contents: string[]) => contents.map(content => ({ role: 'user' as const, content }))

test.each([
  ['Positive', 'That is great, thank you!'],
  ['Positive', 'Not bad at all.'],
  ['Negative', 'This is ridiculous. I am very upset.'],
  ['Negative', 'I am not happy with that.'],
  ['Negative', 'I didn’t love it'],
  ['Neutral', 'Tuesday at ten.'],
  ['Neutral', 'No, thanks.'],
  ['Neutral', 'Good morning.'],
  ['Neutral', 'Great service, terrible food.'],
])('%s: %s', (sentiment, content) => {
  expect(sentimentOf(user(content))).toBe(sentiment)
})

test('all that the user said counts, and nothing that the agent said', () => {
  expect(sentimentOf(user('It is broken.', 'Still wrong.', 'Fine, thanks.'))).toBe('Negative')
  expect(sentimentOf([{ role: 'agent', content: 'Wonderful!' }, ...user('Hm.')])).toBe('Neutral')
})

test('a silent user has no known sentiment', () => {
  expect(sentimentOf([{ role: 'agent', content: 'Great to meet you!' }, ...user(' ')])).toBe('Unknown')
})
