import { afterEach, expect, test, vi } from 'vitest'
import { Misuse } from '../errors.ts'
import { startModelServer } from '../testing/model-server.ts'
import { openModel } from './client.ts'
import type { ModelRequest } from './prompt.ts'

afterEach(() => vi.unstubAllEnvs())

const request: ModelRequest = {
  messages: [{ role: 'user', content: 'Hello?' }],
  tools: [],
  must: null,
  temperature: undefined,
}
const never = new AbortController().signal

test('without the library it says how to get it, and with a senseless address what is wrong', async () => {
  const missing = () => Promise.reject(new Error('Cannot find package'))
  const options = { baseURL: 'http://127.0.0.1:9/v1', model: 'small' }
  await expect(openModel(options, missing)).rejects.toThrow(
    new Misuse('--llm-base-url needs the package openai: npm install openai'),
  )
  await expect(openModel({ ...options, baseURL: 'localhost' })).rejects.toThrow(
    'must be an http or https URL',
  )
  await expect(openModel({ ...options, baseURL: 'http://me:secret@127.0.0.1/v1' })).rejects.toThrow(
    'must not hold a user or password',
  )
})

test('it sends the key that it was given, and none of those in the environment', async () => {
  for (const name of ['OPENAI_API_KEY', 'OPENAI_ORG_ID', 'OPENAI_PROJECT_ID', 'OPENAI_ADMIN_KEY'])
    vi.stubEnv(name, 'from_the_environment')
  vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'x-env: from_the_environment')
  await using model = await startModelServer('Hello!', 'Hello!')
  const { baseURL } = model
  await (await openModel({ baseURL, model: 'small' }))(request, never)
  await (await openModel({ baseURL, model: 'small', apiKey: 'key_of_mine' }))(request, never)
  expect(model.headers.map(({ authorization }) => authorization)).toEqual([
    'Bearer none',
    'Bearer key_of_mine',
  ])
  expect(JSON.stringify(model.headers)).not.toContain('from_the_environment')
  expect(model.paths).toEqual(['/v1/chat/completions', '/v1/chat/completions'])
})

test('it tries once more after a failure, and no more', async () => {
  await using model = await startModelServer({ json: {}, status: 503 }, 'Hello!')
  const ask = await openModel({ baseURL: model.baseURL, model: 'small' })
  expect(await ask(request, never)).toMatchObject({ content: 'Hello!' })
  expect(await ask(request, never)).toMatchObject({ failed: expect.stringContaining('nothing to say') })
  expect(model.asked).toHaveLength(4)
})

test('it reads no answer without end, and follows nobody elsewhere', async () => {
  const megabyte = ' '.repeat(1_000_000)
  await using other = await startModelServer('Hello!')
  const away = { location: `${other.baseURL}/chat/completions` }
  await using model = await startModelServer(
    response => void response.writeHead(307, away).end(),
    response => {
      for (let count = 0; count < 6; count++) response.write(megabyte)
      response.end()
    },
  )
  const ask = await openModel({ baseURL: model.baseURL, model: 'small' })
  expect(await ask(request, never)).toHaveProperty('failed')
  expect(other.asked).toEqual([])
  const short = await openModel({ baseURL: model.baseURL, model: 'small', timeoutMs: 300 })
  expect(await short(request, never)).toHaveProperty('failed')
})

test('a mock that is closed does not wait for the model', async () => {
  const stop = new AbortController()
  await using model = await startModelServer(() => stop.abort())
  const ask = await openModel({ baseURL: model.baseURL, model: 'small' })
  expect(await ask(request, stop.signal)).toHaveProperty('failed')
})

test('a parameter that a model does not take is left out from then on', async () => {
  const refusing = (param: string) => ({ json: { error: { message: 'Unsupported', param } }, status: 400 })
  await using model = await startModelServer(
    refusing('max_tokens'),
    refusing('temperature'),
    'Hello!',
    'Hello!',
    refusing('temperature'),
  )
  const ask = await openModel({ baseURL: model.baseURL, model: 'small' })
  const warm = { ...request, temperature: 0.5 }
  expect(await ask(warm, never)).toMatchObject({ content: 'Hello!' })
  expect(await ask(warm, never)).toMatchObject({ content: 'Hello!' })
  expect(model.asked[3]).toMatchObject({ max_completion_tokens: 1_000 })
  expect(model.asked[3]).not.toHaveProperty('max_tokens')
  expect(model.asked[3]).not.toHaveProperty('temperature')
  expect(await ask(warm, never)).toMatchObject({ failed: expect.stringContaining('Unsupported') })
  expect(model.asked).toHaveLength(5)
})
