import { expect, test } from 'vitest'
import { readForm } from './http-form.ts'

const KINDS = { files: 'files', file: 'file', texts: 'json', name: 'text' } as const

function request(form: FormData): Request {
  return new Request('http://localhost/', { method: 'POST', body: form })
}

function formOf(...entries: [string, string | File][]): FormData {
  const form = new FormData()
  for (const [name, value] of entries) form.append(name, value)
  return form
}

const upload = new File(['abc'], 'a.txt', { type: 'text/plain' })
const uploaded = { name: 'a.txt', type: 'text/plain', bytes: Buffer.from('abc') }

test('each part becomes what the contract says it is, and unknown ones are dropped', async () => {
  const form = formOf(['files', upload], ['name', '12'], ['texts', '[1]'], ['other', 'x'], ['files', upload])
  expect(await readForm(request(form), KINDS)).toEqual({
    files: [uploaded, uploaded],
    name: '12',
    texts: [1],
  })
})

test('JSON that is none stays text', async () => {
  expect(await readForm(request(formOf(['texts', '[1'])), KINDS)).toEqual({ texts: '[1' })
})

test('a list under a bracketed name arrives empty, and does not empty one that is there', async () => {
  const form = formOf(['texts[][title]', 'x'], ['files', upload], ['files[]', upload], ['other[]', 'x'])
  expect(await readForm(request(form), KINDS)).toEqual({ texts: [], files: [uploaded] })
})

test.each([
  [['file', 'text'], 'request/body/file must be a file'],
  [['name', upload], 'request/body/name must NOT be a file'],
] as [[string, string | File], string][])(
  '%# a file is no text and a text no file',
  async (entry, message) => {
    await expect(readForm(request(formOf(entry)), KINDS)).rejects.toMatchObject({ status: 400, message })
  },
)

test('what is no form is a 400, and one that is announced too large a 413', async () => {
  const headers = { 'content-type': 'multipart/form-data; boundary=xx' }
  const broken = new Request('http://localhost/', { method: 'POST', headers, body: 'nothing' })
  await expect(readForm(broken, KINDS)).rejects.toMatchObject({ status: 400 })
  const large = { ...headers, 'content-length': '200000001' }
  const announced = new Request('http://localhost/', { method: 'POST', headers: large, body: 'x' })
  await expect(readForm(announced, KINDS)).rejects.toMatchObject({ status: 413 })
})

test('a body of the announced length is read whole', async () => {
  const { headers, body } = request(formOf(['name', 'Menu']))
  const bytes = Buffer.from(await new Response(body).arrayBuffer())
  const announced = new Request('http://localhost/', {
    method: 'POST',
    headers: { 'content-type': headers.get('content-type')!, 'content-length': String(bytes.length) },
    body: bytes,
  })
  expect(await readForm(announced, KINDS)).toEqual({ name: 'Menu' })
})
