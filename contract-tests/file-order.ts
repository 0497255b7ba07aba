// The order of the test files of this suite: coverage comes last, and is told which others ran.

import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const PROJECT = 'contract'
const LAST = 'coverage.test.ts'

export class CoverageLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const own = sorted.filter(file => file.project.name === PROJECT)
    own[0]?.project.provide('filesInRun', own.map(nameOf))
    return [...sorted.filter(file => !isLast(file)), ...sorted.filter(isLast)]
  }
}

const nameOf = (file: TestSpecification) => relative(import.meta.dirname, file.moduleId).replaceAll('\\', '/')
const isLast = (file: TestSpecification) => file.project.name === PROJECT && nameOf(file) === LAST
