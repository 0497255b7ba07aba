// What it means for a call when the customer's LLM server closes the socket. It counts no attempts and ends
// no call.

/** The reasons of a call's end that the LLM socket can give, as `disconnection_reason` spells them. */
export type LlmSocketError =
  /** It could not be opened, or was closed without a code. */
  | 'error_llm_websocket_open'
  | 'error_llm_websocket_runtime'
  | 'error_llm_websocket_corrupt_payload'
  /** Pings went unanswered and the reconnects are used up: no close code says this. */
  | 'error_llm_websocket_lost_connection'

export type CloseMeaning =
  | { kind: 'hangup' }
  | { kind: 'reconnect'; attempts: 4 }
  | { kind: 'error'; reason: LlmSocketError }

/**
 * The consequence of a close code that came from the customer's side in the middle of a call: 1000 hangs up,
 * 1006 (broken off) is dialled again up to 4 times and then ends as `error_llm_websocket_runtime`, everything
 * else is an error at once. Retell docs: custom LLM troubleshooting. That the unnamed codes are not retried
 * is inferred from it.
 */
export function closeMeaning(code: number): CloseMeaning {
  switch (code) {
    case 1000:
      return { kind: 'hangup' }
    case 1006:
      return { kind: 'reconnect', attempts: 4 }
    case 1005:
      return { kind: 'error', reason: 'error_llm_websocket_open' }
    case 1007:
      return { kind: 'error', reason: 'error_llm_websocket_corrupt_payload' }
    default:
      return { kind: 'error', reason: 'error_llm_websocket_runtime' }
  }
}
