import { expect, test } from 'vitest'
import { handlerParts, handlers } from './index.ts'

test('no two files of handlers define the same operation, and none is left out', () => {
  const defined = Object.values(handlerParts).flatMap(part => Object.keys(part))
  expect(defined.filter((name, index) => defined.indexOf(name) !== index)).toEqual([])
  expect(defined.sort()).toEqual(Object.keys(handlers).sort())
})
