import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { CoverageLast } from './contract-tests/file-order.ts'

/** Nothing waits for the wall clock: this only leaves room for a busy machine. */
const testTimeout = 60_000

export default defineConfig({
  test: {
    sequence: { sequencer: CoverageLast },
    // Vitest leaves one core to itself; of two that is half.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          testTimeout,
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'fixtures/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'contract',
          testTimeout,
          include: ['contract-tests/**/*.test.ts'],
          globalSetup: ['contract-tests/global-setup.ts'],
          // One file after another in one worker: the last looks back at the others, and a live workspace is shared.
          fileParallelism: false,
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      { test: { name: 'examples', testTimeout, include: ['examples/**/*.test.ts'] } },
    ],
  },
})
