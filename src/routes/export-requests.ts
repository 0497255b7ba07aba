// The list of exports. Retell's API cannot make one; the control API stands in for the dashboard.

import type { Handlers } from '../contract.ts'
import type { Context } from './context.ts'

export const exportRequestHandlers = {
  listExportRequests({ query }, { store }) {
    return store.exportRequests.page(query)
  },
} satisfies Partial<Handlers<Context>>
