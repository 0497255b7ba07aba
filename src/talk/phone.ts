// The terminal phone: one call to a developer's LLM server in real time, as Retell would hold it. It keeps the conversation;
// the line is line.ts, the agent's side agent-voice.ts, the protocol the session's, and what is shown is decided elsewhere.

import { wall } from '../clock.ts'
import { Patience } from '../patience.ts'
import { frameText, type SentFrame } from '../store/frame-text.ts'
import { Session, type SessionEvent } from '../ws/session.ts'
import { act } from './actions.ts'
import { type AgentTurn, hasAction } from './agent-turn.ts'
import { AgentVoice } from './agent-voice.ts'
import { cutIn } from './barge-in.ts'
import { CallTime } from './call-time.ts'
import type { Ending, TalkEvent } from './events.ts'
import { Line, lineTimings } from './line.ts'
import type { PhoneOptions } from './phone-options.ts'
import { ServerNotes } from './server-notes.ts'
import { Silence } from './silence.ts'
import type { TalkCall } from './talk-call.ts'
import { Tally } from './tally.ts'
import { type TalkRecord, TalkTranscript } from './transcript.ts'

/** Retell docs, agent settings: how long a call lasts at most. */
const LONGEST_CALL_MS = 3_600_000
const MAX_FAULTS = 10_000

export class Phone implements TalkCall {
  #resolveEnded: (ending: Ending) => void = () => {}
  readonly ended = new Promise<Ending>(resolve => {
    this.#resolveEnded = resolve
  })
  readonly #options: PhoneOptions
  readonly #takesTime: boolean
  readonly #transcript: TalkTranscript
  readonly #session: Session
  readonly #line: Line
  readonly #voice: AgentVoice
  readonly #notes: ServerNotes
  readonly #silence: Silence
  readonly #tally = new Tally()
  readonly #patience = new Patience()
  readonly #time = new CallTime()
  readonly tell = (event: TalkEvent): void => {
    this.#tally.take(event)
    this.#options.onEvent({ at_ms: Math.round(this.#time.now()), ...event })
    this.#patience.look()
  }
  readonly #cancelLongest = wall.after(LONGEST_CALL_MS, () => void this.#end('max_duration_reached'))
  #reason: string | null = null
  /** What is asked as soon as there is a connection. */
  #due: 'begin' | 'response_required' | undefined = 'begin'
  #framesShown = false

  constructor(options: PhoneOptions) {
    this.#options = options
    const { wordsPerMinute, patienceMs, speaks, live, timings, url } = options
    this.#takesTime = live || speaks
    const { tell } = this
    const { now, skipTo } = this.#time
    const transcript = new TalkTranscript({ now, wordsPerMinute })
    this.#transcript = transcript
    this.#notes = new ServerNotes({ items: transcript.items, tell, nowSec: () => Math.round(now()) / 1_000 })
    this.#session = new Session({
      callDetails: () => options.details,
      onEvent: event => this.#hear(event),
      onWords: words => this.#voice.hear(words),
      onReceived: text => this.#showFrame('received', text),
      onSent: frame => this.#showFrame('sent', frame),
      limits: { faults: MAX_FAULTS },
    })
    this.#voice = new AgentVoice({
      speaks,
      takesTime: this.#takesTime,
      wordsPerMinute,
      patienceMs,
      now,
      skipTo,
      tell,
      begins: () => this.#session.update(transcript.frames(), 'agent_turn'),
      said: utterance => transcript.agentSaid(utterance),
      finished: turn => this.#finished(turn),
    })
    this.#silence = new Silence({
      notes: this.#notes,
      transcript,
      now,
      tell,
      quiet: () => this.heardOut(),
      remind: () => this.#ask('reminder_required'),
    })
    this.#line = new Line({
      url,
      session: this.#session,
      timings: { ...lineTimings, ...timings },
      tell,
      opened: () => this.#ask(this.#due),
      broke: () => this.#loseTurn(),
      lost: reason => void this.#end(reason),
    })
  }

  /** Dials. What comes of it is told. */
  dial(): void {
    void this.#line.dial()
  }

  async answered(): Promise<void> {
    await this.#patience.until(() => !this.#isAwaited())
  }

  async heardOut(): Promise<void> {
    await this.answered()
    if (!this.#takesTime && this.#voice.turn?.completeAt !== undefined) this.#voice.finish()
    await this.#patience.until(() => this.#isOver || (this.#voice.turn?.isOverdue ?? true))
  }

  async say(content: string): Promise<void> {
    if (this.#cutsIn()) await this.#cutIn()
    if (this.#isOver) return
    this.#takeFloor()
    if (this.#isOver) return
    this.#heardCaller(content)
    this.#ask('response_required')
  }

  async update(content: string): Promise<void> {
    if (this.#isOver) return
    if (content !== '') {
      this.#takeFloor()
      this.#heardCaller(content, true)
    } else {
      this.#session.update(this.#transcript.frames())
      this.tell({ type: 'updated' })
    }
  }

  async interrupt(content: string): Promise<void> {
    await this.#cutIn()
    await this.say(content)
  }

  async silence(forMs?: number): Promise<void> {
    if (!this.#isOver && (await this.#silence.keep(forMs)) === 'inactivity') await this.#end('inactivity')
  }

  async press(digits: string): Promise<void> {
    if (this.#isOver) return
    this.#silence.break()
    this.#transcript.callerPressed(digits)
    this.tell({ type: 'pressed', digits })
    this.#session.update(this.#transcript.frames())
  }

  async cut(): Promise<void> {
    if (!this.#line.cut()) return this.tell({ type: 'refused', message: 'there is no connection to cut' })
    await this.#patience.until(() => this.#isOver || !this.#session.connected)
    await this.#patience.until(() => this.#isOver || this.#session.connected)
  }

  showFrames(shown: boolean): void {
    this.#framesShown = shown
  }

  record(): TalkRecord {
    const { items } = this.#transcript
    const { callId: call_id } = this.#options
    return { call_id, disconnection_reason: this.#reason, duration_ms: Math.round(this.#time.now()), items }
  }

  async hangUp(): Promise<void> {
    await this.#end('user_hangup')
  }

  get #isOver(): boolean {
    return this.#reason !== null
  }

  #showFrame(direction: 'sent' | 'received', frame: string | SentFrame): void {
    if (!this.#framesShown) return
    this.tell({ type: 'frame', direction, text: typeof frame === 'string' ? frame : frameText(frame) })
  }

  /** Words of the agent are still to come, and are waited for. */
  #isAwaited(): boolean {
    return !this.#isOver && (this.#due !== undefined || this.#voice.isAwaited)
  }

  /**
   * Whether who speaks now cuts the agent off: one that is still coming, is shown at the pace of speech, or is to be followed
   * by something. Any other answer has been heard out.
   */
  #cutsIn(): boolean {
    const { turn } = this.#voice
    if (turn?.firstSentenceAt === undefined || !this.#takesTime) return false
    return turn.completeAt === undefined || this.#options.speaks || hasAction(turn.action)
  }

  #cutIn(): Promise<void> {
    const isQuiet = () => !this.#isAwaited()
    const { tell } = this
    return cutIn({
      ...this.#options,
      voice: this.#voice,
      now: this.#time.now,
      patience: this.#patience,
      isQuiet,
      tell,
    })
  }

  #takeFloor(): void {
    this.#silence.break()
    if (this.#voice.turn?.completeAt !== undefined) this.#voice.finish()
    else this.#voice.cutOff('you')
  }

  #heardCaller(content: string, goesOn = false): void {
    this.#notes.reminders = 0
    if (!this.#takesTime) this.#time.skip(this.#transcript.speechMs(content))
    this.#transcript.callerSaid(content, { goesOn })
    this.tell({ type: 'you', content, ...(goesOn && { goes_on: true }) })
    this.#session.update(this.#transcript.frames(), 'user_turn')
  }

  #ask(kind: 'begin' | 'response_required' | 'reminder_required' | undefined): void {
    const { connected } = this.#session
    this.#due = connected || kind === 'reminder_required' ? undefined : kind
    if (!connected || kind === undefined || this.#isOver) return
    const responseId = kind === 'begin' ? 0 : this.#session.nextResponseId
    const turn = this.#voice.expect(kind, { responseId })
    const { patienceMs } = this.#options
    if (kind !== 'begin') this.tell({ type: 'asked', kind, response_id: responseId })
    const answer =
      kind === 'begin'
        ? this.#session.begin(patienceMs)
        : this.#session.ask(kind, this.#transcript.frames(), patienceMs)
    void answer.then(({ complete, cutShort, ...rest }) => {
      if (turn !== this.#voice.turn) return
      if (complete) this.#voice.complete({ complete, ...rest })
      else if (cutShort === 'limit') this.#voice.overdue(turn)
    })
  }

  /** The connection is gone: what was asked on it is asked again on the next one. */
  #loseTurn(): void {
    const { turn } = this.#voice
    if (turn && turn.completeAt === undefined) {
      if (turn.kind === 'begin' || turn.kind === 'response_required') this.#due = turn.kind
      this.#voice.cutOff('loss', turn.askedAt)
    }
    this.#patience.look()
  }

  #hear(event: SessionEvent): void {
    switch (event.type) {
      case 'closed':
        this.#line.hasClosed(event.code)
        break
      case 'fault':
        this.tell({ type: 'dropped', message: event.message })
        break
      case 'answered':
        this.#voice.complete(event.answer)
        break
      case 'interrupt':
        if (event.interruptId === this.#voice.turn?.interruptId) this.#voice.complete(event.answer)
        break
      default:
        this.#notes.take(event)
    }
  }

  /** The agent has said all of it, and does what it wanted to do then. */
  #finished({ action, content }: AgentTurn): void {
    if (content.trim() !== '') this.#session.update(this.#transcript.frames())
    act(action, { notes: this.#notes, tell: this.tell, end: reason => void this.#end(reason) })
    this.#patience.look()
  }

  async #end(reason: string): Promise<void> {
    if (this.#isOver) return
    this.#reason = reason
    this.#cancelLongest()
    this.#silence.break()
    const durationMs = this.#time.now()
    this.#voice.end()
    await this.#line.close()
    // Of a flood of faults not every one was told.
    const ending = { ...this.#tally.ending(reason, durationMs), dropped: this.#session.faultCount }
    this.tell({ type: 'ended', ...ending })
    this.#resolveEnded(ending)
  }
}
