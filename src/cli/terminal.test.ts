import { expect, test } from 'vitest'
import { channelOf } from './terminal.ts'

function printedOn(isTTY: boolean, env: Record<string, string>) {
  const chunks: unknown[] = []
  const channel = channelOf({ isTTY, write: (chunk: unknown) => chunks.push(chunk) > 0 }, env)
  channel.print(channel.paint('red', 'a'))
  return chunks.join('')
}

test('a terminal is written to in colours', () => {
  expect(printedOn(true, {})).toBe('\u001b[31ma\u001b[39m\n')
  expect(printedOn(true, { NO_COLOR: '' })).toBe('\u001b[31ma\u001b[39m\n')
})

test('a pipe is not, and neither is a terminal with NO_COLOR', () => {
  expect(printedOn(false, {})).toBe('a\n')
  expect(printedOn(true, { NO_COLOR: '1' })).toBe('a\n')
})
