import { expect, test } from 'vitest'
import { replyOf } from './answer.ts'

const saying = (message: unknown, more: object = {}) => ({ choices: [{ message }], ...more })

test.each([
  [undefined],
  ['<html>'],
  [[]],
  [{ choices: {} }],
  [{ choices: [null] }],
  [{ choices: [{ message: 'Hello' }] }],
])('an answer without a message is none: %j', answer => {
  expect(replyOf(answer)).toEqual({ failed: 'its answer has no message' })
})

test('words come alone, in parts or as a refusal, and what a model thinks aloud is left out', () => {
  expect(replyOf(saying({ content: ' Hello. ' }))).toEqual({ content: 'Hello.', calls: [] })
  const parts = [{ type: 'text', text: 'Hel' }, { type: 'image' }, null, { type: 'text', text: 'lo.' }]
  expect(replyOf(saying({ content: parts }))).toMatchObject({ content: 'Hello.' })
  expect(replyOf(saying({ content: null, refusal: 'I cannot.' }))).toMatchObject({ content: 'I cannot.' })
  expect(replyOf(saying({ content: '<think>hm\nhm</think>\nHello.' }))).toMatchObject({ content: 'Hello.' })
  expect(replyOf(saying({ content: 7 }))).toEqual({ content: '', calls: [] })
})

test('arguments are JSON in a text, an object, or nothing; what is no object is known to be none', () => {
  const tool_calls = [
    { function: { name: 'a', arguments: '{"x":1}' } },
    { function: { name: 'b', arguments: { x: 1 } } },
    { function: { name: 'c' } },
    { function: { name: 'd', arguments: '{"x":' } },
    { function: { name: 'e', arguments: '[1]' } },
    { function: { arguments: '{}' } },
    null,
  ]
  expect(replyOf(saying({ content: null, tool_calls }))).toEqual({
    content: '',
    calls: [
      { name: 'a', arguments: { x: 1 } },
      { name: 'b', arguments: { x: 1 } },
      { name: 'c', arguments: {} },
      { name: 'd', arguments: null },
      { name: 'e', arguments: null },
    ],
  })
})

test('tokens are counted where the server counts them', () => {
  const message = { content: 'Hello.' }
  expect(replyOf(saying(message, { usage: { total_tokens: 9 } }))).toMatchObject({ tokens: 9 })
  expect(replyOf(saying(message, { usage: { prompt_tokens: 7 } }))).toMatchObject({ tokens: 7 })
  expect(replyOf(saying(message, { usage: { total_tokens: 'many' } }))).not.toHaveProperty('tokens', 'many')
})
