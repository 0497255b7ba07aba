// The terminal phone to an agent of a running mock, whatever its engine: a web call whose far end is moved by hand, and
// which is watched like any other. Time, speech and who thinks are the mock's.

import { wall } from '../clock.ts'
import { Patience } from '../patience.ts'
import { CallTime } from './call-time.ts'
import type { Ending, TalkEvent, Told } from './events.ts'
import { fieldsOf, MockRefusal } from './mock-client.ts'
import type { TalkCall } from './talk-call.ts'
import { Tally } from './tally.ts'
import type { TalkRecord } from './transcript.ts'
import { type Change, recordItem, responseIdOf, WatchedItems } from './watched-items.ts'
import { WatchedTurn } from './watched-turn.ts'
import { placeWebCall, type WebCall, type WebCallOrder } from './web-call.ts'

export interface AgentPhoneOptions extends WebCallOrder {
  /** A person types and cuts in at once; a script does when the agent has spoken for a moment. */
  live: boolean
  /** How long an answer is waited for. */
  patienceMs: number
  /** Must not throw. */
  onEvent(event: Told): void
}

/** How soon after some words it is looked at whether they were the last, in the mock's time, and in real time at least. */
const LOOK_AFTER_MS = 300
const LOOK_AFTER_AT_LEAST_MS = 10
/** As long as the agent waits before it reminds, unless it is told otherwise. */
const USUAL_SILENCE_MS = 10_000
/** How long after a silence the words of a reminder may still come. */
const REMINDER_GRACE_MS = 2_000
/** When a script cuts in, as scenarios do. */
const CUTS_IN_AFTER_MS = 1_500
/** How long the mock has to tell that the call is over. */
const FAREWELL_MS = 3_000

export class AgentPhone implements TalkCall {
  #resolveEnded: (ending: Ending) => void = () => {}
  readonly ended = new Promise<Ending>(resolve => {
    this.#resolveEnded = resolve
  })
  readonly #options: AgentPhoneOptions
  readonly #items = new WatchedItems()
  /** Tools that are still at work. */
  readonly #openTools = new Set<unknown>()
  readonly #tally = new Tally()
  readonly #patience = new Patience()
  readonly #now = new CallTime().now
  readonly #turn: WatchedTurn
  #call: WebCall | undefined
  #reason: string | null = null
  #silence = new AbortController()

  constructor(options: AgentPhoneOptions) {
    this.#options = options
    this.#turn = new WatchedTurn({
      patienceMs: options.patienceMs,
      lookAfterMs: () => Math.max(LOOK_AFTER_AT_LEAST_MS, LOOK_AFTER_MS / (this.#call?.speed ?? 1)),
      now: this.#now,
      tell: event => this.tell(event),
      isSaid: () => this.#isSaid(),
    })
  }

  /** Makes the call, answers it and watches it. What comes of it is told. */
  dial(): void {
    placeWebCall(this.#options).then(
      call => this.#take(call),
      (error: Error) => {
        this.tell({ type: 'refused', message: error.message })
        this.#end('not_connected', { error: true })
      },
    )
  }

  heardOut(): Promise<void> {
    return this.answered()
  }

  async answered(): Promise<void> {
    await this.#patience.until(() => this.#isOver || (this.#call !== undefined && !this.#turn.isAwaited))
  }

  async say(content: string): Promise<void> {
    await this.#patience.until(() => this.#isOver || this.#call !== undefined)
    if (this.#isOver) return
    this.#moves()
    this.#turn.cutOff()
    this.tell({ type: 'you', content })
    this.#turn.expect('response_required')
    if (!(await this.#act({ action: 'say', content }))) this.#turn.drop()
  }

  async interrupt(content: string): Promise<void> {
    const { live } = this.#options
    const hasBegun = () => this.#call !== undefined && (this.#turn.isSpeaking || !this.#turn.isAwaited)
    if (!live) await this.#patience.until(() => this.#isOver || hasBegun())
    const since = this.#turn.speaksSince
    if (!live && since !== undefined) {
      await wall.sleep(since + CUTS_IN_AFTER_MS / (this.#call?.speed ?? 1) - this.#now())
    }
    if (!this.#turn.isSpeaking) this.tell({ type: 'note', message: 'the agent was not speaking' })
    await this.say(content)
  }

  async silence(forMs = USUAL_SILENCE_MS): Promise<void> {
    const call = this.#call
    if (this.#isOver || !call) return
    const signal = this.#moves()
    this.tell({ type: 'silence', for_ms: forMs, reminder_after_ms: null })
    if (!(await this.#act({ action: 'silence', silence_ms: forMs }))) return
    await wall.sleep(forMs / call.speed, signal)
    const reminded = this.#patience.until(() => this.#isOver || signal.aborted || this.#turn.isAwaited)
    await Promise.race([reminded, wall.sleep(REMINDER_GRACE_MS / call.speed, signal)])
  }

  async press(digits: string): Promise<void> {
    if (this.#isOver) return
    this.#moves()
    if (await this.#act({ action: 'press', digits })) this.tell({ type: 'pressed', digits })
  }

  async update(): Promise<void> {
    this.#refuse('the mock itself tells a server how the conversation stands')
  }

  async cut(): Promise<void> {
    this.#refuse('the mock holds the line: there is no connection to cut here')
  }

  showFrames(): void {
    this.#refuse(`the mock has the frames: GET /_fake/conversations/${this.#call?.callId ?? '{call_id}'}`)
  }

  record(): TalkRecord {
    return {
      call_id: this.#call?.callId ?? '',
      disconnection_reason: this.#reason,
      duration_ms: Math.round(this.#now()),
      items: this.#items.inOrder.flatMap(item => recordItem(item) ?? []),
    }
  }

  async hangUp(): Promise<void> {
    if (this.#isOver) return
    if (this.#call && (await this.#act({ action: 'hang_up' }))) {
      await Promise.race([this.ended, wall.sleep(FAREWELL_MS)])
    }
    this.#end('user_hangup')
  }

  get #isOver(): boolean {
    return this.#reason !== null
  }

  tell(event: TalkEvent): void {
    this.#tally.take(event)
    this.#options.onEvent({ at_ms: Math.round(this.#now()), ...event })
    this.#patience.look()
  }

  #refuse(message: string): void {
    this.tell({ type: 'refused', message })
  }

  /** The caller does something, which ends a silence. The signal is that of the next one. */
  #moves(): AbortSignal {
    this.#silence.abort()
    this.#silence = new AbortController()
    return this.#silence.signal
  }

  #take(call: WebCall): void {
    if (this.#isOver) {
      call.monitor.terminate()
      return void call.client.ask('POST', actionsOf(call), { action: 'hang_up' }).catch(() => {})
    }
    const { agentId, baseUrl } = this.#options
    this.#call = call
    this.#turn.expect('begin')
    this.tell({ type: 'call', call_id: call.callId, agent_id: agentId, base_url: baseUrl })
    call.monitor.listen({
      text: text => this.#hear(fieldsOf(text) ?? {}),
      binary: () => {},
      closed: () => void this.#lost(call),
    })
  }

  /** Whether the mock did it; why it did not is told. */
  async #act(action: Record<string, unknown>): Promise<boolean> {
    try {
      if (this.#call) await this.#call.client.ask('POST', actionsOf(this.#call), action)
      return this.#call !== undefined
    } catch (error) {
      if (!(error instanceof MockRefusal)) throw error
      if (!this.#isOver) this.#refuse(error.message)
      return false
    }
  }

  #hear({ type, transcripts, disconnection_reason: reason }: Record<string, unknown>): void {
    if (this.#isOver) return
    for (const change of this.#items.take(transcripts)) this.#note(change)
    if (type === 'call_ended') this.#end(typeof reason === 'string' ? reason : 'error_unknown')
  }

  #note({ item, isNew, grown }: Change): void {
    const { role, content = '', tool_call_id: id } = item
    switch (role) {
      case 'agent':
        return this.#turn.agentSays(grown, { isNew, responseId: responseIdOf(item) })
      case 'user':
        return this.#turn.callerSpeaks()
      case 'tool_call_invocation': {
        this.#openTools.add(id)
        const [name, args] = [String(item.name), String(item.arguments)]
        return this.tell({ type: role, tool_call_id: String(id), name, arguments: args })
      }
      case 'tool_call_result': {
        this.#openTools.delete(id)
        const failed = item.successful === false ? { successful: false } : {}
        return this.tell({ type: role, tool_call_id: String(id), content, ...failed })
      }
      case 'dtmf':
        return
      default:
        return this.tell({ type: 'item', item })
    }
  }

  async #isSaid(): Promise<boolean> {
    const call = await this.#read()
    const spoken: unknown[] = Array.isArray(call?.transcript_object) ? call.transcript_object : []
    const said = spoken.filter(isAgents).length
    return said === this.#items.inOrder.filter(isAgents).length && this.#openTools.size === 0
  }

  /** The monitor is gone without a word: the call knows why it is over, if anybody does. */
  async #lost(call: WebCall): Promise<void> {
    if (this.#isOver) return
    const record = await this.#read()
    if (!record) this.#refuse('the mock is gone')
    const { disconnection_reason: reason } = record ?? {}
    this.#end(typeof reason === 'string' ? reason : 'monitor_lost', { error: typeof reason !== 'string' })
    call.monitor.terminate()
  }

  /** The call as the mock has it; nothing when the mock cannot be asked. */
  #read(): Promise<Record<string, unknown> | undefined> {
    const { client, callId } = this.#call ?? {}
    return client?.ask('GET', `/v2/get-call/${callId}`).catch(() => undefined) ?? Promise.resolve(undefined)
  }

  #end(reason: string, { error = reason.startsWith('error') } = {}): void {
    if (this.#isOver) return
    this.#reason = reason
    this.#silence.abort()
    this.#turn.drop()
    this.#call?.monitor.terminate()
    this.#call?.client.close()
    const ending = { ...this.#tally.ending(reason, this.#now()), error }
    this.tell({ type: 'ended', ...ending })
    this.#resolveEnded(ending)
  }
}

const actionsOf = ({ callId }: WebCall) => `/_fake/calls/${callId}/actions`

const isAgents = (item: unknown): boolean =>
  typeof item === 'object' && item !== null && 'role' in item && item.role === 'agent'
