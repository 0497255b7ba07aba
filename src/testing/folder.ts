// A folder of a test's own, which is gone when the test is over.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Folder extends Disposable {
  path: string
  /** The path of a file in it, whether there is one or not. */
  file(name: string): string
}

export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'fake-retell-'))
  return {
    path,
    file: name => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true }),
  }
}
