// Once a run: reads the contract for all test files, and makes the folder in which they note what they did.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle, createConfig } from '@redocly/openapi-core'
import type { TestProject } from 'vitest/node'
import type { ContractDocument } from './contract-document.ts'
import { spendingCap } from './spending.ts'
import { targetName } from './target.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    contract: ContractDocument
    runFolder: string
    /** The test files of this run, by their path in this folder. */
    filesInRun: string[]
  }
}

export default async function setUp(project: TestProject): Promise<() => void> {
  // Misspelt wishes are refused here, before the first file is read.
  targetName()
  spendingCap()
  const runFolder = mkdtempSync(join(tmpdir(), 'fake-retell-contract-'))
  project.provide('contract', await readContract())
  project.provide('runFolder', runFolder)
  return () => rmSync(runFolder, { recursive: true })
}

async function readContract(): Promise<ContractDocument> {
  const ref = fileURLToPath(new URL('../openapi.yaml', import.meta.url))
  const { bundle: document, problems } = await bundle({ ref, config: await createConfig({}) })
  const errors = problems.filter(problem => problem.severity === 'error')
  if (errors.length > 0) throw new Error(`${ref}: ${errors.map(error => error.message).join('; ')}`)
  return document.parsed as ContractDocument
}
