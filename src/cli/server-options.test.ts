import { expect, test } from 'vitest'
import { DEFAULT_API_KEY } from '../index.ts'
import { readArguments } from './arguments.ts'
import { serverFlags } from './flags.ts'
import { clientKey, serverOptions, timeText } from './server-options.ts'

const optionsOf = (...args: string[]) =>
  serverOptions(readArguments(args, serverFlags({ port: '4010' })).given, { port: 4010 })

test('without flags the server is local, in memory and open to any key, and leaves the rest to what is stored', async () => {
  const { seed, ...options } = await optionsOf()
  expect(options).toEqual({
    host: '127.0.0.1',
    port: 4010,
    db: ':memory:',
    fresh: false,
    apiKeys: [],
    defaultKey: DEFAULT_API_KEY,
    scenarios: [],
  })
  expect(seed).toBeGreaterThan(1_600_000_000_000)
})

test('every flag reaches the server', async () => {
  const args = '--port 0 --host 0.0.0.0 --db x.db --fresh --time 60x --seed 7 --api-key a --api-key b'
  const options = await optionsOf(
    ...args.split(' '),
    '--webhook-url',
    'https://h.test/x',
    '--dialect',
    'reference',
  )
  expect(options).toMatchObject({
    host: '0.0.0.0',
    port: 0,
    db: 'x.db',
    fresh: true,
    time: { mode: 'scaled', speed: 60 },
    seed: 7,
    apiKeys: ['a', 'b'],
    webhookUrl: 'https://h.test/x',
    dialect: 'reference',
  })
  expect(timeText(options.time!)).toBe('60x')
  expect(clientKey(options)).toBe('a')
})

test.each([
  ['--port', 'abc', '--port must be a whole number from 0 to 65535, not "abc"'],
  ['--port', '65536', '--port must be a whole number from 0 to 65535, not "65536"'],
  ['--seed', '1.5', '--seed must be a whole number from 0 to 9007199254740991, not "1.5"'],
  ['--time', 'fast', '--time must be "real", "frozen" or a speed such as "60x", not "fast"'],
  ['--time', '0x', '--time must be "real", "frozen" or a speed such as "60x", not "0x"'],
  ['--api-key', 'a b', '--api-key must be made of visible ASCII characters, without spaces'],
  ['--webhook-url', 'localhost:3000/x', '--webhook-url must be an http or https URL, not "localhost:3000/x"'],
  ['--webhook-url', 'nowhere', '--webhook-url must be an http or https URL, not "nowhere"'],
  ['--dialect', 'dead', '--dialect must be live or reference, not "dead"'],
])('%s %s is refused', async (flag, value, sentence) => {
  await expect(optionsOf(flag, value)).rejects.toMatchObject({ name: 'Misuse', message: sentence })
})

test('the server of a model comes from the flags, and its key from the environment', async () => {
  const args = [
    '--llm-base-url',
    'http://127.0.0.1:11434/v1',
    '--llm-model',
    'llama3.2',
    '--llm-timeout',
    '500',
  ]
  const { given } = readArguments(args, serverFlags({ port: '4010' }))
  const llm = { baseURL: 'http://127.0.0.1:11434/v1', model: 'llama3.2', timeoutMs: 500 }
  expect((await serverOptions(given, { port: 4010 })).llm).toEqual(llm)
  const env = { FAKE_RETELL_LLM_API_KEY: 'key_of_mine', OPENAI_API_KEY: 'not this one' }
  expect((await serverOptions(given, { port: 4010, env })).llm).toEqual({ ...llm, apiKey: 'key_of_mine' })
})

test.each([
  [['--llm-model', 'small'], '--llm-model and --llm-timeout need --llm-base-url URL'],
  [['--llm-base-url', 'http://127.0.0.1/v1'], '--llm-base-url needs --llm-model NAME'],
  [
    ['--llm-base-url', 'http://127.0.0.1/v1', '--llm-model', 'small', '--llm-timeout', '0'],
    '--llm-timeout must be at least 1',
  ],
])('a model that is half said is refused: %j', async (args, message) => {
  await expect(optionsOf(...args)).rejects.toThrow(message)
})
