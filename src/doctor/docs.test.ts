// docs/check-webhook.md names the checks and the flags that there are, and its TypeScript runs.

import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readArguments } from '../cli/arguments.ts'
import { checkWebhookFlags } from '../cli/flags.ts'
import { checkWebhook } from '../index.ts'
import { genuine, type ReceivedEvent, startPlantedReceiver } from '../testing/planted-receiver.ts'
import { webhookChecks } from './checks/index.ts'

const text = readFileSync('docs/check-webhook.md', 'utf8')
const blocks = (language: string) =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, tag]) => tag === language)
    .map(([, , code]) => code!)

test('the tables name every check, under its theme and in the order of the report', () => {
  const documented = [...text.matchAll(/^### (.+)\n([\s\S]*?)(?=^##)/gm)].map(([, theme, section]) => [
    theme,
    [...section!.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name),
  ])
  const themes = [...new Set(webhookChecks.map(({ theme }) => theme))]
  const actual = themes.map(theme => [
    theme,
    webhookChecks.filter(check => check.theme === theme).map(({ name }) => name),
  ])
  expect(documented).toEqual(actual)
})

test('every command that is shown has flags that there are, and one URL', () => {
  const { jobs } = parse(blocks('yaml')[0]!) as { jobs: { webhook: { steps: { run?: string }[] } } }
  const lines = [...blocks('sh').join('').split('\n'), ...jobs.webhook.steps.map(({ run = '' }) => run)]
  const commands = lines.filter(line => line.startsWith('npx fake-retell check-webhook '))
  expect(commands).toHaveLength(5)
  for (const command of commands) {
    const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!)
    expect(readArguments(words.slice(3), checkWebhookFlags, { mixed: true }).rest).toEqual([
      'http://127.0.0.1:8080/webhook',
    ])
  }
})

test('every flag is told of but --help, and every one that is told of is there', () => {
  const flags = new Set([...text.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)].map(([, name]) => name!))
  const ofCurl = ['silent', 'output', 'retry', 'retry-delay', 'retry-connrefused']
  const told = [...flags].filter(flag => !ofCurl.includes(flag))
  expect(told.sort()).toEqual(
    Object.keys(checkWebhookFlags)
      .filter(name => name !== 'help')
      .sort(),
  )
})

const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<unknown>

test('the TypeScript runs, with the receiver that it means', async () => {
  const rows: { event: string; call_id: unknown }[] = []
  await using receiver = await startPlantedReceiver({
    verify: request => genuine(request, 'key_local'),
    status({ event, call, key }: ReceivedEvent) {
      if (!rows.some(row => `${row.event}:${row.call_id}` === key))
        rows.push({ event, call_id: call?.call_id })
      return 204
    },
  })
  const printed: unknown[][] = []
  const names = {
    checkWebhook,
    url: receiver.url,
    expect,
    rows,
    console: { log: (...values: unknown[]) => printed.push(values) },
  }
  expect(blocks('ts')).toHaveLength(2)
  for (const snippet of blocks('ts')) {
    const code = ts.transpile(snippet.replaceAll(/^import .*$/gm, ''), { target: ts.ScriptTarget.ES2022 })
    await new AsyncFunction(...Object.keys(names), code)(...Object.values(names))
  }
  expect(printed).toEqual([['passed', expect.any(Number)]])
})
