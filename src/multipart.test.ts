import { expect, test } from 'vitest'
import { multipartParts } from './multipart.ts'

const TYPE = 'multipart/form-data; boundary=xx'
const lines = (...all: string[]) => Buffer.from(all.join('\r\n'))
const partsOf = (body: Uint8Array, type = TYPE) =>
  multipartParts(body, type).map(part => ({ ...part, bytes: Buffer.from(part.bytes).toString('latin1') }))

test('the form that Node makes is read part by part, whatever is in names and contents', async () => {
  const form = new FormData()
  form.append('text', 'line\r\n--almost\r\n')
  form.append('a "quoted" name', 'Grüße')
  form.append('file', new File(['\0\r\n\r\n\xff'], 'mé"nu.txt', { type: 'text/plain' }))
  form.append('empty', new File([], 'empty'))
  const request = new Request('http://localhost/', { method: 'POST', body: form })
  const body = Buffer.from(await request.arrayBuffer())
  const parts = multipartParts(body, request.headers.get('content-type')!)
  expect(
    parts.map(({ name, fileName, type, bytes }) => [name, fileName, type, Buffer.from(bytes).toString()]),
  ).toEqual([
    ['text', undefined, '', 'line\r\n--almost\r\n'],
    ['a "quoted" name', undefined, '', 'Grüße'],
    ['file', 'mé"nu.txt', 'text/plain', '\0\r\n\r\nÿ'],
    ['empty', 'empty', 'application/octet-stream', ''],
  ])
})

test('the contents of a file are a view of the body, no copy', () => {
  const body = lines('--xx', 'content-disposition: form-data; name=f; filename=a', '', 'abc', '--xx--')
  expect(multipartParts(body, TYPE)[0]!.bytes.buffer).toBe(body.buffer)
})

test('a preamble, quoted boundaries and headers in any case are taken', () => {
  const body = lines(
    'before',
    '--xx',
    'CONTENT-DISPOSITION: form-data; NAME="f"',
    '',
    'abc',
    '--xx--',
    'after',
  )
  expect(partsOf(body, 'multipart/form-data; boundary="xx"')).toEqual([{ name: 'f', type: '', bytes: 'abc' }])
})

test('a form without parts has none', () => {
  expect(partsOf(lines('--xx--', ''))).toEqual([])
})

test.each([
  [lines('--xx--'), 'multipart/form-data', 'its content type has no boundary'],
  [lines(''), TYPE, 'its boundary does not occur in it'],
  [
    lines('--xx', 'content-disposition: form-data; name="f"', '', 'abc'),
    TYPE,
    'it ends before its last boundary',
  ],
  [lines('--xx', '', '', 'abc', '--xx--'), TYPE, 'a part has no name'],
  [lines('--xx', 'content-disposition: form-data; name="f"', '--xx--'), TYPE, 'no blank line'],
])('%# what is no form is said', (body, type, sentence) => {
  expect(() => multipartParts(body, type)).toThrow(sentence)
})
