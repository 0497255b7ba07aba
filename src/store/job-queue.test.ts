import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOrder, JobQueue, type JobRow } from './job-queue.ts'

const rowOf = (id: number, due: number, more: Partial<JobRow> = {}): JobRow => ({
  id,
  workspace: 1,
  due,
  kind: 'kind',
  subject: 'call_1',
  payload: 'null',
  background: 0,
  held: 0,
  ...more,
})

test('the first is what is due first, and of one moment what was planned first; what is held never is', () => {
  const queue = new JobQueue([rowOf(3, 5), rowOf(1, 9), rowOf(2, 5), rowOf(4, 1, { held: 1 })])
  expect(queue.first()?.id).toBe(2)
  queue.delete(queue.first()!)
  expect(queue.first()?.id).toBe(3)
})

test('what is taken is not found again until it is given back', () => {
  const queue = new JobQueue([rowOf(1, 5), rowOf(2, 6)])
  queue.take(queue.first()!)
  expect(queue.first()?.id).toBe(2)
  queue.giveBack()
  expect(queue.first()?.id).toBe(1)
})

test('what comes back for ever, and what is held, is nothing to wait for; of the rest a kind may be left out', () => {
  const queue = new JobQueue([
    rowOf(1, 5, { background: 1 }),
    rowOf(2, 5, { held: 1 }),
    rowOf(3, 5, { kind: 'batch' }),
  ])
  expect([queue.hasForegroundBeside(), queue.hasForegroundBeside('batch')]).toEqual([true, false])
  queue.delete(queue.find(3)!)
  expect(queue.hasForegroundBeside()).toBe(false)
})

test('thousands that are planned and cancelled leave nothing behind', () => {
  const queue = new JobQueue([rowOf(0, 1_000_000)])
  for (let id = 1; id <= 50_000; id++) {
    const row = rowOf(id, 2_000_000 + id, { subject: `call_${id}` })
    queue.add(row)
    queue.delete(row)
  }
  expect(queue.length).toBeLessThan(2_000)
  expect(queue.first()?.id).toBe(0)
})

test('whatever is added, deleted, taken and given back, the first is the first of those that wait', () => {
  const action = fc.oneof(
    fc.record({ do: fc.constant('add' as const), due: fc.nat(20) }),
    fc.record({ do: fc.constantFrom('delete' as const, 'undo' as const), at: fc.nat(30) }),
    fc.constant({ do: 'take' as const }),
    fc.constant({ do: 'give back' as const }),
  )
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), actions => {
      const queue = new JobQueue([])
      const known: { row: JobRow; there: boolean; taken: boolean }[] = []
      for (const one of actions) {
        if (one.do === 'add') {
          const row = rowOf(known.length, one.due)
          queue.add(row)
          known.push({ row, there: true, taken: false })
        } else if (one.do === 'delete' || one.do === 'undo') {
          const it = known[one.at]
          if (it && one.do === 'delete') {
            expect(queue.delete(it.row)).toBe(it.there)
            Object.assign(it, { there: false, taken: false })
          } else if (it && !it.there) {
            queue.add(it.row)
            it.there = true
          }
        } else if (one.do === 'take') {
          const first = queue.first()
          if (!first) continue
          queue.take(first)
          known[first.id]!.taken = true
        } else {
          queue.giveBack()
          for (const it of known) it.taken = false
        }
        const waiting = known.filter(({ there, taken }) => there && !taken).map(({ row }) => row)
        expect(queue.first()).toBe(waiting.toSorted(inOrder)[0])
        expect(queue.hasForegroundBeside()).toBe(known.some(({ there }) => there))
      }
    }),
  )
})
