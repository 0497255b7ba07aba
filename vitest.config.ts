import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'fixtures/**/*.test.ts'] } },
      { test: { name: 'contract', include: ['contract-tests/**/*.test.ts'] } },
      { test: { name: 'examples', include: ['examples/**/*.test.ts'] } },
    ],
  },
})
