// A log told as a conversation: the requests with what was answered to each, and the frames of each kind. It reads
// leniently, `"3"` for 3 and `"true"` for true, so that one mistake is one remark: whether types are right is for a rule.

import { isObject } from '../json-object.ts'
import type { CallLog } from './call-log.ts'

export interface Reading {
  /** Place in the log. */
  index: number
  atMs: number
  connection: number
  /** The frame's fields; undefined when it is no JSON object. */
  fields?: Record<string, unknown>
  text: string
  binary: boolean
  /** A test has a finding of its own for what comes of it. */
  explained: boolean
}

/** A piece of an answer, for whichever id it says. */
export interface Piece extends Reading {
  fields: Record<string, unknown>
  /** Undefined when nothing could be taken for an id. */
  id: number | undefined
  content: string
  complete: boolean
}

export interface Request {
  id: number
  kind: 'begin' | 'response_required' | 'reminder_required'
  /** Undefined for the begin message, which nobody asks for. */
  frame?: number
  atMs: number
  connection: number
  /** When a newer request took its place, or the connection was lost. */
  overAtMs: number
  /** Whether another request took its place before it was complete. */
  superseded: boolean
  explained: boolean
  /** Those that came while it was the newest and not complete; the last may complete it. */
  pieces: Piece[]
  /** The piece that completed it. */
  whole?: Piece
}

export interface Story {
  log: CallLog
  sent: Reading[]
  received: Reading[]
  /** In order, begin messages included, one a connection. */
  requests: Request[]
  /** Pieces that counted for nothing, and why. */
  strays: { piece: Piece; why: 'unknown-id' | 'stale' | 'after-complete'; newest: Request; tells?: Reading }[]
}

/** The types of the frames that Retell takes. */
export const frameKinds: readonly string[] = [
  'response',
  'config',
  'ping_pong',
  'agent_interrupt',
  'tool_call_invocation',
  'tool_call_result',
  'update_agent',
  'metadata',
]

/** A frame without a type is a response; one of a wrong type that has content was meant to be one. */
export function kindIn(fields: Record<string, unknown>): string {
  const kind = fields.response_type
  if (kind == null) return 'response'
  return !frameKinds.includes(String(kind)) && 'content' in fields ? 'response' : String(kind)
}

export const kindOf = (reading: Reading): string => kindIn(reading.fields ?? {})

export const ofKind = (story: Story, kind: string): Piece[] =>
  story.received.filter(reading => reading.fields && kindOf(reading) === kind).map(pieceOf)

export const completed = (request: Request): Piece | undefined => request.whole

export const contentOf = (request: Request): string => request.pieces.map(piece => piece.content).join('')

export function storyOf(log: CallLog): Story {
  const story: Story = { log, sent: [], received: [], requests: [], strays: [] }
  let newest: Request | undefined
  let tells: Reading | undefined
  let asked = false
  log.frames.forEach((frame, index) => {
    const reading = readingOf(frame, index)
    if (!newest || newest.connection !== reading.connection) {
      if (newest) newest.overAtMs = Math.min(newest.overAtMs, reading.atMs)
      newest = begin(story, newest, reading)
      tells = undefined
    }
    if (frame.direction === 'sent') {
      story.sent.push(reading)
      const kind = reading.fields?.interaction_type
      if (kind === 'response_required' || kind === 'reminder_required') {
        newest = ask(story, newest, reading, kind)
        asked = true
      } else if (kind === 'update_only' || kind === 'call_details') {
        tells = reading
        asked = false
      }
      return
    }
    story.received.push(reading)
    if (reading.fields && kindOf(reading) === 'response') {
      const piece = pieceOf(reading)
      // One without an id answers what has none; one with an id may do so while nothing was asked since.
      take(story, newest, piece, asked && piece.id !== undefined ? undefined : tells)
    }
  })
  return story
}

function readingOf(frame: CallLog['frames'][number], index: number): Reading {
  const { atMs, connection, text, binary = false, explained = false } = frame
  const fields = binary
    ? undefined
    : (objectIn(text) ?? (frame.direction === 'sent' ? headOf(text) : undefined))
  return { index, atMs, connection, text, binary, explained, ...(fields && { fields }) }
}

/** What a frame of ours says of itself, where its record was cut: its kind and id stand before the transcript. */
function headOf(text: string): Record<string, unknown> | undefined {
  const head = text.slice(0, 300)
  const kind = /"interaction_type":"(\w+)"/.exec(head)?.[1]
  const id = /"response_id":(\d+)/.exec(head)?.[1]
  return kind === undefined ? undefined : { interaction_type: kind, ...(id && { response_id: Number(id) }) }
}

function begin(story: Story, before: Request | undefined, { atMs, connection, explained }: Reading): Request {
  // On a later connection the ids go on: what counts is what was asked last.
  return open(story, { id: before?.id ?? 0, kind: 'begin', atMs, connection, explained })
}

function ask(
  story: Story,
  before: Request,
  { fields, index, atMs, connection, explained }: Reading,
  kind: 'response_required' | 'reminder_required',
): Request {
  const id = Number(fields?.response_id)
  // The same id once more is a second delivery, no new request.
  if (id === before.id && before.kind !== 'begin') return before
  before.overAtMs = atMs
  before.superseded = !completed(before)
  return open(story, { id, kind, frame: index, atMs, connection, explained })
}

/** From now on it is the newest. */
function open(story: Story, asked: Omit<Request, 'overAtMs' | 'superseded' | 'pieces'>): Request {
  const request: Request = { ...asked, overAtMs: story.log.endedAtMs, superseded: false, pieces: [] }
  story.requests.push(request)
  return request
}

function take(story: Story, newest: Request, piece: Piece, tells: Reading | undefined): void {
  const begins = newest.kind === 'begin' && piece.id === 0
  // After a break a server may still finish what it was asked before: Retell asks anew, and this is lost without harm.
  if (newest.kind === 'begin' && newest.connection > 0 && !begins && piece.id === newest.id) return
  if (!begins && piece.id !== newest.id) {
    const why = piece.id === undefined || piece.id > newest.id || piece.id < 0 ? 'unknown-id' : 'stale'
    story.strays.push({ piece, why, newest, ...(tells && { tells }) })
  } else if (completed(newest)) {
    story.strays.push({ piece, why: 'after-complete', newest, ...(tells && { tells }) })
  } else {
    newest.pieces.push(piece)
    if (piece.complete) newest.whole = piece
  }
}

function pieceOf(reading: Reading): Piece {
  const fields = reading.fields ?? {}
  const { response_id, content, content_complete } = fields
  const id =
    typeof response_id === 'number' || (typeof response_id === 'string' && response_id.trim() !== '')
      ? Number(response_id)
      : Number.NaN
  return {
    ...reading,
    fields,
    id: Number.isNaN(id) ? undefined : id,
    content: typeof content === 'string' ? content : '',
    complete: content_complete === true || content_complete === 1 || /^true$/i.test(String(content_complete)),
  }
}

export function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
