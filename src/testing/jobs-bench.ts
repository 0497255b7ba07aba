// Jobs over a database of their own, stopped when the test is over.

import { afterEach } from 'vitest'
import { Clock } from '../clock.ts'
import type { JobOwner } from '../job-definition.ts'
import { Jobs } from '../jobs.ts'
import { openDatabase } from '../store/database.ts'

export const started: Jobs<JobOwner>[] = []

afterEach(async () => {
  for (const jobs of started.splice(0)) await jobs.close()
})

/** Jobs on a real database, for one owner whose clock begins at 0. */
export function setUp({ mode = 'frozen' as 'frozen' | 'real' } = {}) {
  const sql = openDatabase(':memory:')
  const problems: string[] = []
  const jobs = new Jobs<JobOwner>(sql, (message, error) =>
    problems.push(`${message}: ${(error as Error).message}`),
  )
  started.push(jobs)
  const owner: JobOwner = {
    id: 1,
    clock: Clock.start({ mode, speed: mode === 'real' ? 1 : 0 }, 0),
    saveClock: () => {},
  }
  jobs.adopt(owner)
  const rows = () => sql.get<{ count: number }>('SELECT count(*) AS count FROM jobs')?.count
  return { sql, jobs, owner, problems, rows }
}
