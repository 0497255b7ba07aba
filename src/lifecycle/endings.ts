// The ways a call can end: what its status is then, whether anybody was ever on the line, and how to say it.
// Data only; what ends a call is decided elsewhere.

import type { Run } from './run.ts'

export type FinalStatus = 'ended' | 'not_connected' | 'error'

export interface Ending {
  status: FinalStatus
  /**
   * Whether the two sides were ever connected: otherwise there is nothing to transcribe, record or sum up.
   */
  connected: boolean
  /** Whether the conversation came to its own end, neither cut off nor broken. */
  complete: boolean
  sentence: string
}

/**
 * Statuses by reason: Retell docs, debugging call disconnections. `connected` is inferred from them for
 * errors.
 */
export const endings = {
  user_hangup: done('The user hung up.'),
  agent_hangup: done('The agent ended the call.'),
  call_transfer: done('The call was transferred.'),
  transfer_bridged: done('The transfer was completed.'),
  transfer_cancelled: cut('The transfer was cancelled.'),
  user_requested_dnc: cut('The user asked not to be called again.'),
  user_requested_callback: cut('The user asked to be called back.'),
  voicemail_reached: cut('The call ended at voicemail.'),
  ivr_reached: cut('The call ended at a phone menu.'),
  inactivity: cut('The call ended because nobody spoke any more.'),
  max_duration_reached: cut('The call was cut off at its longest allowed duration.'),
  manual_stopped: cut('The call was stopped from outside.'),
  call_take_over: cut('A person took the call over.'),
  no_concurrency_fallback: { ...cut('The call went to the fallback number.'), connected: false },
  dial_busy: unreached('The line was busy.'),
  dial_failed: unreached('The number could not be dialled.'),
  dial_no_answer: unreached('Nobody answered.'),
  invalid_destination: unreached('The number is not valid.'),
  telephony_provider_permission_denied: unreached('The telephony provider refused the call.'),
  telephony_provider_unavailable: unreached('The telephony provider was unavailable.'),
  sip_routing_error: unreached('The call could not be routed.'),
  marked_as_spam: unreached('The number is marked as spam.'),
  user_declined: unreached('The user declined the call.'),
  concurrency_limit_reached: neverBegun('Too many calls were going on.'),
  no_valid_payment: neverBegun('There was no valid payment method.'),
  budget_reached: neverBegun('The budget was used up.'),
  credit_exhausted: neverBegun('There was no credit left.'),
  network_blocked: neverBegun('The network was blocked.'),
  error_user_not_joined: neverBegun('The user did not join in time.'),
  registered_call_timeout: neverBegun('Nobody dialled in in time.'),
  scam_detected: broken('The call was stopped as a scam.'),
  error_llm_websocket_open: broken('The connection to the custom LLM could not be opened.'),
  error_llm_websocket_lost_connection: broken('The connection to the custom LLM was lost.'),
  error_llm_websocket_runtime: broken('The custom LLM failed during the call.'),
  error_llm_websocket_corrupt_payload: broken('The custom LLM sent something unreadable.'),
  error_no_audio_received: broken('No sound arrived from the user.'),
  error_asr: broken('Transcription failed during the call.'),
  error_retell: broken('The platform failed during the call.'),
  error_unknown: broken('The call failed for an unknown reason.'),
} as const satisfies Record<string, Ending>

export type DisconnectionReason = keyof typeof endings

/**
 * The reasons that not every kind of call can have, and which can. Retell docs, debugging call disconnections; that a blocked
 * network is met by whoever dials is a guess.
 */
const ONLY_OF: Partial<Record<DisconnectionReason, Run['kind']>> = {
  dial_busy: 'outbound',
  dial_failed: 'outbound',
  dial_no_answer: 'outbound',
  invalid_destination: 'outbound',
  telephony_provider_permission_denied: 'outbound',
  telephony_provider_unavailable: 'outbound',
  sip_routing_error: 'outbound',
  marked_as_spam: 'outbound',
  user_declined: 'outbound',
  network_blocked: 'outbound',
  no_concurrency_fallback: 'inbound',
  error_user_not_joined: 'web',
  registered_call_timeout: 'registered',
}

/** Whether a call of this kind can end for this reason. */
export const isOf = (kind: Run['kind'], reason: DisconnectionReason): boolean =>
  (ONLY_OF[reason] ?? kind) === kind

function done(sentence: string): Ending {
  return { status: 'ended', connected: true, complete: true, sentence }
}

function cut(sentence: string): Ending {
  return { status: 'ended', connected: true, complete: false, sentence }
}

function unreached(sentence: string): Ending {
  return { status: 'not_connected', connected: false, complete: false, sentence }
}

function neverBegun(sentence: string): Ending {
  return { status: 'error', connected: false, complete: false, sentence }
}

function broken(sentence: string): Ending {
  return { status: 'error', connected: true, complete: false, sentence }
}
