// How the frames of one call are stored in little room: most carry the whole transcript, which is that of the frame before
// with something added, so that only what was added is kept. It knows no database.

/** A transcript as JSON, without the brackets of its arrays. */
export interface FrameTranscript {
  spoken: string
  all: string
  /** What is being said and not yet in either. */
  growing?: string
}

/** A frame that was sent, in parts: `head` is a JSON object, to which the transcript is added. */
export interface SentFrame {
  head: string
  transcript: FrameTranscript
  withTools: boolean
}

/** What is stored of a frame. `shared` is how much of the transcript of the frame before it begins with. */
export interface PackedFrame {
  head: string
  /** null for a frame without a transcript. */
  shared: number | null
  rest: string | null
  growing: string | null
  /** null for a frame without tool calls. */
  sharedTools: number | null
  restTools: string | null
}

/** The frame as it is on the wire. */
export function frameText({ head, transcript, withTools }: SentFrame): string {
  const { spoken, all, growing = '' } = transcript
  const tools = withTools ? `,"transcript_with_tool_calls":[${joined(all, growing)}]` : ''
  return `${head.slice(0, -1)},"transcript":[${joined(spoken, growing)}]${tools}}`
}

const joined = (items: string, more: string) =>
  items === '' || more === '' ? items + more : `${items},${more}`

/** Packs the frames of a call in the order in which they are stored. */
export class FramePacker {
  #spoken = ''
  #all = ''

  pack({ head, transcript: { spoken, all, growing = '' }, withTools }: SentFrame): PackedFrame {
    const shared = sharedBy(this.#spoken, spoken)
    const sharedTools = withTools ? sharedBy(this.#all, all) : null
    this.#spoken = spoken
    if (withTools) this.#all = all
    return {
      head,
      shared,
      rest: spoken.slice(shared),
      growing,
      sharedTools,
      restTools: sharedTools === null ? null : all.slice(sharedTools),
    }
  }
}

/** Gives the frames back, in the same order. */
export class FrameUnpacker {
  #spoken = ''
  #all = ''

  unpack({ head, shared, rest, growing, sharedTools, restTools }: PackedFrame): string {
    if (shared === null) return head
    this.#spoken = this.#spoken.slice(0, shared) + (rest ?? '')
    if (sharedTools !== null) this.#all = this.#all.slice(0, sharedTools) + (restTools ?? '')
    const transcript = { spoken: this.#spoken, all: this.#all, growing: growing ?? '' }
    return frameText({ head, transcript, withTools: sharedTools !== null })
  }
}

/** All or nothing: a transcript that is not the one before with something added is stored whole. */
function sharedBy(before: string, text: string): number {
  return text === before || text.startsWith(before) ? before.length : 0
}
