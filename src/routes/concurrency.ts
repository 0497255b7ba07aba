// How many calls run and may run at once. What holds a call back is the lifecycle's.

import type { Handlers } from '../contract.ts'
import type { Context } from './context.ts'

/** Retell docs, concurrency: what a pay-as-you-go workspace has without buying. */
const FREE = 20
/** How much may be bought is not published: a guess. */
const PURCHASABLE = 100

export const concurrencyHandlers = {
  /** The limit is a setting: what exceeds the free places counts as bought. Bursting is off and nothing is reserved. */
  getConcurrency(_, { store, settings }) {
    const limit = settings.concurrency_limit
    const base = Math.min(limit, FREE)
    const purchased = limit - base
    const purchasable = Math.max(PURCHASABLE, purchased)
    return {
      current_concurrency: store.calls.live(),
      concurrency_limit: limit,
      base_concurrency: base,
      purchased_concurrency: purchased,
      concurrency_purchase_limit: purchasable,
      remaining_purchase_limit: purchasable - purchased,
      concurrency_burst_enabled: false,
      concurrency_burst_limit: 0,
      reserved_inbound_concurrency: 0,
    }
  },
} satisfies Partial<Handlers<Context>>
