// Another mock in a process that already had one, as each test file of a suite starts it.

import { wall } from '../src/clock.ts'
import { bounded, type Measure, median } from './measure.ts'
import { importMock } from './mock.ts'

const RUNS = 31

export async function measureLibraryStart(): Promise<Measure[]> {
  const { startFakeRetell } = await importMock()
  await (await startFakeRetell()).close()
  const durations: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const began = wall.monotonic()
    const fake = await startFakeRetell()
    durations.push(wall.monotonic() - began)
    await fake.close()
  }
  return [bounded('`startFakeRetell()` after the first in a process', median(durations), 10)]
}
