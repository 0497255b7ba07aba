import { expect, test } from 'vitest'
import { hostOf, networkFault } from './network-fault.ts'

const failure = (code: string, message = 'some words of Node') => Object.assign(new Error(message), { code })

test.each([
  ['ECONNREFUSED', 'connection refused by shop.example:443'],
  ['ENOTFOUND', 'no such host: shop.example:443'],
  ['EAI_AGAIN', 'the name of shop.example:443 could not be looked up'],
  ['EHOSTUNREACH', 'shop.example:443 cannot be reached'],
  ['ECONNRESET', 'connection closed before the answer was complete'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate of shop.example:443 is not accepted: some words of Node'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate of shop.example:443 is not accepted: some words of Node'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate of shop.example:443 is not accepted: some words of Node'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'shop.example:443 does not speak TLS as https and wss need it'],
  ['HPE_INVALID_CONSTANT', 'the answer of shop.example:443 is not valid HTTP'],
])('%s becomes a sentence', (code, sentence) => {
  expect(networkFault(failure(code), 'shop.example:443')).toBe(sentence)
})

test('an unknown failure keeps the first line of its own words, and one without words its code', () => {
  expect(networkFault(new Error('first\nsecond'), 'a:1')).toBe('first')
  expect(networkFault(failure('EODD', ''), 'a:1')).toBe('EODD')
  expect(networkFault('thrown text', 'a:1')).toBe('thrown text')
})

test('a host is told with its port, also when the URL leaves it out', () => {
  expect(hostOf(new URL('https://shop.example/x'))).toBe('shop.example:443')
  expect(hostOf(new URL('ws://[::1]/x'))).toBe('[::1]:80')
  expect(hostOf(new URL('http://127.0.0.1:9/x'))).toBe('127.0.0.1:9')
})
