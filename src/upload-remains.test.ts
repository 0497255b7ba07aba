import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeRetell, startFakeRetell } from './index.ts'
import { openDatabase } from './store/database.ts'
import { Files } from './store/files.ts'

const CHUNK_BYTES = 256 * 1024
/** More than one chunk. */
const CONTENTS = Buffer.alloc(700_000, 'Nine to five. ')
const NO_FORM = 'request/body is not a valid form: '

let folder = ''
let db = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fake-retell-'))
  db = join(folder, 'kept.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const start = () => startFakeRetell({ time: 'frozen', db })

/** How many chunks, files and uploads without a file the database holds, as another connection sees it. */
function remains(): number[] {
  const database = new Database(db, { readonly: true })
  const counts = ['chunks', 'files', 'uploads'].map(table =>
    database.prepare(`SELECT count(*) FROM ${table}`).pluck().get(),
  )
  database.close()
  return counts as number[]
}

const fileOf = (name: string, bytes = CONTENTS) => new File([bytes], name, { type: 'text/plain' })

function formOf(fields: Record<string, string>, ...files: [string, File][]): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const [name, file] of files) form.append(name, file)
  return form
}

const NAMED = { knowledge_base_name: 'Menu' }
const sent = (body: FormData, path = '/create-knowledge-base') => ({
  path,
  init: { method: 'POST', body, duplex: 'half' as const },
})

async function answerOf(fake: FakeRetell, { path, init }: ReturnType<typeof sent>) {
  const response = await fake.fetch(path, init)
  const { message } = (await response.json()) as { message?: string }
  return { status: response.status, message }
}

const many = (count: number) =>
  Array.from({ length: count }, (_, index): [string, File] => [
    'knowledge_base_files',
    fileOf(`${index}.txt`, CONTENTS.subarray(0, 3)),
  ])

test.each([
  ['of another type', formOf(NAMED, ['knowledge_base_files', fileOf('a.exe')]), 'not supported: a.exe'],
  ['one too many', formOf(NAMED, ...many(26)), 'must NOT have more than 25 items'],
  ['without a name for them', formOf({}, ['knowledge_base_files', fileOf('a.txt')]), 'knowledge_base_name'],
  [
    'in the place of a text',
    formOf({}, ['knowledge_base_files', fileOf('a.txt')], ['knowledge_base_name', fileOf('b.txt')]),
    'knowledge_base_name must NOT be a file',
  ],
  [
    'and then a text in the place of one',
    formOf({ ...NAMED, knowledge_base_files: 'text' }, ['knowledge_base_files', fileOf('a.txt')]),
    'knowledge_base_files must be a file',
  ],
])('files %s are refused and leave nothing', async (_, form, message) => {
  await using fake = await start()
  const refused = await answerOf(fake, sent(form))
  expect(refused.status).toBe(400)
  expect(refused.message).toContain(message)
  expect(remains()).toEqual([0, 0, 0])
})

test('a file over 50 MB is refused and leaves nothing', async () => {
  await using fake = await start()
  const large = Buffer.alloc(50 * 1024 * 1024 + 1)
  const form = formOf(NAMED, ['knowledge_base_files', fileOf('a.txt', large)])
  expect(await answerOf(fake, sent(form))).toEqual({
    status: 400,
    message: 'request/body/knowledge_base_files/0 must NOT be larger than 50 MB',
  })
  expect(remains()).toEqual([0, 0, 0])
})

test('a file for a knowledge base that is not there leaves nothing', async () => {
  await using fake = await start()
  const form = formOf({}, ['knowledge_base_files', fileOf('a.txt')])
  const path = '/add-knowledge-base-sources/knowledge_base_0'
  expect((await answerOf(fake, sent(form, path))).status).toBe(404)
  expect(remains()).toEqual([0, 0, 0])
})

test('what a handler takes and does not keep leaves nothing', async () => {
  await using fake = await start()
  const recording = new File([CONTENTS], 'a.wav', { type: 'audio/wav' })
  const voice = formOf({ voice_name: 'Mine', voice_provider: 'cartesia' }, ['files', recording])
  expect((await answerOf(fake, sent(voice, '/clone-voice'))).status).toBe(201)
  const contacts = formOf({}, ['file', fileOf('people.csv', Buffer.from('name,number\n'))])
  expect((await answerOf(fake, sent(contacts, '/upload-contact-import-file'))).status).toBe(201)
  expect(remains()).toEqual([0, 0, 0])
})

test('an empty file is a file of no bytes', async () => {
  await using fake = await start()
  const form = formOf(NAMED, ['knowledge_base_files', fileOf('a.txt', Buffer.alloc(0))])
  expect((await answerOf(fake, sent(form))).status).toBe(201)
  expect(remains()).toEqual([0, 1, 0])
})

/** A form as bytes, and a body that sends some of it before it does something else. */
async function formBytes(): Promise<{ bytes: Buffer; type: string }> {
  const whole = new Response(formOf(NAMED, ['knowledge_base_files', fileOf('a.txt')]))
  const type = whole.headers.get('content-type')!
  return { bytes: Buffer.from(await whole.arrayBuffer()), type }
}

function streamed(fake: FakeRetell, type: string, body: ReadableStream<Uint8Array>): Promise<Response> {
  const init = { method: 'POST', headers: { 'content-type': type }, body, duplex: 'half' as const }
  return fake.fetch('/create-knowledge-base', init)
}

test('a form that is cut off, by its sender or on the way, is a 400 and leaves nothing', async () => {
  await using fake = await start()
  const { bytes, type } = await formBytes()
  const ends: [(controller: ReadableStreamDefaultController) => void, string][] = [
    [controller => controller.close(), 'it ends before its last boundary'],
    [controller => controller.error(new Error('reset by peer')), 'the connection was lost'],
  ]
  for (const [end, reason] of ends) {
    const stored: number[][] = []
    const pieces = [bytes.subarray(0, CHUNK_BYTES * 2)]
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const piece = pieces.shift()
          if (piece) return controller.enqueue(piece)
          stored.push(remains())
          end(controller)
        },
      },
      { highWaterMark: 0 },
    )
    const response = await streamed(fake, type, body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ message: NO_FORM + reason })
    // It was written as it arrived.
    expect(stored).toEqual([[1, 0, 1]])
    expect(remains()).toEqual([0, 0, 0])
  }
})

test('a reset in the middle of an upload wins, and the upload is a conflict that leaves nothing', async () => {
  await using fake = await start()
  const { bytes, type } = await formBytes()
  for (const after of [CHUNK_BYTES * 2, bytes.byteLength - 10]) {
    const pieces = [bytes.subarray(0, after), bytes.subarray(after)]
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (pieces.length === 1) fake.reset()
          const piece = pieces.shift()
          if (piece) controller.enqueue(piece)
          else controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    const response = await streamed(fake, type, body)
    expect(response.status).toBe(409)
    expect(remains()).toEqual([0, 0, 0])
  }
})

test('a server that is closed in the middle of an upload ends, and the next one keeps files and no remains', async () => {
  const fake = await start()
  const kept = await answerOf(fake, sent(formOf(NAMED, ['knowledge_base_files', fileOf('a.txt')])))
  expect(kept.status).toBe(201)
  const { bytes, type } = await formBytes()
  const headers = { authorization: `Bearer ${fake.apiKey}`, 'content-type': type }
  const outgoing = request(`${fake.url}/create-knowledge-base`, { method: 'POST', headers })
  const lost = new Promise(resolve => outgoing.once('error', resolve))
  const written = new Promise(resolve => outgoing.write(bytes.subarray(0, CHUNK_BYTES * 2), resolve))
  await written
  await fake.close()
  await lost
  await (await start()).close()
  expect(remains()).toEqual([3, 1, 0])
})

test('what a crash left of an upload goes when the database is opened again, and a file can still be read', async () => {
  const fake = await start()
  const form = formOf(NAMED, ['knowledge_base_files', fileOf('a.txt')])
  const made = (await (await fake.fetch('/create-knowledge-base', sent(form).init)).json()) as Made
  await fake.runUntilIdle()
  await fake.close()
  const sql = openDatabase(db)
  new Files(sql, 1).receive().write(CONTENTS)
  sql.close()
  expect(remains()).toEqual([5, 1, 1])
  await using again = await start()
  expect(remains()).toEqual([3, 1, 0])
  const path = `/get-knowledge-base/${made.knowledge_base_id}`
  const { knowledge_base_sources: sources } = (await (await again.fetch(path)).json()) as Made
  const { pathname } = new URL(sources![0]!.file_url)
  const download = await fetch(new URL(pathname, again.url))
  expect(Buffer.from(await download.arrayBuffer()).equals(CONTENTS)).toBe(true)
})

interface Made {
  knowledge_base_id: string
  knowledge_base_sources?: { file_url: string }[]
}

test('beside a database in memory contents are in the temporary one, in the same transactions', () => {
  const sql = openDatabase(':memory:')
  const files = new Files(sql, 1)
  const chunks = () => sql.get('SELECT count(*) AS count FROM temp.chunks')
  expect(() => sql.get('SELECT * FROM main.chunks')).toThrow('no such table')
  const contents = files.received(CONTENTS)
  expect(chunks()).toEqual({ count: 3 })
  const undone = () =>
    sql.atomically(() => {
      files.insert('f', { owner: 'o', part: 'p', name: 'a', type: 't', contents })
      files.delete('o')
      throw new Error('undo')
    })
  expect(undone).toThrow('undo')
  expect(Buffer.from(files.read(contents)).equals(CONTENTS)).toBe(true)
  files.discard([contents.upload])
  expect(chunks()).toEqual({ count: 0 })
  sql.close()
})
