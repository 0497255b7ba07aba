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

test('progress stands on a terminal until the next line, and is not written anywhere else', () => {
  const written = (isTTY: boolean) => {
    const chunks: unknown[] = []
    const channel = channelOf({ isTTY, write: (chunk: unknown) => chunks.push(chunk) > 0 }, {})
    channel.progress('1 of 2')
    channel.progress('2 of 2')
    channel.print('done')
    channel.print('really')
    return chunks.join('')
  }
  const clear = '\r\u001b[K'
  expect(written(true)).toBe(`${clear}1 of 2${clear}2 of 2${clear}done\nreally\n`)
  expect(written(false)).toBe('done\nreally\n')
})
