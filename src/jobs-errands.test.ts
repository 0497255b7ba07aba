import { expect, test } from 'vitest'
import type { JobOwner } from './job-definition.ts'
import { Jobs } from './jobs.ts'
import { setUp, started } from './testing/jobs-bench.ts'

test('an errand whose row was cancelled meanwhile commits nothing', async () => {
  const { jobs, owner } = setUp()
  let committed = false
  const errand = jobs.errand<null, null>(
    'errand',
    async self => {
      jobs.cancel(self, 'call_1')
      return null
    },
    () => {
      committed = true
    },
  )
  errand(owner, 0, null, 'call_1')
  await jobs.settled(owner)
  expect(committed).toBe(false)
})

test('a commit that throws undoes its writes, is told, and does not come back', async () => {
  const { sql, jobs, owner, problems, rows } = setUp()
  const broken = jobs.step<null>('broken', () => {
    sql.run("INSERT INTO call_files (folder, workspace, call_id) VALUES ('f', 1, 'c')")
    throw new Error('no good')
  })
  broken(owner, 0, null, 'call_1')
  await jobs.settled(owner)
  expect(sql.get('SELECT * FROM call_files')).toBeUndefined()
  expect(rows()).toBe(0)
  expect(problems).toEqual(['the job broken call_1 failed and was dropped: no good'])
})

test('a row outlives a stop in the middle of its errand and runs again afterwards', async () => {
  const { sql, jobs, owner, rows } = setUp()
  const errand = jobs.errand<null, void>(
    'errand',
    (_self, _payload, signal) => new Promise(resolve => signal.addEventListener('abort', () => resolve())),
    () => expect.unreachable('a stopped errand must not commit'),
  )
  errand(owner, 0, null)
  const settled = jobs.settled(owner)
  await new Promise(resolve => setImmediate(resolve))
  await jobs.close()
  await settled
  expect(rows()).toBe(1)

  const again = new Jobs<JobOwner>(sql, () => expect.unreachable('nothing may fail'))
  started.push(again)
  let ran = 0
  again.errand<null, void>(
    'errand',
    async () => {},
    () => {
      ran += 1
    },
  )
  again.adopt(owner)
  await again.settled(owner)
  expect([ran, rows()]).toEqual([1, 0])
})

test('errands to one place leave room for those to others, and go on one by one', async () => {
  const { jobs, owner } = setUp({ mode: 'real' })
  const ended: string[] = []
  const free: (() => void)[] = []
  let mostAtOnce = 0
  let slow = 0
  const visit = jobs.errand<{ place: string }, string>(
    'visit',
    async (_owner, { place }, signal) => {
      if (place !== 'slow') return place
      slow += 1
      mostAtOnce = Math.max(mostAtOnce, slow)
      await new Promise<void>(resolve => {
        free.push(resolve)
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
      slow -= 1
      return place
    },
    (_owner, _payload, place) => void ended.push(place),
    { lane: ({ place }) => place },
  )
  for (let count = 0; count < 5_000; count++) visit(owner, 0, { place: 'slow' })
  visit(owner, 0, { place: 'quick' })
  await expect.poll(() => ended).toEqual(['quick'])
  expect(slow).toBe(256)
  for (const resolve of free.splice(0, 100)) resolve()
  await expect.poll(() => [ended.length, slow]).toEqual([101, 256])
  expect(mostAtOnce).toBe(256)
})

test('what waits in its lane and is cancelled leaves its place to the next, and a drive runs the rest in order', async () => {
  const { jobs, owner, rows } = setUp({ mode: 'real' })
  const seen: number[] = []
  const free: (() => void)[] = []
  const visit = jobs.errand<number, number>(
    'visit',
    (_owner, number) =>
      new Promise(resolve => {
        if (number >= 256) return resolve(number)
        free.push(() => resolve(number))
      }),
    (_owner, _payload, number) => void seen.push(number),
    { lane: () => 'one' },
  )
  for (let number = 0; number < 260; number++) visit(owner, 0, number, `subject ${number}`)
  await expect.poll(() => free.length).toBe(256)
  jobs.cancel(owner, 'subject 256')
  free[0]!()
  await expect.poll(() => seen).toEqual([0, 257, 258, 259])
  for (const resolve of free) resolve()
  await jobs.settled(owner)
  expect(rows()).toBe(0)
  expect(seen).toHaveLength(259)
})

test('an errand that was under way when the process ended runs again', async () => {
  const { sql, jobs, owner } = setUp({ mode: 'real' })
  let begun = false
  jobs.errand<null, void>(
    'visit',
    () => {
      begun = true
      return new Promise(() => {})
    },
    () => {},
  )(owner, 0, null)
  await expect.poll(() => begun).toBe(true)
  const later = new Jobs<JobOwner>(sql, () => {})
  started.splice(0, started.length, later)
  let done = false
  later.errand<null, void>(
    'visit',
    async () => {},
    () => {
      done = true
    },
  )
  later.adopt(owner)
  await expect.poll(() => done).toBe(true)
})

test('several may wait at once until everything is settled', async () => {
  const { jobs, owner } = setUp()
  const seen: number[] = []
  const work = jobs.errand<number, void>(
    'work',
    () => new Promise(resolve => setImmediate(resolve)),
    (_owner, number) => void seen.push(number),
  )
  work(owner, 0, 1)
  const first = jobs.settled(owner)
  work(owner, 0, 2)
  await Promise.all([first, jobs.settled(owner), jobs.advance(owner, 0)])
  expect(seen).toEqual([1, 2])
  work(owner, 0, 3)
  await jobs.settled(owner)
  expect(seen).toEqual([1, 2, 3])
})

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise(resolve => setImmediate(resolve))
}

test('an errand that was cancelled in a transaction which was undone goes on, and does not begin anew', async () => {
  const { sql, jobs, owner } = setUp({ mode: 'real' })
  const free: (() => void)[] = []
  const ended: string[] = []
  const visit = jobs.errand<string, void>(
    'visit',
    () => new Promise(resolve => free.push(resolve)),
    (_self, name) => void ended.push(name),
  )
  visit(owner, 0, 'a', 'call_1')
  while (free.length === 0) await turns(1)
  expect(() =>
    sql.atomically(() => {
      jobs.cancel(owner, 'call_1')
      throw new Error('undo')
    }),
  ).toThrow('undo')
  jobs.poke(owner)
  await turns(5)
  expect(free).toHaveLength(1)
  free[0]!()
  await turns(5)
  expect(ended).toEqual(['a'])
})

test('a workspace that finds all places taken by another comes when there is one', async () => {
  const { jobs, owner } = setUp({ mode: 'real' })
  const other: JobOwner = { ...owner, id: 2 }
  jobs.adopt(other)
  const free: (() => void)[] = []
  const visit = jobs.errand<null, void>(
    'visit',
    () => new Promise(resolve => free.push(resolve)),
    () => {},
  )
  const ran = new Promise<void>(resolve => {
    const note = jobs.step<null>('note', () => resolve())
    for (let index = 0; index < 4_096; index++) visit(owner, 0, null, `call_${index}`)
    void (async () => {
      while (free.length < 4_096) await turns(1)
      note(other, 0, null, 'call_x')
      await turns(5)
      for (const end of free) end()
    })()
  })
  await ran
})
