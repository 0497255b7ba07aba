// How many calls run and may run at once. What comes of one too many is decided elsewhere.

import type { Handlers } from '../contract.ts'
import { burstLimitOf } from '../lifecycle/places.ts'
import type { Context } from './context.ts'

/** Retell docs, concurrency: what a pay-as-you-go workspace has without buying. */
const FREE = 20
/** How much may be bought is not published: a guess. */
const PURCHASABLE = 100

export const concurrencyHandlers = {
  /** The limit is a setting: what exceeds the free places counts as bought. */
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
      concurrency_burst_enabled: settings.concurrency_burst_enabled,
      concurrency_burst_limit: burstLimitOf(settings),
      reserved_inbound_concurrency: settings.reserved_inbound_concurrency,
    }
  },
} satisfies Partial<Handlers<Context>>
