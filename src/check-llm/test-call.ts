// One call to the customer's server, as Retell would make it, in real time: dials, plays the caller, keeps the log. It
// judges nothing.

import { callDetails } from '../call-details.ts'
import { wall } from '../clock.ts'
import type { Utterance } from '../lifecycle/speech.ts'
import { Patience } from '../patience.ts'
import type { CallLog, Closing, LoggedFrame } from '../referee/call-log.ts'
import { objectIn } from '../referee/story.ts'
import type { Connection } from '../ws/connection.ts'
import { dial } from '../ws/dialer.ts'
import { Replies, type Reply } from './reply.ts'
import { utterance } from './utterance.ts'

const MAX_PAYLOAD_BYTES = 16_777_216
/** A server that sends more has lost its mind: it is cut off, and the rest is not kept. */
const MAX_FRAMES = 20_000
const MAX_RECEIVED_CHARS = 40_000_000
/** A timer may be early by a millisecond, and what is judged is that the whole time has passed. */
const MARGIN_MS = 50
/** What of an answer joins the transcript, which goes out whole with every frame. */
const MAX_SPOKEN_CHARS = 5_000

export interface TestCallOptions {
  name: string
  callId: string
  /** The address without the call id. */
  addressOf(callId: string): string
  metadata: Record<string, unknown>
  variables: Record<string, string>
  limits: { dialMs: number; answerMs: number; pingEveryMs: number }
  /** How long the begin message is waited for. */
  greetMs: number
  /** Not to send the details that the server asks for. */
  withholdDetails?: boolean
  web?: boolean
  signal: AbortSignal
}

export class TestCall {
  readonly name: string
  readonly callId: string
  readonly transcript: Utterance[] = []
  /** A binary message came, at which Retell closes the socket: nothing else can be held against the server then. */
  sentBinary = false
  readonly #options: TestCallOptions
  readonly #frames: LoggedFrame[] = []
  readonly #closings: Closing[] = []
  readonly #startedAt = wall.monotonic()
  readonly #patience: Patience
  #connection: Connection | undefined
  #number = -1
  #nextId = 1
  #replies = new Replies()
  #receivedChars = 0
  #config: Record<string, unknown> = {}
  #detailsSent = false
  #pings = false
  #stopPings = () => {}
  #explained = false
  #closing = false

  constructor(options: TestCallOptions) {
    this.#options = options
    this.name = options.name
    this.callId = options.callId
    this.#patience = new Patience(options.signal)
  }

  get log(): CallLog {
    return { frames: this.#frames, closings: this.#closings, endedAtMs: this.atMs }
  }

  /** Real ms since the call began. */
  get atMs(): number {
    return wall.monotonic() - this.#startedAt
  }

  get connected(): boolean {
    return this.#connection !== undefined
  }

  /** Whether the config of the present connection has this switch on. */
  wants(name: 'auto_reconnect' | 'call_details'): boolean {
    return this.#config[name] === true
  }

  /** Dials, the first time or again. Resolves with how long it took; rejects with a sentence when nothing opens. */
  async connect(): Promise<number> {
    const { addressOf, limits, signal } = this.#options
    const from = wall.monotonic()
    const connection = await dial(addressOf(this.callId), {
      timeoutMs: limits.dialMs,
      maxPayloadBytes: MAX_PAYLOAD_BYTES,
      signal,
    })
    this.#connection = connection
    this.#number += 1
    this.#closing = false
    this.#replies = new Replies()
    this.#config = {}
    this.#detailsSent = false
    const number = this.#number
    connection.listen({
      text: text => this.#hear(text, number),
      binary: () => this.#hearBinary(number),
      closed: code => this.#closed(code, number),
    })
    return wall.monotonic() - from
  }

  /** The begin message of the present connection, as far as it comes. */
  greeting(): Promise<Reply> {
    return this.reply(0, this.#options.greetMs + MARGIN_MS)
  }

  /** The caller says something: the server is told as the words come, and is not to answer. */
  hear(text: string): void {
    this.update('user_turn')
    this.transcript.push(utterance('user', text, this.atMs / 1_000))
    this.update()
  }

  /** Tells how the conversation stands. */
  update(turntaking?: 'agent_turn' | 'user_turn', transcript: readonly object[] = this.transcript): void {
    this.send({ interaction_type: 'update_only', transcript, ...(turntaking && { turntaking }) })
  }

  /** Asks with the next id, and does not wait. */
  request(
    kind: 'response_required' | 'reminder_required' = 'response_required',
    transcript: readonly object[] = this.transcript,
  ): number {
    const id = this.#nextId
    this.#nextId += 1
    this.send({ interaction_type: kind, response_id: id, transcript })
    return id
  }

  /** What is answered to an id, until it is complete, the connection is gone, or the time is up. */
  async reply(id: number, waitMs: number = this.#options.limits.answerMs + MARGIN_MS): Promise<Reply> {
    const reply = this.#replies.of(id)
    await this.until(() => reply.complete || !this.connected, waitMs)
    return reply
  }

  /** One whole turn: the caller speaks, the server answers, and what it said joins the transcript. */
  async turn(text: string): Promise<Reply> {
    this.hear(text)
    const reply = await this.reply(this.request())
    this.spoken(reply)
    return reply
  }

  /** The agent has said this. */
  spoken({ content }: Reply): void {
    if (content.trim() === '') return
    this.update('agent_turn')
    this.transcript.push(utterance('agent', content.slice(0, MAX_SPOKEN_CHARS), this.atMs / 1_000))
    this.update()
  }

  ping(): void {
    this.send({ interaction_type: 'ping_pong', timestamp: wall.now() })
  }

  send(frame: object): void {
    if (!this.#connection) return
    const text = JSON.stringify(frame)
    this.#note({ direction: 'sent', text })
    this.#connection.peer.send(text)
  }

  /** Whether `test` became true within `waitMs`; it is asked again after every frame and every closing. */
  until(test: () => boolean, waitMs: number): Promise<boolean> {
    return this.#patience.until(test, waitMs)
  }

  /** Lets time pass in which something might come. */
  async watch(ms: number): Promise<void> {
    await this.until(() => false, ms)
  }

  /** What comes of `work`, a closing or an answer that does not come, has a finding of its own. */
  async explaining<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#explained = true
    try {
      return await work()
    } finally {
      this.#explained = false
    }
  }

  /** How often the server has closed the socket. */
  get closedByServer(): number {
    return this.#closings.filter(({ by }) => by === 'server').length
  }

  /** Breaks the connection off, as a network does: the server sees 1006. */
  cut(): void {
    this.#leave(1006)?.terminate()
  }

  /** Hangs up. Resolves when the socket is closed, and says whether the server closed its side within `waitMs`. */
  async hangUp(waitMs = 1_000): Promise<boolean> {
    const connection = this.#connection
    if (!connection) return true
    this.#closing = true
    this.#stopPings()
    connection.peer.close(1000, 'call_ended')
    const closed = await this.until(() => !this.connected, waitMs)
    if (!closed) this.cut()
    return closed
  }

  /** As Retell does: a binary message is the end of the connection. */
  #hearBinary(number: number): void {
    if (number !== this.#number || !this.#connection) return
    this.sentBinary = true
    this.#note({ direction: 'received', text: '(a binary message)', binary: true })
    this.#leave(1007)?.peer.close(1007, 'binary frame')
  }

  #hear(text: string, number: number): void {
    if (number !== this.#number || !this.#connection) return
    this.#note({ direction: 'received', text })
    this.#receivedChars += text.length
    if (this.#frames.length >= MAX_FRAMES || this.#receivedChars > MAX_RECEIVED_CHARS) return this.cut()
    const fields = objectIn(text)
    if (fields?.response_type === 'config') this.#configured(fields.config)
    else if (fields)
      this.#replies.take(fields, { index: this.#frames.length - 1, newestId: this.#nextId - 1 })
    this.#patience.look()
  }

  #configured(config: unknown): void {
    this.#config = typeof config === 'object' && config !== null ? { ...config } : {}
    const { withholdDetails, metadata, variables, web = false } = this.#options
    if (this.wants('call_details') && !withholdDetails && !this.#detailsSent) {
      this.#detailsSent = true
      const kind = web ? 'web' : 'outbound'
      const call = callDetails({ callId: this.callId, kind, metadata, variables })
      this.send({ interaction_type: 'call_details', call })
    }
    if (this.wants('auto_reconnect') && !this.#pings) this.#pingOn()
  }

  #pingOn(): void {
    this.#pings = true
    this.#stopPings = wall.after(this.#options.limits.pingEveryMs, () => {
      this.ping()
      this.#pingOn()
    })
  }

  #closed(code: number, number: number): void {
    if (number !== this.#number || !this.#connection) return
    this.#leave(code, this.#closing ? 'retell' : 'server')
  }

  #leave(code: number, by: 'server' | 'retell' = 'retell'): Connection | undefined {
    const connection = this.#connection
    if (!connection) return undefined
    this.#connection = undefined
    this.#stopPings()
    this.#pings = false
    const explained = this.#explained && { explained: true }
    this.#closings.push({ atMs: this.atMs, connection: this.#number, code, by, ...explained })
    this.#patience.look()
    return connection
  }

  #note(frame: Pick<LoggedFrame, 'direction' | 'text' | 'binary'>): void {
    const explained = this.#explained && { explained: true }
    this.#frames.push({ atMs: this.atMs, connection: this.#number, ...frame, ...explained })
  }
}
