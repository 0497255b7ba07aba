import type { PhoneCallResponse } from 'retell-sdk/resources/call'
import { expect, test } from 'vitest'
import { chanceOf } from '../chance.ts'
import { simulatePromptTokens, tokenUsageOf } from './token-usage.ts'

test('usage is the values, their mean and their number', () => {
  const values = [4762, 4814, 4824, 4894, 4942, 5111, 5244, 5267]
  const usage: PhoneCallResponse['llm_token_usage'] = tokenUsageOf(values)
  expect(usage).toEqual({ values, average: 4982.25, num_requests: 8 })
})

test('a call without requests has no usage', () => {
  expect(tokenUsageOf([])).toBeUndefined()
})

test('prompts grow with the conversation and with the prompt', () => {
  const chance = chanceOf(3, 'tokens')
  const values = Array.from({ length: 20 }, (_, turn) => simulatePromptTokens(chance, turn, 6000))
  expect(values).toEqual(values.toSorted((one, other) => one - other))
  expect(values.every(value => Number.isInteger(value) && value >= 3500 && value <= 7000)).toBe(true)
  expect(simulatePromptTokens(chanceOf(1), 0, 8000)).toBe(simulatePromptTokens(chanceOf(1), 0, 0) + 2000)
})
