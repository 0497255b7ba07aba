// That every item of the API reference has its test: the ids with which the names of these tests begin, against the list.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { referenceItems } from './items.ts'

/** A name, or a row of a table that is one, begins with the ids of what it shows. */
const NAME = /['"`]((?:S\d+ )+)\S/g

const files = readdirSync(import.meta.dirname).filter(file => file.endsWith('.test.ts'))
const named = files.flatMap(file => {
  const text = readFileSync(join(import.meta.dirname, file), 'utf8')
  return [...text.matchAll(NAME)].flatMap(([, ids]) =>
    ids!
      .trim()
      .split(' ')
      .map(id => ({ id, file })),
  )
})

test('the list of items goes from S1 to S296', () => {
  expect([...referenceItems().keys()]).toEqual(Array.from({ length: 296 }, (_, index) => `S${index + 1}`))
})

test('every item is named by a test', () => {
  const ids = new Set(named.map(({ id }) => id))
  const missing = [...referenceItems()].filter(([id]) => !ids.has(id)).map(item => item.join(' '))
  expect(missing).toEqual([])
})

test('no item is named twice, and none that there is not', () => {
  const items = referenceItems()
  const seen = new Map<string, string>()
  const wrong = named.flatMap(({ id, file }) => {
    const before = seen.get(id)
    seen.set(id, file)
    return before || !items.has(id) ? [`${id} in ${file}${before ? ` and ${before}` : ''}`] : []
  })
  expect(wrong).toEqual([])
})
