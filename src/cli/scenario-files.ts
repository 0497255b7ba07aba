// The user's own scenarios, read from a folder: one a file, YAML or JSON. A file that is not one is refused with its
// line and what was expected there. Loaded only for `--scenarios`: a mock without does not pay for a YAML parser.

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, type Range } from 'yaml'
import { Misuse } from '../errors.ts'
import type { Scenario } from '../lifecycle/scenario.ts'
import { asScenario, refuseTwins } from '../lifecycle/scenario-check.ts'
import type { Fault } from '../schema-fault.ts'

/** Throws a `Misuse` on a folder that cannot be read or is empty, a wrong file, and two that claim the same. */
export async function readScenarios(folder: string): Promise<Scenario[]> {
  const files = (await filesIn(folder)).map(name => join(folder, name))
  const scenarios: Scenario[] = []
  for (const file of files) scenarios.push(await readScenario(file))
  refuseTwins(scenarios, files)
  return scenarios
}

async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(error => {
    throw new Misuse(`cannot read the folder of --scenarios: ${(error as Error).message}`)
  })
  const files = names.filter(name => /\.(ya?ml|json)$/i.test(name)).sort()
  if (files.length === 0)
    throw new Misuse(`there is no *.yaml, *.yml or *.json in ${folder}, the folder of --scenarios`)
  return files
}

/** Throws a `Misuse` on a file that cannot be read or is no scenario. */
export async function readScenario(file: string): Promise<Scenario> {
  const text = await readFile(file, 'utf8').catch(error => {
    throw new Misuse(`cannot read ${file}: ${(error as Error).message}`)
  })
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const broken = document.errors[0]
  if (broken) {
    const why =
      broken.code === 'MULTIPLE_DOCS'
        ? 'a file holds one scenario, and here begins another document'
        : broken.message
    throw new Misuse(`${file}:${lines.linePos(broken.pos[0]).line}: ${why}`)
  }
  const checked = asScenario(plainValue(document, file))
  if ('scenario' in checked) return checked.scenario
  throw new Misuse(`${file}${lineOf(document, lines, checked.fault)}: ${checked.fault.sentence}`)
}

function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS() as unknown
  } catch (error) {
    throw new Misuse(`${file}: ${(error as Error).message}`)
  }
}

/** `:12`, the line of the faulty name, of the name of the faulty value, or of the nearest thing around it; the first of an empty file. */
function lineOf(document: Document, lines: LineCounter, { path, name }: Fault): string {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    const around = length < 2 ? document.contents : document.getIn(path.slice(0, length - 1), true)
    const own = length === 0 ? undefined : keyRange(around, path[length - 1]!)
    const range = (name !== undefined && keyRange(node, name)) || own || rangeOf(node)
    if (range) return `:${lines.linePos(range[0]).line}`
  }
  return ':1'
}

function keyRange(node: unknown, name: string): Range | undefined {
  const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === name) : undefined
  return rangeOf(pair?.key)
}

const rangeOf = (node: unknown): Range | undefined => (isNode(node) ? (node.range ?? undefined) : undefined)
