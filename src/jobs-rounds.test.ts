import { expect, test } from 'vitest'
import { setUp } from './testing/jobs-bench.ts'

test('what is due at one moment runs in rounds: of each subject the first, then of each the second', async () => {
  const { jobs, owner } = setUp()
  const seen: string[] = []
  const note = jobs.step<string>('note', (_self, name) => void seen.push(name))
  note(owner, 10, 'a1', 'a')
  note(owner, 10, 'a2', 'a')
  note(owner, 10, 'b1', 'b')
  note(owner, 10, 'b2', 'b')
  note(owner, 5, 'early', 'b')
  await jobs.advance(owner, 10)
  expect(seen).toEqual(['early', 'a1', 'b1', 'a2', 'b2'])
})

test('what a step plans for at once runs after what the others of its moment have done', async () => {
  const { jobs, owner } = setUp()
  const seen: string[] = []
  const follow = jobs.step<string>('follow', (_self, name) => void seen.push(`after ${name}`))
  const lead = jobs.step<string>('lead', (self, name) => {
    seen.push(name)
    follow(self, 0, name, name)
  })
  lead(owner, 10, 'a', 'a')
  lead(owner, 10, 'b', 'b')
  await jobs.advance(owner, 10)
  expect(seen).toEqual(['a', 'b', 'after a', 'after b'])
})

test('what is late runs at its own moment, and what follows from it before what is due later', async () => {
  const { jobs, owner } = setUp()
  const seen: string[] = []
  const note = jobs.step<string>('note', (_self, name) => void seen.push(`${name} at ${owner.clock.now()}`))
  const lead = jobs.step<null>('lead', self => note(self, 5, 'what follows', 'call_1'))
  lead(owner, 10, null, 'call_1')
  note(owner, 60, 'the end', 'call_1')
  note(owner, 20, 'another', 'call_2')
  owner.clock.moveTo(1_000)
  await jobs.settled(owner)
  expect(seen).toEqual(['what follows at 15', 'another at 20', 'the end at 60'])
})

test('the steps of a round are one transaction', async () => {
  const { sql, jobs, owner } = setUp()
  const told: string[] = []
  const step = jobs.step<string>('step', (_self, name) => {
    told.push(name)
    sql.afterCommit(() => told.push(`${name} committed`))
  })
  step(owner, 10, 'a', 'a')
  step(owner, 10, 'b', 'b')
  await jobs.advance(owner, 10)
  expect(told).toEqual(['a', 'b', 'a committed', 'b committed'])
})

test('a step that throws takes nothing from the others of its round, and is told of once', async () => {
  const { sql, jobs, owner, problems, rows } = setUp()
  const keep = jobs.step<string>('keep', (_self, name) => {
    sql.run('INSERT INTO call_files (folder, workspace, call_id) VALUES (?, 1, ?)', name, name)
    if (name === 'b') throw new Error('no good')
  })
  for (const name of ['a', 'b', 'c']) keep(owner, 10, name, name)
  await jobs.advance(owner, 10)
  expect(sql.all('SELECT folder FROM call_files ORDER BY folder')).toEqual([{ folder: 'a' }, { folder: 'c' }])
  expect(problems).toEqual(['the job keep b failed and was dropped: no good'])
  expect(rows()).toBe(0)
})

/** Errands that wait until `count` are under way; each notes how many there were at most. */
function meeting({ jobs }: Pick<ReturnType<typeof setUp>, 'jobs'>, count: number, sideBySide: boolean) {
  const free: (() => void)[] = []
  const seen = { most: 0, ended: [] as string[] }
  const visit = jobs.errand<string, void>(
    'visit',
    () =>
      new Promise(resolve => {
        free.push(resolve)
        seen.most = Math.max(seen.most, free.length)
        if (free.length === count) for (const go of free.splice(0).reverse()) go()
      }),
    (_self, name) => void seen.ended.push(name),
    { sideBySide },
  )
  return { visit, seen }
}

test('errands that may go side by side do, on a moved clock too, and end in their order', async () => {
  const bench = setUp()
  const { visit, seen } = meeting(bench, 3, true)
  for (const name of ['a', 'b', 'c']) visit(bench.owner, 10, name, name)
  await bench.jobs.advance(bench.owner, 10)
  expect(seen).toEqual({ most: 3, ended: ['a', 'b', 'c'] })
})

test('no more go side by side than the workspace allows', async () => {
  const bench = setUp()
  const { visit, seen } = meeting(bench, 4, true)
  for (let index = 0; index < 8; index++) visit(bench.owner, 10, `${index}`, `call_${index}`)
  await bench.jobs.advance(bench.owner, 10)
  expect(seen.most).toBe(bench.owner.errandsAtOnce)
  expect(seen.ended).toEqual(['0', '1', '2', '3', '4', '5', '6', '7'])
})

/** How many of these errands were under way at most, of which each lasts long enough for another to begin. */
async function mostOf(subjects: readonly string[], sideBySide: boolean): Promise<number> {
  const { jobs, owner } = setUp()
  let [underWay, most] = [0, 0]
  const visit = jobs.errand<null, void>(
    'visit',
    async () => {
      underWay += 1
      most = Math.max(most, underWay)
      for (let turn = 0; turn < 10; turn++) await new Promise(resolve => setImmediate(resolve))
      underWay -= 1
    },
    () => {},
    { sideBySide },
  )
  for (const subject of subjects) visit(owner, 10, null, subject)
  await jobs.advance(owner, 10)
  return most
}

test('errands about one subject go one after the other, and so do those that are not made for company', async () => {
  expect(await mostOf(['call_1', 'call_1'], true)).toBe(1)
  expect(await mostOf(['call_1', 'call_2'], false)).toBe(1)
  expect(await mostOf(['call_1', 'call_2'], true)).toBe(2)
})

test('where nothing outlives the process no row is written, and the jobs run all the same', async () => {
  const { jobs, owner, rows } = setUp({ file: ':memory:' })
  const seen: number[] = []
  const tick = jobs.step<null>('tick', self => {
    seen.push(self.clock.now())
    if (seen.length < 3) tick(self, 10, null)
  })
  tick(owner, 10, null)
  expect(rows()).toBe(0)
  await jobs.runUntilIdle(owner)
  expect(seen).toEqual([10, 20, 30])
})

test('a job that would be due at no moment is refused, on a file and in memory', () => {
  for (const file of [':memory:', undefined]) {
    const { jobs, owner } = setUp({ file })
    const note = jobs.step<null>('note', () => {})
    expect(() => note(owner, Number.NaN, null)).toThrow('the job note cannot be due at NaN')
  }
})

test('what an earlier round cancels does not run, be it a step or an errand', async () => {
  const { jobs, owner, rows } = setUp()
  const ran: string[] = []
  const step = jobs.step<null>('step', () => void ran.push('step'))
  const send = jobs.errand<null, void>(
    'send',
    async () => void ran.push('sent'),
    () => {},
    { sideBySide: true },
  )
  const cancel = jobs.step<null>('cancel', self => void jobs.cancel(self, 'call_1', 'step', 'send'))
  cancel(owner, 10, null, 'call_1')
  step(owner, 10, null, 'call_1')
  send(owner, 10, null, 'call_1')
  await jobs.advance(owner, 10)
  expect([ran, rows()]).toEqual([[], 0])
})

test('a job planned in a transaction that is undone does not run, and one that was cancelled in it does', async () => {
  const { sql, jobs, owner, rows } = setUp()
  const ran: string[] = []
  const note = jobs.step<string>('note', (_self, name) => void ran.push(name))
  note(owner, 10, 'cancelled', 'call_1')
  expect(() =>
    sql.atomically(() => {
      jobs.cancel(owner, 'call_1')
      note(owner, 10, 'planned', 'call_1')
      throw new Error('undo')
    }),
  ).toThrow('undo')
  expect(rows()).toBe(1)
  await jobs.advance(owner, 10)
  expect([ran, rows()]).toEqual([['cancelled'], 0])
})
