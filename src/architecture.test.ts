import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const SOURCES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map(path => path.replaceAll('\\', '/'))
  .filter(path => path.endsWith('.ts') && !path.endsWith('.test.ts') && !/^(generated|testing)\//.test(path))
  .map(path => ({ path, text: readFileSync(join('src', path), 'utf8') }))

/** Paths below src/ that a file imports, types included. */
function importsOf({ path, text }: { path: string; text: string }): string[] {
  return [...text.matchAll(/from '(\.{1,2}\/[^']+)'|import\('(\.{1,2}\/[^']+)'\)/g)].map(match => {
    const target = (match[1] ?? match[2])!
    return new URL(target, `file:///src/${path}`).pathname.replace('/src/', '')
  })
}

const inFolder = (folder: string) => SOURCES.filter(({ path }) => path.startsWith(`${folder}/`))
const reach = (files: typeof SOURCES, forbidden: RegExp) =>
  files.flatMap(file =>
    importsOf(file)
      .filter(target => forbidden.test(target))
      .map(target => `${file.path} → ${target}`),
  )

test.each([
  ['store', /^(routes|lifecycle|webhooks|ws|control|cli|http|server)/],
  ['lifecycle', /^(webhooks|ws|chats|routes|control|cli|http|server)/],
  ['webhooks', /^(lifecycle|chats|ws|routes|control|cli|http|server)/],
  ['ws', /^(lifecycle|chats|webhooks|routes|control|cli|http|server)/],
  ['audio', /^(?!audio\/|errors)/],
  ['privacy', /^(store|lifecycle|chats|webhooks|ws|simulation|routes|control|cli|http|server|world)/],
  ['mcp', /^(lifecycle|webhooks|ws|simulation|store|routes|control|cli|http|server)/],
  [
    'mind',
    /^(store|lifecycle|webhooks|ws|mcp|model|simulation|chats|routes|control|cli|http|server|world|workspaces|jobs|clock)/,
  ],
  ['chats', /^(webhooks|ws|mcp|routes|control|cli|http|server)/],
  ['tools', /^(lifecycle|chats|ws|simulation|routes|control|cli|http|server)/],
  ['model', /^(lifecycle|chats|webhooks|ws|mcp|tools|simulation|routes|control|cli|http|server)/],
  ['simulation', /^(webhooks|ws|mcp|routes|control|cli|http|server)/],
  ['routes', /^(control|cli|http|server)/],
  ['control', /^(cli|server)/],
  [
    'talk',
    /^(store\/(?!frame-text)|lifecycle\/(?!speech|shields)|webhooks\/(?!send)|chats|mcp|simulation|routes|control|cli|http\.|server|world)/,
  ],
  ['referee', /^(?!referee\/|checkup\/|transfer-number|json-object|ws\/(close-codes|agent-config))/],
  [
    'check-llm',
    /^(store|lifecycle\/(?!speech)|webhooks|chats|mcp|simulation|routes|control|cli|http|server|world|workspaces|jobs)/,
  ],
  ['doctor', /^(cli|index)/],
  ['checkup', /^(?!checkup\/|clock|errors|nearest)/],
])('imports point one way: %s reaches nothing above or beside it', (folder, forbidden) => {
  expect(inFolder(folder).length).toBeGreaterThan(0)
  expect(reach(inFolder(folder), forbidden)).toEqual([])
})

test('the doctor is known to the surface and to the command line alone', () => {
  const others = SOURCES.filter(({ path }) => !/^(doctor|cli|index\.ts)/.test(path))
  expect(reach(others, /^doctor\//)).toEqual([])
})

test('the mind is reached by its index alone', () => {
  const others = SOURCES.filter(({ path }) => !path.startsWith('mind/'))
  expect(reach(others, /^mind\/(?!index\.ts)/)).toEqual([])
})

test('the clock, the errors, chance and the ids import nothing of ours but one another', () => {
  const base = SOURCES.filter(({ path }) => ['clock.ts', 'errors.ts', 'chance.ts', 'ids.ts'].includes(path))
  expect(reach(base, /^(?!chance)/)).toEqual([])
})

/** Files outside `allowed` whose code, comments apart, has the pattern. */
function filesWith(pattern: RegExp, allowed: RegExp): string[] {
  return SOURCES.filter(({ path, text }) => !allowed.test(path) && pattern.test(withoutComments(text))).map(
    ({ path }) => path,
  )
}
const withoutComments = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

test('wall-clock time and timers occur in clock.ts and jobs.ts only', () => {
  const pattern = /\bDate\.now\b|\bnew Date\(\)|\bset(Timeout|Interval|Immediate)\(|\bperformance\.now\b/
  expect(filesWith(pattern, /^(clock|jobs)\.ts$/)).toEqual([])
})

test('randomness occurs in chance.ts only', () => {
  expect(
    filesWith(/\bMath\.random\b|\brandom(UUID|Bytes|Int)\b|\bgetRandomValues\b/, /^chance\.ts$/),
  ).toEqual([])
})

test('Hono is known at the HTTP edge only', () => {
  expect(filesWith(/from '(hono|@hono\/[^']+)'/, /^(http|app|server|files)\.ts$/)).toEqual([])
})

test('no file has grown beyond three hundred lines, and no name says nothing', () => {
  expect(SOURCES.filter(({ text }) => text.split('\n').length > 300).map(({ path }) => path)).toEqual([])
  expect(
    SOURCES.filter(({ path }) => /(^|\/)(helpers?|utils?|common|misc|types|base|manager)\.ts$/.test(path)),
  ).toEqual([])
})
