import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startFakeRetell } from '../index.ts'
import { api, dial, scriptedAgent } from '../testing/calls.ts'
import { FACTS } from './call-facts.ts'
import { CALL_COLUMNS, within } from './columns.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fake-retell-facts-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** What the columns must hold, by SQLite's own reading of the call. */
const EXPECTED = [
  ...Object.entries(CALL_COLUMNS).map(([name, [_type, ...paths]]) => `${within('doc', paths)} AS ${name}`),
  "coalesce(doc ->> '$.start_timestamp', created) AS sort_at",
].join(', ')

test('the columns of a call are what the call says, at each of its states', async () => {
  const db = join(folder, 'calls.db')
  const fake = await startFakeRetell({ time: 'frozen', db })
  const agent = await scriptedAgent(fake, {})
  for (const scenario of ['user_hangup', 'dial_no_answer', 'voicemail_reached', 'error_asr'])
    await dial(fake, agent, { metadata: { fake_retell: { scenario } } })
  await fake.advance(600_000)
  const scrubbed = await scriptedAgent(fake, { data_storage_setting: 'everything_except_pii' })
  await dial(fake, scrubbed)
  await fake.runUntilIdle()
  await dial(fake, agent)
  const going = await dial(fake, agent)
  await fake.advance(5_000)
  const other = await dial(fake, agent)
  await api(fake, 'PATCH', `/v2/update-call/${going.call_id}`, {
    data_storage_setting: 'everything_except_pii',
  })
  expect(other.call_status).toBe('registered')
  await fake.close()

  const database = new Database(db, { readonly: true })
  const written = database.prepare(`SELECT ${FACTS.join(', ')} FROM calls ORDER BY seq`).all() as {
    call_status: string
  }[]
  expect(written).toEqual(database.prepare(`SELECT ${EXPECTED} FROM calls ORDER BY seq`).all())
  expect(new Set(written.map(({ call_status }) => call_status))).toEqual(
    new Set(['ended', 'not_connected', 'error', 'ongoing', 'registered']),
  )
  database.close()
})
