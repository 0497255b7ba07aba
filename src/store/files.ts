// Files that a client uploaded, or texts that it sent: whose they are and what they are called. Their folder cannot be
// guessed; that is all that guards a download. Where their bytes are is in uploads.ts.

import type { Sql } from './database.ts'
import {
  type Contents,
  contentsBytes,
  deleteContents,
  discardUnkept,
  keepContents,
  storeContents,
  Upload,
  wholeContents,
} from './uploads.ts'

export interface NewFile {
  /** What the file belongs to, such as a knowledge base, and which part of it. */
  owner: string
  part: string
  name: string
  /** Its media type. */
  type: string
  contents: Contents
}

export interface StoredFile extends Contents {
  name: string
  type: string
}

export class Files {
  readonly #sql: Sql
  readonly #workspace: number

  constructor(sql: Sql, workspace: number) {
    this.#sql = sql
    this.#workspace = workspace
  }

  /** Begins to take contents, which are nobody's until a file is made of them. */
  receive(): Upload {
    return new Upload(this.#sql, this.#workspace)
  }

  /** Takes contents that are here already. */
  received(bytes: Uint8Array): Contents {
    return storeContents(this.#sql, this.#workspace, bytes)
  }

  /** All bytes of contents, for what is read at once and not kept. */
  read(contents: Contents): Uint8Array {
    return wholeContents(this.#sql, contents)
  }

  /** Deletes those of these contents that no file was made of. */
  discard(uploads: readonly number[]): void {
    discardUnkept(this.#sql, uploads)
  }

  /** Makes a file of contents, under `folder`, 64 hex digits. Refuses with 409 what a reset has deleted meanwhile. */
  insert(folder: string, { owner, part, name, type, contents }: NewFile): void {
    keepContents(this.#sql, contents)
    this.#sql.run(
      'INSERT INTO files (folder, workspace, owner, part, name, type, size, upload) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ...[folder, this.#workspace, owner, part, name, type, contents.size, contents.upload],
    )
  }

  /** The beginning of a part as text, up to 256 KB; undefined when there is no such part. */
  text(owner: string, part: string): string | undefined {
    const contents = this.#sql.get<Contents>(
      'SELECT upload, size FROM files WHERE workspace = ? AND owner = ? AND part = ?',
      ...[this.#workspace, owner, part],
    )
    return contents && new TextDecoder().decode(contentsBytes(this.#sql, contents, 0, contents.size))
  }

  /** Deletes the files of an owner, or of one part of it. */
  delete(owner: string, part?: string): void {
    const which = `WHERE workspace = ? AND owner = ? ${part === undefined ? '' : 'AND part = ?'}`
    const values = [this.#workspace, owner, ...(part === undefined ? [] : [part])]
    const files = this.#sql.all<Contents>(`SELECT upload, size FROM files ${which}`, ...values)
    for (const contents of files) deleteContents(this.#sql, contents)
    this.#sql.run(`DELETE FROM files ${which}`, ...values)
  }
}

/** The file in a folder, whichever workspace it is in. */
export function fileInFolder(sql: Sql, folder: string): StoredFile | undefined {
  return sql.get('SELECT name, type, size, upload FROM files WHERE folder = ?', folder)
}
