import { beforeEach, expect, test } from 'vitest'
import { readForm as readFormInto } from './http-form.ts'

const KINDS = { files: 'files', file: 'file', texts: 'json', name: 'text' } as const

/** What was received of each file, in the order of their beginnings. */
let received: string[] = []
beforeEach(() => {
  received = []
})

const readForm = (request: Request, kinds: typeof KINDS) =>
  readFormInto(request, kinds, () => {
    const id = received.push('') - 1
    return {
      id,
      write: bytes => {
        received[id] += Buffer.from(bytes).toString()
      },
      end: () => ({ size: received[id]!.length }),
    }
  })

function request(form: FormData): Request {
  return new Request('http://localhost/', { method: 'POST', body: form })
}

function formOf(...entries: [string, string | File][]): FormData {
  const form = new FormData()
  for (const [name, value] of entries) form.append(name, value)
  return form
}

const upload = new File(['abc'], 'a.txt', { type: 'text/plain' })
const uploaded = (upload: number) => ({ name: 'a.txt', type: 'text/plain', size: 3, upload })

test('each part becomes what the contract says it is, and unknown ones are dropped', async () => {
  const form = formOf(['files', upload], ['name', '12'], ['texts', '[1]'], ['other', 'x'], ['files', upload])
  expect(await readForm(request(form), KINDS)).toEqual({
    files: [uploaded(0), uploaded(1)],
    name: '12',
    texts: [1],
  })
  expect(received).toEqual(['abc', 'abc'])
})

test('JSON that is none stays text', async () => {
  expect(await readForm(request(formOf(['texts', '[1'])), KINDS)).toEqual({ texts: '[1' })
})

test('a list under a bracketed name arrives empty, and does not empty one that is there', async () => {
  const form = formOf(['texts[][title]', 'x'], ['files', upload], ['files[]', upload], ['other[]', 'x'])
  expect(await readForm(request(form), KINDS)).toEqual({ texts: [], files: [uploaded(0)] })
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

test('a member that is called like one of every object is unknown', async () => {
  const form = formOf(['constructor', upload], ['__proto__[]', 'x'], ['name', 'Menu'])
  expect(await readForm(request(form), KINDS)).toEqual({ name: 'Menu' })
})

test('what is refused in the middle is told when the client has sent everything', async () => {
  let sent = 0
  const whole = Buffer.from(
    await request(formOf(['file', 'text'], ['name', 'x'.repeat(100_000)])).arrayBuffer(),
  )
  const boundary = whole.toString('latin1', 2, whole.indexOf('\r\n'))
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent >= whole.byteLength) return controller.close()
      controller.enqueue(whole.subarray(sent, sent + 1_000))
      sent += 1_000
    },
  })
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
  const streamed = new Request('http://localhost/', { method: 'POST', headers, body, duplex: 'half' })
  await expect(readForm(streamed, KINDS)).rejects.toMatchObject({
    message: 'request/body/file must be a file',
  })
  expect(sent).toBeGreaterThanOrEqual(whole.byteLength)
})

test('a body that is longer than it may be is a 413 without its end, and one that is lost a 400', async () => {
  const headers = { 'content-type': 'multipart/form-data; boundary=xx' }
  const endless = new ReadableStream<Uint8Array>({
    pull: controller => controller.enqueue(new Uint8Array(10_000_000)),
  })
  const lost = new ReadableStream<Uint8Array>({ pull: () => Promise.reject(new Error('reset by peer')) })
  const requestOf = (body: ReadableStream<Uint8Array>) =>
    new Request('http://localhost/', { method: 'POST', headers, body, duplex: 'half' })
  await expect(readForm(requestOf(endless), KINDS)).rejects.toMatchObject({ status: 413 })
  await expect(readForm(requestOf(lost), KINDS)).rejects.toMatchObject({ status: 400 })
})
