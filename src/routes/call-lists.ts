// The lists of calls, one for each generation of the API: they share the query and differ in filters and envelope.

import type { Call, Handlers } from '../contract.ts'
import { withSignedLinks } from '../lifecycle/call-links.ts'
import { shownCall } from '../lifecycle/shown-call.ts'
import { sliceOf } from '../store/paging.ts'
import { typedConditions } from './call-filters.ts'
import { plainConditions } from './call-filters-v2.ts'
import type { Context } from './context.ts'

/** The older reference gives this default; the live API's is 50, that of every list. */
const REFERENCE_PAGE = 1000

export const callListHandlers = {
  listCalls({ body }, { world, store }) {
    const conditions = typedConditions(body.filter_criteria ?? {})
    const { items, ...page } = store.calls.page({
      conditions,
      ...sliceOf(body),
      skip: body.skip,
    })
    return {
      items: items.map(call => withoutTranscripts(withSignedLinks(world, call))),
      ...page,
      ...(body.include_total ? { total: store.calls.count(conditions) } : {}),
    }
  },

  listCallsV2({ body }, { world, store }) {
    const { pagination_key, ...slice } = body
    const conditions = plainConditions(body.filter_criteria ?? {})
    const calls = store.calls.pageAfter(pagination_key, { ...sliceOf(slice), conditions })
    return calls.map(call => shownCall(world, call))
  },

  listCallReference({ body }, { world, store }) {
    const { items, ...page } = store.calls.page({
      conditions: plainConditions(body.filter_criteria ?? {}),
      ...sliceOf({ ...body, limit: body.limit ?? REFERENCE_PAGE }),
    })
    return { items: items.map(call => shownCall(world, call)), ...page }
  },
} satisfies Partial<Handlers<Context>>

function withoutTranscripts(call: Call) {
  const {
    transcript: _text,
    transcript_object: _object,
    transcript_with_tool_calls: _tools,
    scrubbed_transcript_with_tool_calls: _scrubbed,
    ...item
  } = call
  return item
}
