// Files that a client uploaded, or texts that it sent, as rows of chunks: written and read piece by piece, so that a
// large one is never copied whole. Their folder cannot be guessed; that is all that guards a download.

import type { Sql } from './database.ts'

const CHUNK_BYTES = 256 * 1024

export interface NewFile {
  /** What the file belongs to, such as a knowledge base, and which part of it. */
  owner: string
  part: string
  name: string
  /** Its media type. */
  type: string
  bytes: Uint8Array
}

export interface StoredFile {
  folder: string
  name: string
  type: string
  size: number
}

export class Files {
  readonly #sql: Sql
  readonly #workspace: number

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
  }

  /** Stores the file under `folder`, 64 hex digits. */
  insert(folder: string, { owner, part, name, type, bytes }: NewFile): void {
    this.#sql.run(
      'INSERT INTO files (folder, workspace, owner, part, name, type, size) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[folder, this.#workspace, owner, part, name, type, bytes.byteLength],
    )
    for (let start = 0; start < bytes.byteLength; start += CHUNK_BYTES) {
      this.#sql.run(
        'INSERT INTO file_chunks (workspace, folder, start, bytes) VALUES (?, ?, ?, ?)',
        ...[this.#workspace, folder, start, bytes.subarray(start, start + CHUNK_BYTES)],
      )
    }
  }

  /** The beginning of a part as text, up to 256 KB; undefined when there is no such part. */
  text(owner: string, part: string): string | undefined {
    const chunk = this.#sql.get<{ bytes: Uint8Array }>(
      `SELECT bytes FROM file_chunks JOIN files USING (folder)
       WHERE files.workspace = ? AND owner = ? AND part = ? AND start = 0`,
      ...[this.#workspace, owner, part],
    )
    return chunk && new TextDecoder().decode(chunk.bytes)
  }

  /** Deletes the files of an owner, or of one part of it. */
  delete(owner: string, part?: string): void {
    const which = part === undefined ? '' : 'AND part = ?'
    const values = part === undefined ? [this.#workspace, owner] : [this.#workspace, owner, part]
    this.#sql.run(
      `DELETE FROM file_chunks WHERE folder IN (SELECT folder FROM files WHERE workspace = ? AND owner = ? ${which})`,
      ...values,
    )
    this.#sql.run(`DELETE FROM files WHERE workspace = ? AND owner = ? ${which}`, ...values)
  }
}

/** The file in a folder, whichever workspace it is in. */
export function fileInFolder(sql: Sql, folder: string): StoredFile | undefined {
  return sql.get('SELECT folder, name, type, size FROM files WHERE folder = ?', folder)
}

/** Up to 256 KB of a file from the byte `from` on, `to` excluded; empty beyond its end or when it is gone. */
export function fileBytes(sql: Sql, folder: string, from: number, to: number): Uint8Array {
  const chunk = sql.get<{ start: number; bytes: Uint8Array }>(
    'SELECT start, bytes FROM file_chunks WHERE folder = ? AND start = ?',
    folder,
    from - (from % CHUNK_BYTES),
  )
  return chunk ? chunk.bytes.subarray(from - chunk.start, to - chunk.start) : new Uint8Array()
}
