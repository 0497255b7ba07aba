import { expect, test } from 'vitest'
import { type Check, checkup } from './checkup.ts'
import { countsOf, exitCodeOf, type Finding, found, passed, skipped, type Verdict } from './finding.ts'
import { selected } from './selection.ts'

const finding = (severity: Finding['severity']): Finding => ({ severity, seen: 'seen', change: 'change' })
const lasting = { deadlineMs: 60_000 }

/** A check that notes when it begins and ends. */
function check(
  name: string,
  {
    lane = 'together',
    needs = [],
    verdict = passed(),
  }: Partial<Check<string[]>> & { verdict?: Verdict } = {},
): Check<string[]> {
  return {
    name,
    theme: 'Theme',
    about: 'about',
    lane,
    needs,
    async run(diary) {
      diary.push(`${name} begins`)
      await Promise.resolve()
      diary.push(`${name} ends`)
      return verdict
    },
  }
}

test('the first go one by one, the middle ones together, the last one by one, and the results stand in the order of the list', async () => {
  const diary: string[] = []
  const checks = [
    check('z', { lane: 'last' }),
    check('y', { lane: 'last' }),
    check('m'),
    check('n'),
    check('a', { lane: 'first' }),
    check('b', { lane: 'first' }),
  ]
  const heard: string[] = []
  const results = await checkup(checks, diary, { ...lasting, onResult: ({ name }) => heard.push(name) })
  expect(diary.join(', ')).toBe(
    'a begins, a ends, b begins, b ends, m begins, n begins, m ends, n ends, z begins, z ends, y begins, y ends',
  )
  expect(results.map(({ name }) => name)).toEqual(['z', 'y', 'm', 'n', 'a', 'b'])
  expect(heard).toEqual(['a', 'b', 'm', 'n', 'z', 'y'])
})

test('a check is skipped when one that it needs has an error or was skipped, not when that has a warning', async () => {
  const diary: string[] = []
  const results = await checkup(
    [
      check('bad', { lane: 'first', verdict: found(finding('warning'), finding('error')) }),
      check('fair', { lane: 'first', verdict: found(finding('warning')) }),
      check('out', { lane: 'first', verdict: skipped('no reason') }),
      check('needs-bad', { needs: ['fair', 'bad'] }),
      check('needs-out', { needs: ['out'] }),
      check('needs-fair', { needs: ['fair', 'not in the list'] }),
    ],
    diary,
    lasting,
  )
  expect(results.map(({ name, state, note }) => [name, state, note])).toEqual([
    ['bad', 'found', undefined],
    ['fair', 'found', undefined],
    ['out', 'skipped', 'no reason'],
    ['needs-bad', 'skipped', 'means nothing without bad'],
    ['needs-out', 'skipped', 'means nothing without out'],
    ['needs-fair', 'passed', undefined],
  ])
  expect(countsOf({ results })).toEqual({ passed: 1, error: 1, warning: 1, advice: 0, skipped: 3 })
  expect(exitCodeOf({ results })).toBe(1)
})

test('after the deadline nothing begins', async () => {
  const diary: string[] = []
  const results = await checkup([check('a')], diary, { deadlineMs: -1 })
  expect(results).toMatchObject([{ state: 'skipped', note: expect.stringMatching(/^not begun/) }])
  expect(diary).toEqual([])
})

test('a check that throws rejects the whole, when the others have come to their end', async () => {
  const diary: string[] = []
  const broken: Check<string[]> = { ...check('broken'), run: () => Promise.reject(new Error('ours')) }
  await expect(checkup([broken, check('other')], diary, lasting)).rejects.toThrow('ours')
  expect(diary).toEqual(['other begins', 'other ends'])
})

test('warnings and advice are no reason to fail', () => {
  const result = { name: 'a', theme: '', about: '', state: 'found', durationMs: 0 } as const
  const results = (['warning', 'advice'] as const).map(severity => ({
    ...result,
    findings: [finding(severity)],
  }))
  expect(exitCodeOf({ results })).toBe(0)
})

test('a selection brings what it needs, and what that needs', () => {
  const checks = [check('a'), check('b', { needs: ['a'] }), check('c', { needs: ['b'] }), check('d')]
  const names = (selection: Parameters<typeof selected>[1]) =>
    selected(checks, selection).map(({ name }) => name)
  expect(names({})).toEqual(['a', 'b', 'c', 'd'])
  expect(names({ only: ['c'] })).toEqual(['a', 'b', 'c'])
  expect(names({ only: ['c'], skip: ['b'] })).toEqual(['c'])
  expect(names({ skip: ['a', 'd'] })).toEqual(['b', 'c'])
  expect(() => names({ skip: ['e'] })).toThrow('there is no check "e"')
  expect(() => names({ only: ['a'], skip: ['a'] })).toThrow('no check is left to run')
})
