// What the agent says: the place for your model. This stand-in knows three sentences.

export interface CallDetails {
  call_id: string
  from_number?: string
  to_number?: string
  metadata?: Record<string, unknown>
  retell_llm_dynamic_variables?: Record<string, string>
}

export interface Utterance {
  role: 'agent' | 'user' | 'transfer_target'
  content: string
}

/** A piece of an answer. `endCall` hangs up once the whole answer has been spoken. */
export interface Piece {
  say?: string
  endCall?: boolean
}

export interface Agent {
  /** `call` is empty where Retell did not say which call it is. */
  greeting(call: Partial<CallDetails>): string
  /** Yields the answer piece by piece; the pieces are joined as they are. Stop when `signal` aborts. */
  reply(
    kind: 'response_required' | 'reminder_required',
    transcript: Utterance[],
    signal: AbortSignal,
  ): AsyncIterable<Piece>
}

export const agent: Agent = {
  greeting({ retell_llm_dynamic_variables: variables }) {
    const name = variables?.first_name
    return `Hello${name ? ` ${name}` : ''}, this is Ada from Harbor Clinic. How can I help you?`
  },

  async *reply(kind, transcript) {
    if (kind === 'reminder_required') {
      yield { say: 'Are you still there?' }
      return
    }
    const heard = transcript.findLast(({ role }) => role === 'user')?.content ?? ''
    if (/\b(good)?bye\b/i.test(heard)) {
      yield { say: 'Thank you for calling. Goodbye!', endCall: true }
      return
    }
    // Retell begins to speak at the first whole sentence: the sooner it comes, the shorter the pause.
    yield { say: 'I see. ' }
    yield { say: 'Could you tell me ' }
    yield { say: 'a little more?' }
  },
}
