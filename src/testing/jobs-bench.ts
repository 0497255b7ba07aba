// Jobs over a database of their own, stopped when the test is over.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { Clock } from '../clock.ts'
import type { JobOwner } from '../job-definition.ts'
import { Jobs } from '../jobs.ts'
import { openDatabase, type Sql } from '../store/database.ts'

export const started: Jobs<JobOwner>[] = []
const files: { folder: string; sql: Sql }[] = []

afterEach(async () => {
  for (const jobs of started.splice(0)) await jobs.close()
  for (const { folder, sql } of files.splice(0)) {
    sql.close()
    rmSync(folder, { recursive: true })
  }
})

/** Jobs on a database, on a file unless said otherwise since only there they are written, for one owner whose clock begins at 0. */
export function setUp({
  mode = 'frozen',
  file,
}: {
  mode?: 'frozen' | 'real'
  file?: string | undefined
} = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'fake-retell-jobs-'))
  const sql = openDatabase(file ?? join(folder, 'jobs.db'))
  files.push({ folder, sql })
  const problems: string[] = []
  const jobs = new Jobs<JobOwner>(sql, (message, error) =>
    problems.push(`${message}: ${(error as Error).message}`),
  )
  started.push(jobs)
  const owner: JobOwner = {
    id: 1,
    clock: Clock.start({ mode, speed: mode === 'real' ? 1 : 0 }, 0),
    errandsAtOnce: 4,
    saveClock: () => {},
  }
  jobs.adopt(owner)
  const rows = () => sql.get<{ count: number }>('SELECT count(*) AS count FROM jobs')?.count
  return { sql, jobs, owner, problems, rows }
}
