import { PassThrough } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { TestScreen } from '../testing/screen.ts'
import type { Dialogue } from './dialogue.ts'
import { promptedDialogue, wrapped } from './prompted-dialogue.ts'

let dialogue: Dialogue
afterEach(() => dialogue.close())

function open(columns?: number) {
  const keys = new PassThrough()
  const screen = new TestScreen(columns)
  dialogue = promptedDialogue(keys, screen, 'you  › ')
  const lines = dialogue[Symbol.asyncIterator]()
  /** Resolves when the editor has taken the keys. */
  const type = async (text: string) => {
    keys.write(text)
    await new Promise(resolve => setImmediate(resolve))
  }
  return { screen, lines, type }
}

test('what comes piece by piece stands above the prompt, and what is being typed stays whole', async () => {
  const { screen, type } = open()
  await type('I would')
  dialogue.goOn('agent  ', 'Harbor ')
  await type(' like')
  dialogue.goOn('agent  ', 'Clinic.')
  await type(' to')
  expect(screen.lines).toEqual(['agent  Harbor Clinic.', 'you  › I would like to'])
  expect(screen.cursor).toEqual([1, 22])
})

test('a typed line stays where it was typed, and what comes afterwards begins anew below it', async () => {
  const { screen, lines, type } = open()
  dialogue.goOn('agent  ', 'One moment, ')
  await type('Hello\r')
  expect(await lines.next()).toEqual({ done: false, value: 'Hello' })
  dialogue.goOn('agent  ', 'please.')
  expect(screen.lines).toEqual(['agent  One moment,', 'you  › Hello', 'agent  please.', 'you  ›'])
})

test('a remark ends the open line', () => {
  const { screen } = open()
  dialogue.goOn('agent  ', 'Good ')
  dialogue.print('a remark\nof two lines')
  dialogue.goOn('agent  ', 'morning.')
  expect(screen.lines).toEqual(['agent  Good', 'a remark', 'of two lines', 'agent  morning.', 'you  ›'])
})

test('a long answer is wrapped below its label, however it comes', () => {
  const { screen } = open(31)
  for (const character of 'This answer is longer than the screen is, and it still grows.')
    dialogue.goOn('agent  ', character)
  expect(screen.lines).toEqual([
    'agent  This answer is longer',
    '       than the screen is, and',
    '       it still grows.',
    'you  ›',
  ])
})

test('a typed line that takes several rows is drawn again whole', async () => {
  const { screen, type } = open(20)
  await type('a line that is longer than a row of this screen')
  dialogue.goOn('agent  ', 'Yes.')
  const typed = ['you  › a line that i', 's longer than a row', 'of this screen']
  expect(screen.lines).toEqual(['agent  Yes.', ...typed])
  dialogue.goOn('agent  ', ' No.')
  expect(screen.lines).toEqual(['agent  Yes. No.', ...typed])
})

test('the arrow keys bring back what was typed before', async () => {
  const { lines, type } = open()
  await type('first\rsecond\r')
  await type('\u001b[A\u001b[A\r')
  const read = [await lines.next(), await lines.next(), await lines.next()].map(({ value }) => value)
  expect(read).toEqual(['first', 'second', 'first'])
})

test.each([
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
])('%s ends the lines and takes the prompt away; what is printed then still appears', async (_name, key) => {
  const { screen, lines, type } = open()
  dialogue.goOn('agent  ', 'Hello.')
  await type(key)
  expect(await lines.next()).toEqual({ done: true, value: undefined })
  dialogue.print('the call is over')
  expect(screen.lines).toEqual(['agent  Hello.', 'the call is over', ''])
})

test('rows are broken at blanks, where there are any, and wide characters take two columns', () => {
  open()
  expect(wrapped('one two three', 7)).toEqual(['one two', 'three'])
  expect(wrapped('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij'])
  expect(wrapped('こんにちは', 4)).toEqual(['こん', 'にち', 'は'])
  expect(wrapped('', 4)).toEqual([''])
})
