// What has happened in a workspace: the requests it was asked, and the frames of its sockets.

import type { ControlHandlers } from '../contract.ts'
import { type CheckName, checks } from '../referee/catalogue.ts'
import { remarksOn } from '../referee/conversation-log.ts'
import type { ControlContext } from './context.ts'

export const logHandlers = {
  listRequests(_input, { world, journal }) {
    return { items: journal.requests(world.id) }
  },

  getConversation({ params }, { world }) {
    const { call_id } = world.store.calls.get(params.call_id)
    const rows = world.store.frames.of(call_id)
    return {
      call_id,
      remarks: remarksOn(rows).map(remark => ({ ...remark, ...adviceOn(remark.check) })),
      frames: rows.map(({ frame, ...row }) => ({
        ...row,
        frame: row.direction === 'note' ? frame : parsed(frame),
      })),
    }
  },
} satisfies Partial<ControlHandlers<ControlContext>>

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
