// A batch of ten thousand calls: until it is accepted, and until all of them have begun on a frozen clock.

import { wall } from '../src/clock.ts'
import type { FakeRetell } from '../src/index.ts'
import { bounded, type Measure, median } from './measure.ts'
import { importMock, sendTo } from './mock.ts'
import { newLine } from './outbound-line.ts'

const TASKS = 10_000
const RUNS = 5
const ACCEPTED_WITHIN_MS = 1_000
/** No faster than calls on their own are asked for. */
const BEGUN_WITHIN_MS = 20_000

export async function measureBatch(): Promise<Measure[]> {
  const accepted: number[] = []
  const begun: number[] = []
  const { startFakeRetell } = await importMock()
  for (let run = 0; run < RUNS; run++) {
    const fake = await startFakeRetell({ time: 'frozen' })
    try {
      const from_number = await newLine(sendTo(fake), { concurrency_limit: TASKS })
      await order(fake, from_number, 100)
      await fake.runUntilIdle()
      const began = wall.monotonic()
      await order(fake, from_number, TASKS)
      accepted.push(wall.monotonic() - began)
      await fake.settled()
      begun.push(wall.monotonic() - began)
      await refuseMissing(fake)
    } finally {
      await fake.close()
    }
  }
  return [
    bounded(`A batch of ${TASKS} tasks until it is accepted`, median(accepted), ACCEPTED_WITHIN_MS),
    bounded(`The same until all of its calls have begun, frozen clock`, median(begun), BEGUN_WITHIN_MS),
  ]
}

function order(fake: FakeRetell, from_number: string, count: number): Promise<unknown> {
  const tasks = Array.from({ length: count }, (_, index) => ({
    // Beyond those that name a scenario.
    to_number: `+1500555${7_000 + (index % 3_000)}`,
    metadata: { row: index },
    retell_llm_dynamic_variables: { customer: `Customer ${index}` },
  }))
  return sendTo(fake)('/create-batch-call', { from_number, tasks })
}

async function refuseMissing(fake: FakeRetell): Promise<void> {
  const answer = await fake.fetch('/get-concurrency')
  const { current_concurrency: count } = (await answer.json()) as { current_concurrency: number }
  if (count !== TASKS) throw new Error(`${count} of ${TASKS} calls of the batch have begun`)
}
