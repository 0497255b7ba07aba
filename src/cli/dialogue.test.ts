import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { plainDialogue } from './dialogue.ts'
import { recordingTerminal } from './recording-terminal.ts'

const { out } = recordingTerminal()

async function linesIn(...chunks: (string | Buffer)[]): Promise<string[]> {
  const input = new PassThrough()
  const writing = (async () => {
    for (const chunk of chunks) await new Promise(resolve => input.write(chunk, resolve))
    input.end()
  })()
  const lines: string[] = []
  for await (const line of plainDialogue(out, input)) lines.push(line)
  await writing
  return lines
}

test('lines are put together from pieces, and the last one need not end', async () => {
  expect(await linesIn('Hel', 'lo\r\n\nby', 'e')).toEqual(['Hello', '', 'bye'])
  const [first, second] = [Buffer.from('Grüße\n').subarray(0, 3), Buffer.from('Grüße\n').subarray(3)]
  expect(await linesIn(first, second)).toEqual(['Grüße'])
  expect(await linesIn()).toEqual([])
})

test('a line without an end is cut', async () => {
  const lines = await linesIn('x'.repeat(70_000), 'x'.repeat(70_000), 'y'.repeat(5))
  expect(lines.map(line => line.length)).toEqual([140_000, 5])
})

test('closing ends the lines, also while somebody waits for one', async () => {
  const dialogue = plainDialogue(out, new PassThrough())
  const next = dialogue[Symbol.asyncIterator]().next()
  dialogue.close()
  expect(await next).toEqual({ done: true, value: undefined })
})

test('an open line goes on under its label, and ends where another begins', () => {
  const terminal = recordingTerminal()
  const dialogue = terminal.converse({ prompt: '> ' })
  dialogue.goOn('agent  ', 'Good ')
  dialogue.goOn('agent  ', 'morning.')
  expect(terminal.printed).toEqual(['agent  Good morning.'])
  dialogue.print('a remark')
  dialogue.goOn('agent  ', 'And ')
  dialogue.goOn('other  ', 'no.')
  dialogue.print('')
  expect(terminal.printed).toEqual(['agent  Good morning.', 'a remark', 'agent  And ', 'other  no.', ''])
})
