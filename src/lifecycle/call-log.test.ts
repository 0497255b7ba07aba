import { expect, test } from 'vitest'
import type { PhoneCall } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import { api, dial, getCall, scriptedAgent } from '../testing/calls.ts'

const STEP_MS = 700

/** A call of the scenario `answered` that is stopped after so long, and its log. */
async function stoppedAfter(ms: number) {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const made = await dial(fake, await scriptedAgent(fake))
  await fake.advance(ms)
  const { call_status } = await getCall(fake, made)
  if (call_status === 'ongoing') await api(fake, 'POST', `/v2/stop-call/${made.call_id}`)
  await fake.runUntilIdle()
  const call = await getCall(fake, made)
  const log = call.public_log_url ? await (await fetch(call.public_log_url)).text() : ''
  return { call, log }
}

/** The ids of the answers that began, and the words that each began with. */
function begun({ transcript_object: items = [] }: PhoneCall): Map<number, string> {
  const answers = items.filter(item => item.role === 'agent' && item.metadata?.response_id)
  return new Map(answers.toReversed().map(item => [item.metadata!.response_id!, item.content]))
}

test('a call has a latency for every answer that somebody heard, and the log tells it with those words, whenever it ends', async () => {
  const counts = new Set<number>()
  for (let ms = STEP_MS; ms < 40_000; ms += STEP_MS) {
    const { call, log } = await stoppedAfter(ms)
    if (!log) continue
    const { values = [] } = call.latency?.e2e ?? {}
    const first = begun(call)
    expect([ms, values.length]).toEqual([ms, first.size])
    const told = log.split('\n').flatMap(line => / agent \(e2e [^)]*\): (.*)/.exec(line)?.[1] ?? [])
    expect(told.toSorted()).toEqual([...first.values()].toSorted())
    counts.add(values.length)
  }
  expect(counts.size).toBeGreaterThan(2)
})
