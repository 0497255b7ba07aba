import { afterEach, expect, test } from 'vitest'
import { Clock } from './clock.ts'
import type { JobOwner } from './job-definition.ts'
import { Jobs } from './jobs.ts'
import { openDatabase } from './store/database.ts'

const started: Jobs<JobOwner>[] = []
afterEach(async () => {
  for (const jobs of started.splice(0)) await jobs.close()
})

/** Jobs on a real database, for one owner whose clock begins at 0. */
function setUp({ mode = 'frozen' as 'frozen' | 'real' } = {}) {
  const sql = openDatabase(':memory:')
  const problems: string[] = []
  const jobs = new Jobs<JobOwner>(sql, (message, error) =>
    problems.push(`${message}: ${(error as Error).message}`),
  )
  started.push(jobs)
  const owner: JobOwner = {
    id: 1,
    clock: Clock.start({ mode, speed: mode === 'real' ? 1 : 0 }, 0),
    saveClock: () => {},
  }
  jobs.adopt(owner)
  const rows = () => sql.get<{ count: number }>('SELECT count(*) AS count FROM jobs')?.count
  return { sql, jobs, owner, problems, rows }
}

test('advancing runs what falls due in order, each at its own moment, and lands on the end', async () => {
  const { jobs, owner } = setUp()
  const seen: [string, number][] = []
  const note = jobs.step<string>('note', ({ clock }, name) => void seen.push([name, clock.now()]))
  note(owner, 300, 'third')
  note(owner, 100, 'first')
  note(owner, 100, 'second')
  note(owner, 5_000, 'later')
  await jobs.advance(owner, 1_000)
  expect(seen).toEqual([
    ['first', 100],
    ['second', 100],
    ['third', 300],
  ])
  expect(owner.clock.now()).toBe(1_000)
})

test('a job may plan another, which runs in the same advance', async () => {
  const { jobs, owner } = setUp()
  const seen: number[] = []
  const tick = jobs.step<null>('tick', (self, _payload) => {
    seen.push(self.clock.now())
    if (seen.length < 4) tick(self, 10, null)
  })
  tick(owner, 10, null)
  await jobs.advance(owner, 100)
  expect(seen).toEqual([10, 20, 30, 40])
})

test('advancing waits for the I/O of an errand before time goes on', async () => {
  const { jobs, owner } = setUp()
  const seen: string[] = []
  const slow = jobs.errand<null, string>(
    'slow',
    async () => new Promise(resolve => setImmediate(() => setImmediate(() => resolve('done')))),
    (_self, _payload, result) => void seen.push(`${result} at ${owner.clock.now()}`),
  )
  const note = jobs.step<null>('note', () => void seen.push(`note at ${owner.clock.now()}`))
  slow(owner, 10, null)
  note(owner, 20, null)
  await jobs.advance(owner, 100)
  expect(seen).toEqual(['done at 10', 'note at 20'])
})

test('a frozen clock still runs what is due now', async () => {
  const { jobs, owner, rows } = setUp()
  let ran = false
  const now = jobs.step<null>('now', () => {
    ran = true
  })
  now(owner, 0, null)
  await jobs.settled(owner)
  expect(ran).toBe(true)
  expect(rows()).toBe(0)
})

test('running until idle goes to the last row, and does not chase what comes back for ever', async () => {
  const { jobs, owner } = setUp()
  let beats = 0
  const heartbeat = jobs.errand<null, null>(
    'heartbeat',
    async () => null,
    self => {
      beats += 1
      heartbeat(self, 1_000, null)
    },
    { background: true },
  )
  const last = jobs.step<null>('last', () => {})
  heartbeat(owner, 1_000, null)
  last(owner, 3_500, null)
  await jobs.runUntilIdle(owner)
  expect(owner.clock.now()).toBe(3_500)
  expect(beats).toBe(3)
})

test('a running clock runs a job when its time comes, without being driven', async () => {
  const { jobs, owner } = setUp({ mode: 'real' })
  const ran = new Promise<number>(resolve => {
    const soon = jobs.step<null>('soon', self => resolve(self.clock.now()))
    soon(owner, 20, null)
  })
  expect(await ran).toBeGreaterThanOrEqual(20)
})

test('a running clock does not let one slow errand hold up another', async () => {
  const { jobs, owner } = setUp({ mode: 'real' })
  let release = () => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  const order: string[] = []
  const slow = jobs.errand<null, void>(
    'slow',
    () => held,
    () => void order.push('slow'),
  )
  const both = new Promise<void>(resolve => {
    const quick = jobs.errand<null, void>(
      'quick',
      async () => {},
      () => {
        order.push('quick')
        release()
        resolve()
      },
    )
    slow(owner, 0, null)
    quick(owner, 5, null)
  })
  await both
  await jobs.settled(owner)
  expect(order).toEqual(['quick', 'slow'])
})

test('a running clock can be moved, too, and runs on from there', async () => {
  const { jobs, owner } = setUp({ mode: 'real' })
  const seen: number[] = []
  const note = jobs.step<null>('note', self => void seen.push(self.clock.now()))
  note(owner, 3_600_000, null)
  await jobs.advance(owner, 3_600_000)
  expect(seen[0]).toBeGreaterThanOrEqual(3_600_000)
  expect(owner.clock.frozen).toBe(false)
})

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

test('two drives of one clock come one after the other', async () => {
  const { jobs, owner } = setUp()
  await Promise.all([jobs.advance(owner, 100), jobs.advance(owner, 50)])
  expect(owner.clock.now()).toBe(150)
})

test('no job is missed on a clock that runs so fast that time passes between two looks at it', async () => {
  const { jobs, owner } = setUp({ mode: 'real' })
  owner.clock.run({ mode: 'scaled', speed: 1_000 })
  let ran = () => {}
  const job = jobs.step<null>('job', () => ran())
  for (let count = 0; count < 600; count++) {
    const done = new Promise<void>(resolve => {
      ran = resolve
    })
    job(owner, count % 1_000, null)
    await done
  }
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
