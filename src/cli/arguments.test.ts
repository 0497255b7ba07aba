import { expect, test } from 'vitest'
import { readArguments } from './arguments.ts'
import { serverFlags } from './flags.ts'

const flags = serverFlags({ port: '4010' })
const read = (...args: string[]) => readArguments(args, flags)

test('values come behind the flag or after an equals sign, switches have none', () => {
  const { given, rest } = read('--port', '1', '--host=::1', '--json')
  expect([...given]).toEqual([
    ['port', ['1']],
    ['host', ['::1']],
    ['json', []],
  ])
  expect(rest).toEqual([])
})

test('a flag that is given again replaces the first, unless it may be repeated', () => {
  const { given } = read('--port', '1', '--api-key', 'a', '--port', '2', '--api-key', 'b')
  expect(given.get('port')).toEqual(['2'])
  expect(given.get('api-key')).toEqual(['a', 'b'])
})

test('-h is --help', () => {
  expect(read('-h').given.has('help')).toBe(true)
})

test('everything from the first word on is left alone, with or without --', () => {
  expect(read('--seed', '1', '--', 'npm', '--port', 'x')).toMatchObject({ rest: ['npm', '--port', 'x'] })
  expect(read('--seed', '1', 'npm', 'test', '--', '-x')).toMatchObject({ rest: ['npm', 'test', '--', '-x'] })
})

test('where words may be mixed with flags they are collected, and all behind -- is words', () => {
  const mixed = (...args: string[]) => readArguments(args, flags, { mixed: true })
  expect(mixed('a', '--seed', '1', 'b', '--', '--json').rest).toEqual(['a', 'b', '--json'])
  expect(mixed('a', '--seed', '1').given.get('seed')).toEqual(['1'])
})

test.each([
  [['--prot', '1'], 'there is no flag --prot; did you mean --port?'],
  [['--weebhook-url=x'], 'there is no flag --weebhook-url; did you mean --webhook-url?'],
  [['--zzz'], 'there is no flag --zzz; --help lists the flags'],
  [['--__proto__'], 'there is no flag --__proto__; --help lists the flags'],
  [['-x'], 'there is no flag -x; --help lists the flags'],
  [['--port'], '--port needs a value: --port N'],
  [['--port', '--json'], '--port needs a value: --port N'],
  [['--db', ''], '--db needs a value: --db FILE'],
  [['--json=yes'], '--json takes no value, but got "yes"'],
])('%j is refused', (args, sentence) => {
  expect(() => read(...args)).toThrow(expect.objectContaining({ name: 'Misuse', message: sentence }))
})
