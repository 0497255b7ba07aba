// The example of the official SDK runs to its end against a mock.

import { expect, test } from 'vitest'
import { startFakeRetell } from '../src/index.ts'
import { startProgram } from './program.ts'

test('the SDK example prints the transcript, the summary and a recording that can be fetched', {
  timeout: 20_000,
}, async () => {
  await using fake = await startFakeRetell({ time: '1000x' })
  const program = startProgram('node-sdk/place-call.ts', {
    RETELL_BASE_URL: fake.url,
    RETELL_API_KEY: 'key_example',
  })

  expect(await program.ended).toBe(0)

  const lines = program.lines()
  expect(lines).toContain('Agent: Hello, this is Ada from Harbor Clinic. How can I help you?')
  expect(lines).toContainEqual(expect.stringMatching(/^ended: user_hangup after \d+ ms$/))
  expect(lines).toContainEqual(expect.stringMatching(/^Ada opened with .* The user hung up\.$/))
  const recording = await fetch(lines.at(-1) ?? '')
  expect(recording.headers.get('content-type')).toBe('audio/wav')
  await recording.body?.cancel()
})

test('the SDK example refuses to run without a base URL, so that it never calls the real Retell by accident', {
  timeout: 20_000,
}, async () => {
  const program = startProgram('node-sdk/place-call.ts', { RETELL_API_KEY: 'key_example' })

  expect(await program.ended).toBe(2)
  expect(program.lines()).toEqual([expect.stringContaining('Set RETELL_BASE_URL')])
})
