import { defineConfig } from 'vitest/config'
import { CoverageLast } from './contract-tests/file-order.ts'

export default defineConfig({
  test: {
    sequence: { sequencer: CoverageLast },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'fixtures/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'contract',
          include: ['contract-tests/**/*.test.ts'],
          globalSetup: ['contract-tests/global-setup.ts'],
          // One file after another in one worker: the last looks back at the others, and a live workspace is shared.
          fileParallelism: false,
          isolate: false,
          // The first test to meet a reply compiles its schemas: ours, and those of both SDKs.
          testTimeout: 20_000,
          sequence: { groupOrder: 1 },
        },
      },
      { test: { name: 'examples', include: ['examples/**/*.test.ts'] } },
    ],
  },
})
