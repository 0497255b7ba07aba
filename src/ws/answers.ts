// What is being collected for one id: the chunks that came, the action they ask for, and the answer made of
// them. It decides neither which id is current nor who waits for it.

import { wall } from '../clock.ts'
import type { Chunk } from './frames.ts'
import type { Sentences } from './sentences.ts'

/**
 * Why an answer is not whole: its waiting limit passed, a newer request took its place, an agent_interrupt
 * cancelled it, the connection was lost, or our own side closed it.
 */
export type CutShort = 'growing' | 'limit' | 'superseded' | 'interrupted' | 'lost' | 'closed'

export interface Answer {
  /** The id that was answered; -1 for an interrupt. */
  responseId: number
  /** The accepted chunks, joined as they are; of an answer that is growing, its whole sentences. */
  content: string
  /** The chunks one by one. */
  pieces: readonly string[]
  complete: boolean
  /** There exactly when the answer is not complete. */
  cutShort?: CutShort
  /**
   * To be done once a complete answer is spoken. Of the three actions at most one is set: hanging up goes
   * before a transfer, that before a digit.
   */
  endCall: boolean
  transferNumber?: string
  showTransfereeAsCaller?: boolean
  digitToPress?: string
  noInterruptionAllowed: boolean
  /** Which parts of the content must not be interrupted, from and to which character. */
  shielded?: readonly (readonly [from: number, to: number])[]
  /** Real ms to the first chunk with words, from the request; a begin message has its connection's start. */
  firstContentMs?: number
  completeMs?: number
}

/** How much of one id is kept. */
export interface AnswerLimits {
  chunks: number
  contentBytes: number
}

/** An answer that is still growing. */
export interface Draft {
  readonly responseId: number
  readonly askedAt: number
  readonly pieces: string[]
  chunks: number
  bytes: number
  overflowed: boolean
  complete: boolean
  /** Nothing more is accepted although it is not complete. */
  cancelled: boolean
  /** Somebody waited and was told that it is incomplete: its completion is news. */
  missed: boolean
  actions: Actions
  noInterruptionAllowed: boolean
  readonly shielded: [from: number, to: number][]
  /** How many characters of words were kept. */
  length: number
  /** There when whoever waits wants to hear of the first whole sentence. */
  sentences?: Sentences
  /** How many characters of whole sentences somebody has been told of. */
  told: number
  firstContentMs?: number
  completeMs?: number
}

interface Actions {
  endCall: boolean
  transferNumber?: string
  showTransfereeAsCaller?: boolean
  digitToPress?: string
}

export function newDraft(responseId: number): Draft {
  return {
    responseId,
    askedAt: wall.monotonic(),
    pieces: [],
    chunks: 0,
    bytes: 0,
    overflowed: false,
    complete: false,
    cancelled: false,
    missed: false,
    actions: { endCall: false },
    noInterruptionAllowed: false,
    shielded: [],
    length: 0,
    told: 0,
  }
}

/**
 * Takes a chunk in. Actions are sticky for the id: false, null and "" take none back (a guess: Retell's docs
 * speak of the last chunk only). Beyond the limits the words are dropped while completion and actions still
 * count. Gives back the one sentence to tell, if there is one.
 */
export function addChunk(draft: Draft, chunk: Chunk, limits: AnswerLimits): string | undefined {
  const sinceMs = wall.monotonic() - draft.askedAt
  const fault = keepWords(draft, chunk, limits)
  if (chunk.content !== '') draft.firstContentMs ??= sinceMs
  draft.noInterruptionAllowed ||= chunk.no_interruption_allowed === true
  draft.actions.endCall ||= chunk.end_call === true
  draft.actions.transferNumber = chunk.transfer_number || draft.actions.transferNumber
  draft.actions.digitToPress = chunk.digit_to_press || draft.actions.digitToPress
  draft.actions.showTransfereeAsCaller ||= chunk.show_transferee_as_caller === true || undefined
  if (!chunk.content_complete) return fault
  draft.complete = true
  draft.completeMs = sinceMs
  return fault ?? surplusActions(draft)
}

/** What has come so far as an answer; `cutShort` says why it is not whole. */
export function answerOf(draft: Draft, cutShort?: CutShort): Answer {
  const { firstContentMs, completeMs, noInterruptionAllowed, complete } = draft
  return {
    responseId: draft.responseId,
    content: cutShort === 'growing' ? draft.pieces.join('').slice(0, draft.told) : draft.pieces.join(''),
    pieces: draft.pieces,
    complete,
    ...(!complete && { cutShort }),
    ...firstAction(draft.actions),
    noInterruptionAllowed,
    ...(draft.shielded.length > 0 && { shielded: draft.shielded }),
    ...(firstContentMs !== undefined && { firstContentMs }),
    ...(completeMs !== undefined && { completeMs }),
  }
}

function keepWords(draft: Draft, chunk: Chunk, limits: AnswerLimits): string | undefined {
  const { content } = chunk
  draft.chunks += 1
  draft.bytes += Buffer.byteLength(content)
  if (draft.chunks <= limits.chunks && draft.bytes <= limits.contentBytes) {
    draft.pieces.push(content)
    if (chunk.no_interruption_allowed === true && content !== '') shield(draft, content.length)
    draft.length += content.length
    return undefined
  }
  if (draft.overflowed) return undefined
  draft.overflowed = true
  const { chunks, contentBytes } = limits
  return `the content of ${nameOf(draft)} is cut: more than ${chunks} chunks or ${contentBytes} bytes`
}

function shield({ shielded, length }: Draft, chars: number): void {
  const last = shielded.at(-1)
  if (last?.[1] === length) last[1] += chars
  else shielded.push([length, length + chars])
}

/** Precedence by Retell docs: custom LLM function calling. */
function firstAction({ endCall, transferNumber, showTransfereeAsCaller, digitToPress }: Actions): Actions {
  if (endCall) return { endCall }
  if (transferNumber !== undefined) {
    return { endCall, transferNumber, ...(showTransfereeAsCaller && { showTransfereeAsCaller }) }
  }
  return digitToPress === undefined ? { endCall } : { endCall, digitToPress }
}

function surplusActions(draft: Draft): string | undefined {
  const { endCall, transferNumber, digitToPress } = draft.actions
  const asked = [endCall && 'end_call', transferNumber && 'transfer_number', digitToPress && 'digit_to_press']
  const names = asked.filter(Boolean)
  return names.length > 1
    ? `${nameOf(draft)} sets ${names.join(' and ')}: only ${names[0]} is done`
    : undefined
}

const nameOf = (draft: Draft) => (draft.responseId === -1 ? 'the interrupt' : `response ${draft.responseId}`)
