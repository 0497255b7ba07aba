// The contents of files, in chunks. They are stored as they arrive, outside of any transaction, and are nobody's at
// first: a row in `uploads` says so, and goes in the transaction that makes a file of them. What still has its row when
// the request is over, or when a database is opened after a crash, is deleted.

import { conflict } from '../errors.ts'
import type { Sql } from './database.ts'

const CHUNK_BYTES = 256 * 1024

/** Contents that have been received. */
export interface Contents {
  upload: number
  /** In bytes. */
  size: number
}

/** Contents that are being received, the last chunk of them in memory. */
export class Upload {
  readonly id: number
  readonly #sql: Sql
  readonly #workspace: number
  readonly #chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES)
  #stored = 0
  /** How many bytes wait in the chunk. */
  #waiting = 0

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
    this.id = newUpload(sql, workspace)
  }

  /** Copies the bytes. Throws a 409 when a reset of the workspace has deleted what came before. */
  write(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.byteLength; ) {
      const piece = bytes.subarray(from, from + CHUNK_BYTES - this.#waiting)
      this.#chunk.set(piece, this.#waiting)
      this.#waiting += piece.byteLength
      from += piece.byteLength
      if (this.#waiting === CHUNK_BYTES) this.#store()
    }
  }

  end(): Contents {
    if (this.#waiting > 0) this.#store()
    return { upload: this.id, size: this.#stored }
  }

  #store(): void {
    const place = { workspace: this.#workspace, upload: this.id, start: this.#stored }
    storeChunk(this.#sql, place, this.#chunk.subarray(0, this.#waiting))
    this.#stored += this.#waiting
    this.#waiting = 0
  }
}

/** Stores contents that are here already, nobody's as well. */
export function storeContents(sql: Sql, workspace: number, bytes: Uint8Array): Contents {
  const upload = newUpload(sql, workspace)
  for (let start = 0; start < bytes.byteLength; start += CHUNK_BYTES)
    storeChunk(sql, { workspace, upload, start }, bytes.subarray(start, start + CHUNK_BYTES))
  return { upload, size: bytes.byteLength }
}

/** From now on the contents belong to a file. Refuses with 409 what a reset has deleted. */
export function keepContents(sql: Sql, { upload }: Contents): void {
  if (!isTaken(sql, upload)) throw gone()
}

/** Deletes the contents of a file. */
export function deleteContents(sql: Sql, { upload }: Contents): void {
  sql.run('DELETE FROM chunks WHERE upload = ?', upload)
}

/** Deletes those of these contents that no file was made of. */
export function discardUnkept(sql: Sql, uploads: readonly number[]): void {
  // A server that closes does not wait for who was still sending: the next one that opens the database deletes it.
  if (!sql.isOpen) return
  sql.atomically(() => {
    for (const upload of uploads) if (isTaken(sql, upload)) deleteContents(sql, { upload, size: 0 })
  })
}

/** Deletes all contents that no file was made of: when a database is opened, nobody is there to make one. */
export function discardAllUnkept(sql: Sql): void {
  const unkept = sql.all<{ id: number }>('SELECT id FROM uploads')
  discardUnkept(
    sql,
    unkept.map(({ id }) => id),
  )
}

/** Up to 256 KB of contents from the byte `from` on, `to` excluded; empty beyond the end or when they are gone. */
export function contentsBytes(sql: Sql, { upload }: Contents, from: number, to: number): Uint8Array {
  const chunk = sql.get<{ start: number; bytes: Uint8Array }>(
    'SELECT start, bytes FROM chunks WHERE upload = ? AND start = ?',
    ...[upload, from - (from % CHUNK_BYTES)],
  )
  return chunk ? chunk.bytes.subarray(from - chunk.start, to - chunk.start) : new Uint8Array()
}

/** All bytes of contents. Refuses with 409 what a reset has deleted. */
export function wholeContents(sql: Sql, contents: Contents): Uint8Array {
  const whole = Buffer.alloc(contents.size)
  for (let at = 0; at < whole.byteLength; ) {
    const piece = contentsBytes(sql, contents, at, whole.byteLength)
    if (piece.byteLength === 0) throw gone()
    whole.set(piece, at)
    at += piece.byteLength
  }
  return whole
}

const newUpload = (sql: Sql, workspace: number): number =>
  Number(sql.run('INSERT INTO uploads (workspace) VALUES (?)', workspace).lastInsertRowid)

/** Takes the mark off contents that says that they are nobody's; false when there is none. */
const isTaken = (sql: Sql, upload: number): boolean =>
  sql.run('DELETE FROM uploads WHERE id = ?', upload).changes > 0

interface Place {
  workspace: number
  upload: number
  /** The first byte. */
  start: number
}

function storeChunk(sql: Sql, { workspace, upload, start }: Place, bytes: Uint8Array): void {
  const { changes } = sql.run(
    'INSERT INTO chunks (workspace, upload, start, bytes) SELECT ?, id, ?, ? FROM uploads WHERE id = ?',
    ...[workspace, start, bytes, upload],
  )
  if (changes === 0) throw gone()
}

const gone = () => conflict('The workspace was reset while the file was uploaded')
