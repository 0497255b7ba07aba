import { expect, test } from 'vitest'
import { shownKey, shownUrl } from './secrets.ts'

test('of a key the first seven and the last two characters are shown', () => {
  expect(shownKey('key_0123456789abcdef0123456789ab')).toBe('key_012…ab')
})

test('of a short key less is shown than is kept', () => {
  expect(shownKey('key_12345678')).toBe('key…')
  expect(shownKey('abc')).toBe('…')
})

test('of a URL neither the user nor the query nor the fragment is shown', () => {
  expect(shownUrl('https://me:word@host.test:8080/hook?secret=1#x')).toBe('https://host.test:8080/hook?…')
  expect(shownUrl('http://127.0.0.1:3000/hook')).toBe('http://127.0.0.1:3000/hook')
})

test('what is no URL loses its query all the same', () => {
  expect(shownUrl('//nowhere?secret=1')).toBe('//nowhere?…')
})
