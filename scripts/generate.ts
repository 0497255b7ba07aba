// Turns the contracts into src/generated/: types, precompiled validators, the operation tables and the schema of a
// scenario file, and the scenario fixtures into JSON; and the SDKs' types into contract-tests/generated/. Does nothing when
// the sources have not changed since.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle, createConfig } from '@redocly/openapi-core'
import openapiTS, { astToString } from 'openapi-typescript'
import ts from 'typescript'
import { parse } from 'yaml'
import { operationTable } from './contract/operation-table.ts'
import { type Contract, operationsOf, webhooksOf } from './contract/operations.ts'
import { scenarioSchema } from './contract/scenario-schema.ts'
import { writeValidators } from './contract/validators.ts'
import { SDK_OUT, writeSdkWitness } from './sdk-schemas.ts'

const OUT = 'src/generated'
const CONTRACTS = [
  { name: 'contract', file: 'openapi.yaml' },
  { name: 'control', file: 'openapi/control.yaml' },
] as const

const SCENARIOS = 'fixtures/scenarios'
const SOURCES = [
  'openapi.yaml',
  'openapi',
  SCENARIOS,
  'scripts/generate.ts',
  'scripts/contract',
  'scripts/sdk-schemas.ts',
  'scripts/sdk',
  'package.json',
  'package-lock.json',
]

async function main(): Promise<void> {
  const stamp = stampOf(SOURCES)
  const isThere = existsSync(`${OUT}/stamp`) && existsSync(SDK_OUT)
  if (isThere && readFileSync(`${OUT}/stamp`, 'utf8') === stamp) return
  rmSync(OUT, { recursive: true, force: true })
  mkdirSync(OUT, { recursive: true })
  for (const { name, file } of CONTRACTS) await generate(name, file)
  writeScenarios()
  const schema = scenarioSchema(await readContract(CONTRACTS[1].file))
  writeFileSync(`${OUT}/scenario.schema.json`, `${JSON.stringify(schema, null, 2)}\n`)
  writeSdkWitness(await readContract(CONTRACTS[0].file))
  writeFileSync(
    `${OUT}/version.ts`,
    `// Generated from package.json.\nexport const version = '${manifest().version}'\n`,
  )
  writeFileSync(`${OUT}/stamp`, stamp)
}

const manifest = () => JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

async function generate(name: string, file: string): Promise<void> {
  const contract = await readContract(file)
  const operations = operationsOf(contract)
  writeFileSync(`${OUT}/${name}.json`, JSON.stringify(contract))
  const types = astToString(
    await openapiTS(JSON.stringify(contract, withoutDiscriminator), {
      emptyObjectsUnknown: true,
      transform: uploadedFile,
      inject: UPLOAD_IMPORT,
    }),
  )
  writeFileSync(`${OUT}/${name}-types.ts`, `/* Generated from ${file}. */\n${types}`)
  writeFileSync(`${OUT}/${name}-operations.ts`, operationTable(operations, file))
  await writeValidators(contract, [...operations, ...webhooksOf(contract)], `${OUT}/${name}-validators`)
  console.log(`${file}: ${operations.length} operations`)
}

/** It is for the validators, and would make types that nothing fits of alternatives without names. */
const withoutDiscriminator = (key: string, value: unknown) => (key === 'discriminator' ? undefined : value)

async function readContract(file: string): Promise<Contract> {
  const { bundle: document, problems } = await bundle({ ref: file, config: await createConfig({}) })
  const errors = problems.filter(problem => problem.severity === 'error')
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(error => error.message).join('; ')}`)
  return document.parsed as Contract
}

/** The scenarios that come with the mock, as JSON: YAML is never parsed when it starts. */
function writeScenarios(): void {
  const scenarios = filesIn(SCENARIOS)
    .filter(file => file.endsWith('.yaml'))
    .map(file => parse(readFileSync(file, 'utf8')) as unknown)
  writeFileSync(`${OUT}/scenarios.json`, JSON.stringify(scenarios))
}

function stampOf(paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of paths.flatMap(filesIn)) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

/** The file itself, or every file below the folder, in a fixed order. */
function filesIn(path: string): string[] {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap(name => filesIn(join(path, name)))
}

const UPLOAD_IMPORT = "import type { UploadedFile } from '../contract.ts'\n"

/** JSON Schema has no type for bytes: what has a media type of its own is a file for handlers. */
function uploadedFile(schema: object) {
  if (!('contentMediaType' in schema)) return undefined
  return ts.factory.createTypeReferenceNode('UploadedFile')
}

await main()
