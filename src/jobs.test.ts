import { expect, test } from 'vitest'
import { setUp } from './testing/jobs-bench.ts'

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
