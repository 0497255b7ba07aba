// What is answered to the ids of one connection, read leniently as the frames come.

import { kindIn } from '../referee/story.ts'

export interface Reply {
  readonly id: number
  content: string
  complete: boolean
  endCall: boolean
  /** Places in the log. */
  frames: number[]
}

/** What is kept of an answer's words. */
const MAX_CONTENT_CHARS = 1_000_000

export class Replies {
  readonly #byId = new Map<number, Reply>()

  /** What there is of the answer to `id`; it grows. */
  of(id: number): Reply {
    const known = this.#byId.get(id)
    if (known) return known
    const reply: Reply = { id, content: '', complete: false, endCall: false, frames: [] }
    this.#byId.set(id, reply)
    return reply
  }

  /**
   * Takes in a frame that came; `index` is its place in the log. What follows a complete answer is no part of it, nor is
   * what comes before the request: `newestId` is the last.
   */
  take(fields: Record<string, unknown>, { index, newestId }: { index: number; newestId: number }): void {
    if (kindIn(fields) !== 'response') return
    const { response_id, content, content_complete, end_call } = fields
    const id = Number(response_id ?? Number.NaN)
    if (Number.isNaN(id) || id > newestId) return
    const reply = this.of(id)
    if (reply.complete) return
    reply.frames.push(index)
    if (typeof content === 'string' && reply.content.length < MAX_CONTENT_CHARS) reply.content += content
    reply.endCall ||= end_call === true
    reply.complete = content_complete === true || /^(true|1)$/i.test(String(content_complete))
  }
}
