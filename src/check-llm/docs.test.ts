import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { checkLlm } from '../index.ts'
import { checkNames, checks } from '../referee/catalogue.ts'
import { startRightServer } from '../testing/right-llm-server.ts'

const text = readFileSync('docs/check-llm.md', 'utf8')

test('docs/check-llm.md names every check and what it asks', () => {
  const rows = [...text.matchAll(/^\| `([a-z-]+)` \| (.*) \|$/gm)].map(([, name, title]) => [name, title])
  expect(rows.sort()).toEqual(checkNames.map(name => [name, checks[name].title]).sort())
})

test('the snippet of docs/check-llm.md runs', async () => {
  await using server = await startRightServer()
  const [, snippet = ''] = /^```ts\n([\s\S]*?)^```$/m.exec(text) ?? []
  const code = ts.transpile(snippet.replaceAll(/^import .*$/gm, ''), { target: ts.ScriptTarget.ES2022 })
  const AsyncFunction = (async () => {}).constructor as new (
    ...parts: string[]
  ) => (...values: unknown[]) => Promise<void>
  await new AsyncFunction('checkLlm', 'url', 'expect', code)(checkLlm, server.url, expect)
})
