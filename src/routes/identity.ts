// The key that asks, and whose it is.

import type { Handlers } from '../contract.ts'
import { orgIdOf } from '../lifecycle/contact-book.ts'
import type { Context } from './context.ts'

export const identityHandlers = {
  /** A key of the mock is in no list, so it has no name; what the organisation is called is ours. */
  getApiKeyInfo(_, { world }) {
    return { api_key_name: null, org_id: orgIdOf(world), org_name: 'fake-retell' }
  },
} satisfies Partial<Handlers<Context>>
