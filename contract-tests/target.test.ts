// That nothing leaves this machine, and nothing is spent, unless it is said in so many words. It asks nobody.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { cleanUpRegistry } from './clean-up.ts'
import { ApiRefusal } from './refusal.ts'
import { reserve, spendingCap } from './spending.ts'
import { openTarget, targetName } from './target.ts'

const LIVE = { RETELL_TARGET: 'live', RETELL_API_KEY: 'key_test' }

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fake-retell-spending-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('a key alone does not make the target live', () => {
  expect(targetName({ RETELL_API_KEY: 'key_test', RETELL_BASE_URL: 'https://api.example.com' })).toBe('mock')
  expect(targetName({})).toBe('mock')
  expect(targetName(LIVE)).toBe('live')
})

test('a target that is half said or misspelt is refused', () => {
  expect(() => targetName({ RETELL_TARGET: 'live' })).toThrow('needs RETELL_API_KEY')
  expect(() => targetName({ RETELL_TARGET: 'Live', RETELL_API_KEY: 'key_test' })).toThrow(
    'it can be mock or live',
  )
})

test('the mock is on the loopback interface', async () => {
  const target = await openTarget({ RETELL_BASE_URL: 'https://api.example.com' })
  onTestFinished(() => target.close())
  expect(new URL(target.baseUrl).hostname).toBe('127.0.0.1')
})

test('nothing is spent unless both the permission and a cap are given', () => {
  expect(spendingCap({})).toBe(0)
  expect(spendingCap({ RETELL_SPEND_CAP: '500' })).toBe(0)
  expect(spendingCap({ RETELL_SPEND: '1' })).toBe(0)
  expect(spendingCap({ RETELL_SPEND: '1', RETELL_SPEND_CAP: '500' })).toBe(500)
  expect(() => spendingCap({ RETELL_SPEND: '1', RETELL_SPEND_CAP: '$5' })).toThrow(
    'a whole number of US cents',
  )
})

test('what may be spent is counted from test to test, up to the cap', () => {
  const folder = emptyFolder()
  const env = { ...LIVE, RETELL_SPEND: '1', RETELL_SPEND_CAP: '300' }
  expect([200, 200, 100, 1].map(cents => reserve(folder, cents, env))).toEqual([true, false, true, false])
})

test('the mock spends nothing', () => {
  expect(reserve(emptyFolder(), 1_000_000, {})).toBe(true)
})

test('what a test made is cleared away from the last to the first, past failures', async () => {
  const undone: string[] = []
  const registry = cleanUpRegistry()
  registry.add(async () => undone.push('first'))
  registry.add(() => Promise.reject(new Error('out of reach')))
  registry.add(async () => undone.push('last'))
  await expect(registry.run()).rejects.toThrow('could be cleared away')
  expect(undone).toEqual(['last', 'first'])
})

test('what is gone already needs no clearing away', async () => {
  const registry = cleanUpRegistry()
  registry.add(() =>
    Promise.reject(new ApiRefusal(404, { status: 'error', message: 'Item x not found from agent' })),
  )
  await registry.run()
})
