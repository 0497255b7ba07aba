import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startFakeRetell } from './index.ts'
import { api } from './testing/calls.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fake-retell-workspaces-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const face = (fake: Parameters<typeof api>[0]) =>
  api<{ now: number; mode: string }>(fake, 'GET', '/_fake/clock')

test('a workspace keeps its documents, clock and settings in the file, unless the start says otherwise', async () => {
  const db = join(folder, 'kept.db')
  const first = await startFakeRetell({ db, time: 'frozen', now: 1_800_000_000_000 })
  first.settings({ words_per_minute: 200, webhook_url: 'http://127.0.0.1:9/a' })
  await first.advance(60_000)
  const { llm_id } = await api<{ llm_id: string }>(first, 'POST', '/create-retell-llm', {})
  await first.close()

  const second = await startFakeRetell({ db })
  expect(await face(second)).toMatchObject({ now: 1_800_000_060_000, mode: 'frozen' })
  expect(second.settings()).toMatchObject({ words_per_minute: 200, webhook_url: 'http://127.0.0.1:9/a' })
  expect(await api(second, 'GET', `/get-retell-llm/${llm_id}`)).toMatchObject({ llm_id })
  await second.close()

  const third = await startFakeRetell({
    db,
    time: 'real',
    webhookUrl: 'http://127.0.0.1:9/b',
    dialect: 'reference',
  })
  expect((await face(third)).mode).toBe('real')
  expect(third.settings()).toMatchObject({
    words_per_minute: 200,
    webhook_url: 'http://127.0.0.1:9/b',
    dialect: 'reference',
    webhook_signature: 'body-hex',
  })
  await third.close()
})

test('a reset puts the clock back to the start and leaves the wiring', async () => {
  await using fake = await startFakeRetell({ time: 'frozen', now: 1_800_000_000_000 })
  await fake.advance(5_000)
  fake.reset()
  expect(await face(fake)).toMatchObject({ now: 1_800_000_000_000, mode: 'frozen' })
  await api(fake, 'POST', '/create-retell-llm', {})
  await fake.advance(1_000)
  expect(fake.now()).toBe(1_800_000_001_000)
})

test('a reset while a delivery is under way forgets the delivery and lets the next call be delivered', async () => {
  const { startReceiver } = await import('./testing/receiver.ts')
  const { dial, scriptedAgent } = await import('./testing/calls.ts')
  let arrived = () => {}
  const held = new Promise<void>(resolve => {
    arrived = resolve
  })
  let answers = false
  await using receiver = await startReceiver((_request, response) => {
    arrived()
    if (answers) response.writeHead(204).end()
  })
  await using fake = await startFakeRetell({ time: 'frozen' })
  fake.settings({ webhook_url: receiver.url, webhook_timeout_ms: 60 })
  await dial(fake, await scriptedAgent(fake), { scenario: 'dial_busy' })
  const advancing = fake.advance(2_000)
  await held
  fake.reset()
  await advancing
  expect(fake.deliveries()).toEqual([])
  answers = true
  fake.settings({ webhook_url: receiver.url })
  await dial(fake, await scriptedAgent(fake), { scenario: 'dial_busy' })
  await fake.runUntilIdle()
  expect(fake.deliveries().map(({ state }) => state)).toEqual(['delivered', 'delivered'])
})
