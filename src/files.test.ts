import { expect, test } from 'vitest'
import { readRange } from './byte-range.ts'
import { startFakeRetell } from './index.ts'
import { api, dial, getCall, scriptedAgent } from './testing/calls.ts'

/** A finished call of a mock, with its recording's address. */
async function finishedCall(fake: Awaited<ReturnType<typeof startFakeRetell>>) {
  const call = await dial(fake, await scriptedAgent(fake))
  await fake.runUntilIdle()
  return getCall(fake, call)
}

test('the recordings are WAV files as long as the call, with one channel and with two', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const call = await finishedCall(fake)
  for (const [url, channels] of [
    [call.recording_url!, 1],
    [call.recording_multi_channel_url!, 2],
  ] as const) {
    const response = await fetch(url)
    expect(response.headers.get('content-type')).toBe('audio/wav')
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.length).toBe(Number(response.headers.get('content-length')))
    expect([bytes.toString('latin1', 0, 4), bytes.toString('latin1', 8, 12)]).toEqual(['RIFF', 'WAVE'])
    expect(bytes.readUInt16LE(22)).toBe(channels)
    const seconds = bytes.readUInt32LE(40) / bytes.readUInt32LE(28)
    expect(seconds * 1000).toBeCloseTo(call.duration_ms!, 0)
  }
})

test('a range of a recording is that part of the whole', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const { recording_url: url } = await finishedCall(fake)
  const whole = Buffer.from(await (await fetch(url!)).arrayBuffer())
  const part = await fetch(url!, { headers: { range: 'bytes=100000-100099' } })
  expect([part.status, part.headers.get('content-range')]).toEqual([
    206,
    `bytes 100000-100099/${whole.length}`,
  ])
  expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(100_000, 100_100))).toBe(true)
  expect((await fetch(url!, { headers: { range: `bytes=${whole.length}-` } })).status).toBe(416)
})

test('the log of a call says what happened, a line each', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  const call = await finishedCall(fake)
  const lines = (await (await fetch(call.public_log_url!)).text()).trim().split('\n')
  expect(lines).toHaveLength(call.transcript_object!.length + 2)
  expect(lines[0]).toContain(`call ${call.call_id} started`)
  expect(lines.at(-1)).toContain('user_hangup')
})

test('a folder that was never given out, or whose call is deleted, is not found', async () => {
  await using fake = await startFakeRetell({ time: 'frozen' })
  expect((await fetch(`${fake.url}/files/${'0'.repeat(64)}/recording.wav`)).status).toBe(404)
  const call = await finishedCall(fake)
  await api(fake, 'DELETE', `/v2/delete-call/${call.call_id}`)
  expect((await fetch(call.recording_url!)).status).toBe(404)
})

test.each([
  [undefined, undefined],
  ['bytes=0-9', { from: 0, to: 10 }],
  ['bytes=90-', { from: 90, to: 100 }],
  ['bytes=-10', { from: 90, to: 100 }],
  ['bytes=-500', { from: 0, to: 100 }],
  ['bytes=50-500', { from: 50, to: 100 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=9-5', undefined],
  ['bytes=0-1,5-6', undefined],
  ['lines=1-2', undefined],
])('the range %s of a hundred bytes is %o', (header, range) => {
  expect(readRange(header, 100)).toEqual(range)
})
