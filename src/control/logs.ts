// What has happened in a workspace: the requests it was asked, and the frames of its sockets.

import type { ControlHandlers, ControlSchemas } from '../contract.ts'
import { type CheckName, checks } from '../referee/catalogue.ts'
import { remarksOn } from '../referee/conversation-log.ts'
import type { World } from '../world.ts'
import type { ControlContext } from './context.ts'

export const logHandlers = {
  listRequests(_input, { world, journal }) {
    return { items: journal.requests(world.id) }
  },

  getConversation: ({ params }, { world }) => conversationOf(world, params.call_id),
} satisfies Partial<ControlHandlers<ControlContext>>

/** Refuses with 404 a call that is not there. */
export function conversationOf(world: World, callId: string): ControlSchemas['Conversation'] {
  const { call_id } = world.store.calls.get(callId)
  const rows = world.store.frames.of(call_id)
  return {
    call_id,
    remarks: remarksOn(rows).map(remark => ({ ...remark, ...adviceOn(remark.check) })),
    frames: rows.map(({ frame, ...row }) => ({
      ...row,
      frame: row.direction === 'note' ? frame : parsed(frame),
    })),
    expectations: world.store.expectations.of(call_id),
  }
}

function adviceOn(check: CheckName) {
  const { retell, change } = checks[check]
  return { retell, change }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
