import { expect, test } from 'vitest'
import type { Call } from '../contract.ts'
import { Calls } from './calls.ts'
import { openDatabase } from './database.ts'

const callOf = (call_id: string, changes: Partial<Call> = {}): Call => ({
  call_id,
  call_type: 'phone_call',
  agent_id: 'agent_1',
  agent_version: 0,
  call_status: 'registered',
  from_number: '+15005550100',
  to_number: '+15005550101',
  direction: 'outbound',
  ...(changes as object),
})

function setUp() {
  const sql = openDatabase(':memory:')
  return { sql, calls: new Calls(sql, 1) }
}
const counts = (calls: Calls) => [calls.live(), calls.live('in batches'), calls.live('not inbound')]

test('calls hold a place from their creation to their end, inbound ones from the answer on', () => {
  const { calls } = setUp()
  expect(counts(calls)).toEqual([0, 0, 0])
  calls.insert(callOf('call_1', { batch_call_id: 'batch_call_1' }), 0)
  calls.insert(callOf('call_2', { direction: 'inbound' }), 0)
  expect(counts(calls)).toEqual([1, 1, 1])
  calls.put(callOf('call_2', { direction: 'inbound', call_status: 'ongoing' }))
  expect(counts(calls)).toEqual([2, 1, 1])
  calls.put(callOf('call_1', { batch_call_id: 'batch_call_1', call_status: 'ended' }))
  expect(counts(calls)).toEqual([1, 0, 0])
  calls.delete('call_2')
  expect(counts(calls)).toEqual([0, 0, 0])
})

test('what a transaction that was rolled back did to the places is undone', () => {
  const { sql, calls } = setUp()
  calls.insert(callOf('call_1'), 0)
  expect(counts(calls)).toEqual([1, 0, 1])
  const refused = () =>
    sql.atomically(() => {
      calls.insert(callOf('call_2'), 0)
      calls.delete('call_1')
      throw new Error('refused')
    })
  expect(refused).toThrow('refused')
  expect(counts(calls)).toEqual([1, 0, 1])
})

test('the places of calls that were there before are counted, and those of other workspaces are not', () => {
  const { sql, calls } = setUp()
  calls.insert(callOf('call_1'), 0)
  new Calls(sql, 2).insert(callOf('call_2'), 0)
  expect(counts(new Calls(sql, 1))).toEqual([1, 0, 1])
})
