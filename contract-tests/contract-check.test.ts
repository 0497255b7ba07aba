// The witness itself: that what does not fit the contract is found out. It asks nobody.

import { expect, test } from 'vitest'
import { checkedFetch } from './checked-fetch.ts'
import { contract } from './marks.ts'
import type { Target } from './target.ts'

const VOICE = { voice_id: '11labs-Ada', voice_name: 'Ada', provider: 'elevenlabs', gender: 'female' }

const reply = (
  method: string,
  path: string,
  status: number,
  text: string,
  contentType: string | null = 'application/json',
) =>
  contract.reply(contract.match(method, new URL(path, 'http://127.0.0.1')).operation, {
    status,
    contentType,
    text,
  })

const request = (method: string, path: string, body?: object) =>
  contract.request(contract.match(method, new URL(path, 'http://127.0.0.1')), body && JSON.stringify(body))

test('a reply that fits passes, with and without a charset', () => {
  reply('GET', '/get-voice/11labs-Ada', 200, JSON.stringify(VOICE))
  reply('GET', '/get-voice/11labs-Ada', 200, JSON.stringify(VOICE), 'application/json; charset=utf-8')
  reply('DELETE', '/delete-agent/agent_1', 204, '', null)
})

test('a reply with a wrong, a missing or an unknown field is found out', () => {
  const voice = (body: object) => () => reply('GET', '/get-voice/11labs-Ada', 200, JSON.stringify(body))
  expect(voice({ ...VOICE, gender: 'robot' })).toThrow('/gender must be equal to one of the allowed values')
  expect(voice({ ...VOICE, gender: undefined })).toThrow("must have required property 'gender'")
  expect(voice({ ...VOICE, internal: true })).toThrow('must NOT have additional properties')
})

test('a status that is not documented is found out', () => {
  expect(() => reply('GET', '/list-voices', 404, '{}')).toThrow(
    'the reply 404 of listVoices is not documented',
  )
  expect(() => reply('POST', '/create-agent', 200, '{}')).toThrow(
    'the reply 200 of createAgent is not documented',
  )
})

test('a body where none belongs is found out', () => {
  expect(() => reply('DELETE', '/delete-agent/agent_1', 204, '{}')).toThrow('has a body where none belongs')
  expect(() => reply('POST', '/publish-agent/agent_1', 200, 'null')).toThrow('has a body where none belongs')
})

test('a reply that does not say that it is JSON is found out', () => {
  expect(() => reply('GET', '/list-voices', 200, '[]', 'text/plain')).toThrow('is text/plain, not JSON')
})

test('a refusal without its message is found out', () => {
  const refused = { status: 'error', error_message: 'request/body must be object' }
  expect(() => reply('POST', '/create-agent', 400, JSON.stringify(refused))).toThrow(
    "required property 'message'",
  )
})

test('a request that does not fit is not sent', () => {
  expect(() => request('POST', '/create-agent', { voice_id: 'x' })).toThrow(
    "must have required property 'response_engine'",
  )
  expect(() => request('POST', '/create-agent')).toThrow('has no body, and needs one')
  expect(() => request('GET', '/list-voices', {})).toThrow('has a body, and takes none')
  expect(() => request('GET', '/v2/list-phone-numbers?limit=many')).toThrow('/limit must be integer')
  expect(() => request('GET', '/v2/list-phone-numbers?size=5')).toThrow('must NOT have additional properties')
})

test('a path keeps its plus sign, and outside the contract there is none', () => {
  expect(contract.match('GET', new URL('http://127.0.0.1/get-phone-number/+14155550100')).params).toEqual({
    phone_number: '+14155550100',
  })
  expect(() => contract.match('PUT', new URL('http://127.0.0.1/list-voices'))).toThrow('outside the contract')
})

test('a request to anywhere but the target is not sent', async () => {
  const target: Target = {
    name: 'mock',
    baseUrl: 'http://127.0.0.1:1',
    apiKey: 'key',
    passTime: async () => {},
    close: async () => {},
  }
  const send = checkedFetch(target, contract, { client: 'raw', record: () => {}, witness: () => {} })
  await expect(send('https://api.example.com/list-voices')).rejects.toThrow('was not sent')
})
