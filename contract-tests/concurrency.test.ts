// How many calls may run at once. What counts as running is in call-life.test.ts.

import { expect } from 'vitest'
import { mockOnly, test } from './marks.ts'

test('the limit is what comes free and what was bought', async ({ api }) => {
  const { concurrency_limit, base_concurrency, purchased_concurrency, ...more } = await api.getConcurrency()
  expect(concurrency_limit).toBe(base_concurrency! + purchased_concurrency!)
  expect(more.remaining_purchase_limit).toBe(more.concurrency_purchase_limit! - purchased_concurrency!)
})

mockOnly('a workspace is given twenty calls at once, and no burst', async ({ api }) => {
  expect(await api.getConcurrency()).toMatchObject({
    current_concurrency: 0,
    concurrency_limit: 20,
    base_concurrency: 20,
    concurrency_burst_enabled: false,
    concurrency_burst_limit: 0,
  })
})
