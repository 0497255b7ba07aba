// The custom-LLM protocol of one call: what is sent, what is told of what comes, who is connected. It does
// not know who dialled, has no timers but the waiting limits it is given, and nothing a peer sends makes it
// throw.

import { frameText } from '../store/frame-text.ts'
import { type Answer, answerOf, type CutShort, type Draft, newDraft } from './answers.ts'
import { Floor } from './floor.ts'
import {
  type AgentInterruptFrame,
  type Chunk,
  type ConfigFrame,
  type CustomerFrame,
  type FrameForm,
  inForm,
  type RequestFrame,
  type ResponseFrame,
  type RetellFrame,
  readFrame,
  type Switches,
} from './frames.ts'
import type { Peer, PeerHandlers } from './peer.ts'
import { Pings } from './pings.ts'
import type { SessionEvent, Words } from './session-events.ts'
import {
  type AskOptions,
  type SessionLimits,
  type SessionOptions,
  sessionLimits,
  type Transcript,
} from './session-options.ts'

export type { Answer } from './answers.ts'
export type { Peer, PeerHandlers } from './peer.ts'
export type { SessionEvent, Words } from './session-events.ts'
export type { AskOptions, SessionLimits, SessionOptions, Transcript } from './session-options.ts'
export { sessionLimits } from './session-options.ts'

/** What a call needs of its server however long it lasts. */
const ANSWERS: readonly CustomerFrame['response_type'][] = ['config', 'response', 'ping_pong']

const allOff: Readonly<Switches> = {
  auto_reconnect: false,
  call_details: false,
  transcript_with_tool_calls: false,
}

export class Session {
  readonly #options: SessionOptions
  readonly #limits: SessionLimits
  readonly #floor: Floor
  readonly #pings = new Pings()
  #link: { peer: Peer; form: FrameForm; detailsSent: boolean } | undefined
  #config = allOff
  #faultCount = 0
  #asides = 0
  #cut: { draft: Draft; afterChunks: number } | undefined

  constructor(options: SessionOptions) {
    this.#options = options
    this.#limits = { ...sessionLimits, ...options.limits }
    this.#floor = new Floor(options.nextResponseId ?? 1, this.#limits)
  }

  get connected(): boolean {
    return this.#link !== undefined
  }

  /** The switches of the present connection; all off until its config has come. */
  get config(): Readonly<Switches> {
    return this.#config
  }

  /** To be kept by the owner if the call is to outlive this object. */
  get nextResponseId(): number {
    return this.#floor.nextResponseId
  }

  /** All faults, those that were not told included. */
  get faultCount(): number {
    return this.#faultCount
  }

  /**
   * Takes a new connection: the first, or a later one of the same call, on which ids go on. A connection that
   * is still there is closed with 1001. The begin message that a server repeats is stale unless it was never
   * complete and nothing was asked. In the form of the reference the call is told at once.
   */
  attach(peer: Peer, form: FrameForm = 'retell'): PeerHandlers {
    this.#drop('lost')?.close(1001, 'replaced')
    this.#floor.reconnect()
    this.#config = allOff
    const link = { peer, form, detailsSent: false }
    this.#link = link
    if (form === 'reference') {
      this.#send({ interaction_type: 'config', config: this.#config, call: this.#options.callDetails() })
    }
    const whenCurrent = (work: () => void) => {
      if (this.#link === link) work()
    }
    return {
      text: data => whenCurrent(() => this.#receive(data)),
      binary: () => whenCurrent(() => this.#refuseBinary()),
      closed: code =>
        whenCurrent(() => {
          this.#drop('lost')
          this.#tell({ type: 'closed', code })
        }),
    }
  }

  /** The begin message, id 0: at once when it is complete, incomplete after `waitMs` of real time. */
  begin(waitMs: number): Promise<Answer> {
    return this.#floor.wait(this.#floor.begin, waitMs, this.connected)
  }

  /**
   * Asks for words with the next id, which cuts short whatever was asked before. Without a connection nothing
   * is asked: the answer is incomplete at once and its id remains to be given.
   */
  ask(
    kind: RequestFrame['interaction_type'],
    transcript: Transcript,
    waitMs: number,
    { early, twice, cutAfterChunks, afterwards }: AskOptions = {},
  ): Promise<Answer> {
    if (!this.#link) return Promise.resolve(answerOf(newDraft(this.nextResponseId), 'lost'))
    const draft = this.#floor.next(early)
    // A peer in the same process may answer before `send` is back: the draft keeps that for the wait.
    const frame: RequestFrame = { interaction_type: kind, response_id: draft.responseId }
    if (cutAfterChunks !== undefined) this.#cut = { draft, afterChunks: cutAfterChunks }
    this.#send(frame, transcript)
    if (twice) this.#send(frame, transcript)
    if (afterwards) this.update(afterwards, 'user_turn')
    const answer = this.#floor.wait(draft, waitMs, this.connected)
    this.#maybeCut()
    return answer
  }

  /** Waits for more of an answer that is growing: its next whole sentence, or all of it. */
  more(responseId: number, waitMs: number): Promise<Answer> {
    return this.#floor.more(responseId, waitMs, this.connected)
  }

  /**
   * Asks as `ask` does, and nobody waits for the answer: another request is sure to follow. `waitMs` as with a peer's
   * `send`. Gives the id; undefined without a connection.
   */
  request(transcript: Transcript, waitMs = 0): number | undefined {
    if (!this.#link) return undefined
    const { responseId } = this.#floor.next()
    this.#send({ interaction_type: 'response_required', response_id: responseId }, transcript, waitMs)
    return responseId
  }

  /** Tells how the conversation stands; nobody is to answer. Not sent without a connection. `waitMs` as with `send`. */
  update(transcript: Transcript, turntaking?: 'agent_turn' | 'user_turn', waitMs = 0): void {
    this.#send({ interaction_type: 'update_only', ...(turntaking && { turntaking }) }, transcript, waitMs)
  }

  /**
   * Sends a keepalive with this Unix time in ms; true when any ping_pong comes back within `waitMs` of real
   * time, whatever timestamp it carries (servers echo ours or send their own).
   */
  ping(timestamp: number, waitMs: number): Promise<boolean> {
    if (!this.#link) return Promise.resolve(false)
    return this.#pings.wait(waitMs, () => this.#send({ interaction_type: 'ping_pong', timestamp }))
  }

  /** Our side ends the connection: what is waited for resolves incomplete, and no event tells of it. */
  close(code = 1000): void {
    this.#drop('closed')?.close(code)
  }

  #receive(text: string): void {
    const { frameBytes } = this.#limits
    this.#options.onReceived?.(text.length > frameBytes ? text.slice(0, 1_000) : text)
    const read = readFrame(text, frameBytes)
    if ('frame' in read) this.#accept(read.frame)
    else this.#fault(read.fault)
  }

  #accept(frame: CustomerFrame): void {
    if (!ANSWERS.includes(frame.response_type)) {
      this.#asides += 1
      if (this.#asides > this.#limits.asides)
        return this.#fault(
          `${frame.response_type} dropped: more than ${this.#limits.asides} of its like came`,
        )
    }
    switch (frame.response_type) {
      case 'config':
        this.#configure(frame)
        break
      case 'response':
        this.#respond(frame)
        break
      case 'agent_interrupt':
        this.#interrupt(frame)
        break
      case 'ping_pong':
        this.#pings.settle(true)
        break
      case 'tool_call_invocation':
        this.#tell({ type: 'tool_call_invocation', frame })
        break
      case 'tool_call_result':
        this.#tell({ type: 'tool_call_result', frame })
        break
      case 'update_agent':
        this.#tell({ type: 'update_agent', config: frame.agent_config })
        break
      case 'metadata':
        this.#tell({ type: 'metadata', metadata: frame.metadata })
        break
    }
  }

  /**
   * The details go out at once, once a connection: there are servers that say nothing until they have them.
   */
  #configure({ config }: ConfigFrame): void {
    this.#config = config
    if (config.call_details && this.#link && !this.#link.detailsSent) {
      this.#link.detailsSent = true
      this.#send({ interaction_type: 'call_details', call: this.#options.callDetails() })
    }
    this.#tell({ type: 'config', config })
  }

  #respond(frame: ResponseFrame): void {
    const { fault, answer, words } = this.#floor.respond(frame)
    if (words !== undefined) this.#tellWords(frame, { responseId: frame.response_id, content: words })
    if (fault) this.#fault(fault)
    if (answer) this.#tell({ type: 'answered', answer })
    this.#maybeCut()
  }

  /** Breaks the connection off once the chunks have come after which that was ordered. */
  #maybeCut(): void {
    const cut = this.#cut
    if (!cut || cut.draft.complete || cut.draft.chunks < cut.afterChunks) return
    this.#cut = undefined
    this.#drop('lost')?.terminate()
    this.#tell({ type: 'closed', code: 1006 })
  }

  #interrupt(frame: AgentInterruptFrame): void {
    const { fault, answer, words } = this.#floor.interrupt(frame)
    const interruptId = frame.interrupt_id
    if (words !== undefined) this.#tellWords(frame, { responseId: -1, interruptId, content: words })
    if (fault) this.#fault(fault)
    if (answer) this.#tell({ type: 'interrupt', interruptId: frame.interrupt_id, answer })
  }

  #tellWords(frame: Chunk, words: Omit<Words, 'noInterruptionAllowed'>): void {
    this.#options.onWords?.({ ...words, noInterruptionAllowed: frame.no_interruption_allowed === true })
  }

  #refuseBinary(): void {
    this.#drop('lost')?.close(1007, 'binary frame')
    this.#fault('a binary frame came: the socket carries text only and is closed with 1007')
    this.#tell({ type: 'closed', code: 1007 })
  }

  /** Lets go of the connection and all that waits for it; the peer given back is still to be closed. */
  #drop(cutShort: CutShort): Peer | undefined {
    const peer = this.#link?.peer
    this.#link = undefined
    this.#cut = undefined
    this.#floor.release(cutShort)
    this.#pings.settle(false)
    return peer
  }

  #send(frame: RetellFrame, transcript?: Transcript, waitMs = 0): void {
    if (!this.#link) return
    const head = JSON.stringify(inForm(this.#link.form, frame))
    const withTools = this.#config.transcript_with_tool_calls
    const sent = transcript ? { head, transcript, withTools } : head
    this.#options.onSent?.(sent)
    this.#link.peer.send(typeof sent === 'string' ? sent : frameText(sent), waitMs)
  }

  #fault(message: string): void {
    this.#faultCount += 1
    if (this.#faultCount <= this.#limits.faults) this.#tell({ type: 'fault', message })
    if (this.#faultCount !== this.#limits.faults + 1) return
    this.#tell({
      type: 'fault',
      message: 'further faults are counted, not told',
    })
  }

  #tell(event: SessionEvent): void {
    this.#options.onEvent(event)
  }
}
