import { expect, test } from 'vitest'
import { Clock } from './clock.ts'
import { DriveLimit } from './drive-limit.ts'
import { Jobs } from './jobs.ts'
import { openDatabase } from './store/database.ts'

test('what plans itself anew for ever is named, however much else there is', () => {
  const limit = new DriveLimit({ mostASubject: 3 })
  for (let call = 0; call < 100; call++) limit.count({ kind: 'call.ring', subject: `call_${call}` })
  limit.count({ kind: 'call.ping', subject: 'call_7' })
  limit.count({ kind: 'call.ping', subject: 'call_7' })
  expect(() => limit.count({ kind: 'call.ping', subject: 'call_7' })).toThrow(
    'stopped after 3 jobs of call_7, the last call.ping: it plans itself anew without end',
  )
})

test('there is an end to ever new things as well', () => {
  const limit = new DriveLimit({ most: 100 })
  for (let call = 0; call < 100; call++) limit.count({ kind: 'call.ring', subject: `call_${call}` })
  expect(() => limit.count({ kind: 'call.ring', subject: 'call_100' })).toThrow('stopped after 100 jobs')
})

test('a clock that is moved to its last job does not follow one that never ends', async () => {
  const owner = { id: 1, clock: Clock.start({ mode: 'frozen', speed: 0 }), errandsAtOnce: 1, saveClock() {} }
  const sql = openDatabase(':memory:')
  const jobs = new Jobs<typeof owner>(sql, message => expect.unreachable(message), { mostASubject: 50 })
  const again = jobs.step<null>('again', () => again(owner, 1_000, null, 'call_1'))
  jobs.adopt(owner)
  again(owner, 0, null, 'call_1')
  await expect(jobs.runUntilIdle(owner)).rejects.toThrow('50 jobs of call_1, the last again')
  await jobs.close()
  sql.close()
})
