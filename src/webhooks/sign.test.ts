import Retell from 'retell-sdk'
import Retell4 from 'retell-sdk-4'
import { expect, test } from 'vitest'
import { wall } from '../clock.ts'
import { sign, signatureHeader, verify } from './sign.ts'

const body = '{"event":"call_ended"}'
const key = 'test-api-key'
const at = 1_700_000_000_000
const digest = '07024cabe7dd8f6d1c6e4a8324ca92c812e6ad4a7ee506c04f7e462e3321823e'
const bodyDigest = 'a44cb321541f5b298f6119e32d299962e8b720c47cbbd7f344146efb9d9d8144'
const signed = `v=${at},d=${digest}`
const unicode = '{"transcript":"Grüße, 東京 🙂"}'

test('a body is signed together with its timestamp', async () => {
  expect(await sign(body, key, at)).toBe(signed)
  expect(await sign(Buffer.from(body), key, at)).toBe(signed)
})

test('an empty body is signed by its timestamp alone', async () => {
  expect(await sign('', key, at)).toBe(
    `v=${at},d=3c2757e9ff3f06dc2b4957bb8f8018c615ab2e0c6f522e1de8537bf316688224`,
  )
})

test('the header comes in four styles', () => {
  expect(signatureHeader('retell', body, key, at)).toBe(signed)
  expect(signatureHeader('body-hex', body, key, at)).toBe(bodyDigest)
  expect(signatureHeader('sha256-body-hex', body, key, at)).toBe(`sha256=${bodyDigest}`)
  expect(signatureHeader('none', body, key, at)).toBeUndefined()
})

test('a signature holds for five minutes, before and after', async () => {
  expect(await verify(body, key, signed, { nowMs: at + 300_000 })).toBe(true)
  expect(await verify(body, key, signed, { nowMs: at - 300_000 })).toBe(true)
  expect(await verify(body, key, signed, { nowMs: at + 300_001 })).toBe(false)
  expect(await verify(body, key, signed, { nowMs: at - 300_001 })).toBe(false)
  expect(await verify(body, key, signed, { nowMs: at + 2, toleranceMs: 1 })).toBe(false)
})

test('another body, another key or another timestamp does not verify', async () => {
  expect(await verify(`${body} `, key, signed, { nowMs: at })).toBe(false)
  expect(await verify(body, 'other-key', signed, { nowMs: at })).toBe(false)
  expect(await verify(body, key, `v=${at + 1},d=${digest}`, { nowMs: at })).toBe(false)
})

test.each([
  undefined,
  null,
  '',
  digest,
  `sha256=${digest}`,
  `v=${at}`,
  `d=${digest},v=${at}`,
  `x v=${at},d=${digest}`,
  `v=${at},d=${digest}00`,
  `v=${at},d=${digest.slice(2)}`,
  `v=${at},d=${digest.replace('0', 'g')}`,
  `v=${at}, d=${digest}`,
  `v=99999999999999999999,d=${digest}`,
])('a malformed signature does not verify: %s', async signature => {
  expect(await verify(body, key, signature, { nowMs: at })).toBe(false)
})

test('digits of either case verify, as they do in retell-sdk 5', async () => {
  expect(await verify(body, key, `v=${at},d=${digest.toUpperCase()}`, { nowMs: at })).toBe(true)
})

test('retell-sdk 5 and this file accept each other', async () => {
  expect(await Retell.verify(unicode, key, await sign(unicode, key))).toBe(true)
  expect(await verify(unicode, key, await Retell.sign(unicode, key))).toBe(true)
  expect(await Retell.verify(unicode, key, await sign(unicode, 'other-key'))).toBe(false)
})

test('retell-sdk 4 and this file accept each other', async () => {
  expect(Retell4.verify(unicode, key, await sign(unicode, key))).toBe(true)
  expect(await verify(unicode, key, Retell4.sign(unicode, key))).toBe(true)
  expect(Retell4.verify(unicode, key, await sign(unicode, key, wall.now() - 301_000))).toBe(false)
})

test('both generations, this file and the vector agree on a given time', async () => {
  const v5 = await import('retell-sdk/lib/webhook_auth')
  const v4 = await import('retell-sdk-4/lib/webhook_auth')
  for (const text of [body, '', unicode]) {
    const ours = await sign(text, key, at)
    expect(await v5.symmetric.sign(text, key, at)).toBe(ours)
    expect(v4.symmetric.sign(text, key, at)).toBe(ours)
    expect(await v5.symmetric.verify(text, key, ours, { timestamp: at })).toBe(true)
    expect(v4.symmetric.verify(text, key, ours, { timestamp: at })).toBe(true)
    expect(await verify(text, key, ours, { nowMs: at })).toBe(true)
  }
})
