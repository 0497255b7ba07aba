// For tests of the documentation: the code that a page shows, and running it.

import { readFileSync } from 'node:fs'
import ts from 'typescript'

/** The code blocks of a page in one language, in order. */
export function snippetsOf(page: string, language: string): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, tag]) => tag === language)
    .map(([, , code]) => code!)
}

const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<unknown>

/** Runs a snippet with these names. Its imports are of names that it is given. */
export function run(snippet: string, names: Record<string, unknown>): Promise<unknown> {
  const body = snippet.replaceAll(/^import .*$/gm, '')
  const code = ts.transpile(body, { target: ts.ScriptTarget.ES2022 })
  return new AsyncFunction(...Object.keys(names), code)(...Object.values(names))
}
