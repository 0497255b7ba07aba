import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CallRuns } from './call-runs.ts'
import { openDatabase, type Sql } from './database.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fake-retell-runs-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

interface Run {
  step: number
  agent: { name: string }
}
const LASTING = ['agent'] as const

/** In memory and on a file alike. */
function onBoth(work: (runs: CallRuns, sql: Sql) => void): void {
  for (const file of [':memory:', join(folder, 'runs.db')]) {
    const sql = openDatabase(file)
    work(new CallRuns(sql, 1), sql)
    sql.close()
  }
}

const undone = (sql: Sql, work: () => void) =>
  expect(() =>
    sql.atomically(() => {
      work()
      throw new Error('undo')
    }),
  ).toThrow('undo')

test('a run that a transaction has changed and that was undone is what it was', () => {
  onBoth((runs, sql) => {
    runs.put<Run>('call_1', { step: 1, agent: { name: 'Ada' } }, LASTING)
    undone(sql, () => {
      const run = runs.get<Run>('call_1')!
      run.step = 2
      run.agent = { name: 'Bob' }
      runs.put('call_1', run, LASTING)
      runs.putEngine('call_1', { states: 2 })
    })
    expect(runs.get('call_1')).toEqual({ step: 1, agent: { name: 'Ada' } })
    expect(runs.engine('call_1')).toBeUndefined()
  })
})

test('a run whose end was undone is there again, with what its agent thinks with', () => {
  onBoth((runs, sql) => {
    runs.put<Run>('call_1', { step: 1, agent: { name: 'Ada' } }, LASTING)
    runs.putEngine('call_1', { states: 1 })
    undone(sql, () => {
      runs.delete('call_1')
      expect(runs.get('call_1')).toBeUndefined()
      expect(runs.engine('call_1')).toBeUndefined()
    })
    expect(runs.get('call_1')).toEqual({ step: 1, agent: { name: 'Ada' } })
    expect(runs.engine('call_1')).toEqual({ states: 1 })
    runs.delete('call_1')
    expect(runs.get('call_1')).toBeUndefined()
  })
})

test('what is shelved is the run as it is at the end of the transaction', () => {
  onBoth((runs, sql) => {
    sql.atomically(() => {
      const run: Run = { step: 1, agent: { name: 'Ada' } }
      runs.put('call_1', run, LASTING)
      run.step = 2
    })
    undone(sql, () => {})
    expect(runs.get('call_1')).toMatchObject({ step: 2 })
  })
})

test('another object of what lasts is shelved, too, and the same is not lost', () => {
  onBoth((runs, sql) => {
    const run: Run = { step: 1, agent: { name: 'Ada' } }
    runs.put('call_1', run, LASTING)
    run.step = 2
    runs.put('call_1', run, LASTING)
    undone(sql, () => {})
    expect(runs.get('call_1')).toEqual({ step: 2, agent: { name: 'Ada' } })
    runs.put<Run>('call_1', { ...runs.get<Run>('call_1')!, agent: { name: 'Bob' } }, LASTING)
    undone(sql, () => {})
    expect(runs.get('call_1')).toEqual({ step: 2, agent: { name: 'Bob' } })
  })
})

test('on a file a run outlives the process', () => {
  const file = join(folder, 'runs.db')
  const first = openDatabase(file)
  const before = new CallRuns(first, 1)
  before.put<Run>('call_1', { step: 1, agent: { name: 'Ada' } }, LASTING)
  before.putEngine('call_1', { states: 1 })
  first.close()
  const second = openDatabase(file)
  const after = new CallRuns(second, 1)
  expect(after.get('call_1')).toEqual({ step: 1, agent: { name: 'Ada' } })
  expect(after.engine('call_1')).toEqual({ states: 1 })
  second.close()
})
