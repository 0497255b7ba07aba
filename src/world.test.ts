import { expect, test } from 'vitest'
import { Clock } from './clock.ts'
import { defaultSettings } from './settings.ts'
import { openDatabase } from './store/database.ts'
import { type WorkspaceRow, World } from './world.ts'

/** A workspace in a new database, and the same one as a restart would open it. */
function setUp() {
  const sql = openDatabase(':memory:')
  sql.run(
    'INSERT INTO workspaces (id, name, api_key, settings, clock, draws) VALUES (1, ?, ?, ?, ?, 0)',
    ...['w', 'w', JSON.stringify(defaultSettings('live', null)), '{}'],
  )
  const open = () => {
    const row = sql.get<WorkspaceRow>('SELECT * FROM workspaces')!
    return new World(sql, row, Clock.start({ mode: 'frozen', speed: 0 }, 0), { seed: 1, publicUrl: '' })
  }
  return { sql, open }
}

test('no id comes twice, across blocks and restarts', () => {
  const { open } = setUp()
  const ids = [1, 2, 3].flatMap(() => {
    const world = open()
    return Array.from({ length: 1_500 }, () => world.newId('call'))
  })
  expect(new Set(ids).size).toBe(4_500)
})

test('no id comes twice when the request that reserved them was refused', () => {
  const { sql, open } = setUp()
  const world = open()
  expect(() =>
    sql.atomically(() => {
      world.newId('call')
      throw new Error('refused')
    }),
  ).toThrow('refused')
  const given = Array.from({ length: 5 }, () => sql.atomically(() => world.newId('call')))
  const again = open()
  const later = Array.from({ length: 20 }, () => again.newId('call'))
  expect(later.filter(id => given.includes(id))).toEqual([])
})
