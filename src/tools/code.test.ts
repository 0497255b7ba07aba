import { expect, test } from 'vitest'
import { runCode } from './code.ts'

const run = (code: string, timeoutMs?: number) => runCode(code, { variables: { seats: '4' }, timeoutMs })

test('code sees the variables, may await, and answers text or JSON', async () => {
  expect(await run('return dv.seats + "!"')).toBe('4!')
  expect(await run('return { twice: (await Promise.resolve(Number(dv.seats))) * 2 }')).toBe('{"twice":8}')
  expect(await run('const nothing = 1')).toBe('')
})

test.each([
  ['throw new Error("no luck")', 'no luck'],
  ['return await Promise.reject("given up")', 'given up'],
  ['this is no code', 'Unexpected'],
  ['process.exit(1)', 'ended without an answer'],
])('code that goes wrong is a reason: %s', async (code, words) => {
  await expect(run(code)).rejects.toThrow(words)
})

test.each(['for (;;);', 'await new Promise(() => {})'])(
  'code that does not end is stopped: %s',
  async code => {
    await expect(run(code, 20)).rejects.toThrow('the code took longer than 20 ms')
  },
)

test('code that nobody waits for any more is stopped', async () => {
  const waiting = new AbortController()
  const answer = runCode('for (;;);', { variables: {}, signal: waiting.signal })
  waiting.abort()
  await expect(answer).rejects.toThrow('stopped')
})
