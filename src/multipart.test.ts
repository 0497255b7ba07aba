import { expect, test } from 'vitest'
import { FormParser, NotAForm, type PartHead } from './multipart.ts'

const TYPE = 'multipart/form-data; boundary=xx'
const lines = (...all: string[]) => Buffer.from(all.join('\r\n'))

/** The parts of a body that arrives in pieces. */
function partsOf(pieces: Iterable<Uint8Array>, type = TYPE, encoding: BufferEncoding = 'latin1') {
  const parts: (PartHead & { bytes: string })[] = []
  const parser = new FormParser(type, head => {
    const contents: Buffer[] = []
    return {
      write: bytes => void contents.push(Buffer.from(bytes)),
      end: () => void parts.push({ ...head, bytes: Buffer.concat(contents).toString(encoding) }),
    }
  })
  for (const piece of pieces) parser.write(piece)
  parser.end()
  return parts
}

function* piecesOf(body: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < body.byteLength; at += size) yield body.subarray(at, at + size)
}

async function formOfNode() {
  const form = new FormData()
  form.append('text', 'line\r\n--almost\r\n')
  form.append('a "quoted" name', 'Grüße')
  form.append('file', new File(['\0\r\n\r\n\xff'], 'mé"nu.txt', { type: 'text/plain' }))
  form.append('empty', new File([], 'empty'))
  const request = new Request('http://localhost/', { method: 'POST', body: form })
  return {
    body: Buffer.from(await request.arrayBuffer()),
    type: request.headers.get('content-type')!,
    parts: [
      ['text', undefined, '', 'line\r\n--almost\r\n'],
      ['a "quoted" name', undefined, '', 'Grüße'],
      ['file', 'mé"nu.txt', 'text/plain', '\0\r\n\r\nÿ'],
      ['empty', 'empty', 'application/octet-stream', ''],
    ],
  }
}

test('the form that Node makes is read part by part, whatever is in names and contents, in pieces of any size', async () => {
  const { body, type, parts } = await formOfNode()
  for (let size = 1; size <= body.byteLength; size++) {
    const read = partsOf(piecesOf(body, size), type, 'utf8')
    expect(read.map(part => [part.name, part.fileName, part.type, part.bytes])).toEqual(parts)
  }
})

test('a form that is cut off anywhere is none', async () => {
  const { body, type } = await formOfNode()
  for (let size = 0; size < body.lastIndexOf('--') + 2; size++)
    expect(() => partsOf([body.subarray(0, size)], type)).toThrow(NotAForm)
})

test('contents are handed on as views of what arrived, without a copy and without waiting for the rest', () => {
  const seen: Uint8Array[] = []
  const parser = new FormParser(TYPE, () => ({ write: bytes => void seen.push(bytes), end() {} }))
  parser.write(lines('--xx', 'content-disposition: form-data; name=f; filename=a', '', ''))
  const piece = Buffer.from('some of the contents')
  parser.write(piece)
  expect(seen.map(bytes => [Buffer.from(bytes).toString(), bytes.buffer === piece.buffer])).toEqual([
    ['some of the contents', true],
  ])
})

test('what looks like a boundary at first is content', () => {
  const almost = '\r\n--x\r\n\r\n--y\r\r\n-'
  const body = lines('--xx', 'content-disposition: form-data; name="f"', '', almost, '--xx--')
  for (let size = 1; size <= body.byteLength; size++)
    expect(partsOf(piecesOf(body, size))).toEqual([{ name: 'f', type: '', bytes: almost }])
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
  expect(partsOf([body], 'multipart/form-data; boundary="xx"')).toEqual([
    { name: 'f', type: '', bytes: 'abc' },
  ])
})

test('a part whose blank line ends at the boundary is empty', () => {
  const body = lines('--xx', 'content-disposition: form-data; name="f"', '', '--xx--')
  for (const size of [1, body.byteLength])
    expect(partsOf(piecesOf(body, size))).toEqual([{ name: 'f', type: '', bytes: '' }])
})

test('a form without parts has none', () => {
  expect(partsOf([lines('--xx--', '')])).toEqual([])
})

const part = ['--xx', 'content-disposition: form-data; name="f"', '', '']

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
  [lines('--xx', `x: ${'x'.repeat(20_000)}`), TYPE, 'the headers of a part are longer than 16384 bytes'],
  [lines(`--xx${' '.repeat(20_000)}`), TYPE, 'the headers of a part are longer than 16384 bytes'],
  [lines(...Array(10_001).fill(part).flat(), '--xx--'), TYPE, 'it has more than 10000 parts'],
])('%# what is no form is said', (body, type, sentence) => {
  expect(() => partsOf([body], type)).toThrow(sentence)
})
