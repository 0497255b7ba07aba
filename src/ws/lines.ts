// The open sockets to customers' LLM servers, by call. The only state of a call that lives in memory alone: after a
// restart the lifecycle has them dialled again.

import { wall } from '../clock.ts'
import { messageOf } from '../errors.ts'
import { DOOR, isDoor } from '../llm-door.ts'
import type { World } from '../world.ts'
import { closeMeaning } from './close-codes.ts'
import type { Connection } from './connection.ts'
import { dial } from './dialer.ts'
import type { LineEvents, LineOrder } from './line-events.ts'
import { LineLog } from './line-log.ts'
import { llmUrl } from './llm-url.ts'
import { type Answer, type AskOptions, Session, type SessionEvent, type Transcript } from './session.ts'

/** Retell docs, setting up a WebSocket server: how long an attempt to connect may take. */
const DIAL_TIMEOUT_MS = 7_000
/**
 * How long, in real ms, a server has to say its first word before the call goes on without it: most set their switches
 * as soon as the socket is open, and on a frozen clock no time passes until then.
 */
const FIRST_FRAME_MS = 250
/** Real ms that a server which came by itself has to greet: the API reference, by which it is written, knows no greeting. */
const GREETING_MS = 1_000
/** Above the session's own limit, so that a large frame is told of before a huge one breaks the socket. */
export const MAX_PAYLOAD_BYTES = 4_194_304

/**
 * How long, in real ms, a frame that nobody is to answer waits for the next one: a write costs more than all else about it.
 * While a clock is moved no time passes at the other end until something is asked, or the move is over.
 */
const RUNNING_WAIT_MS = 1
const STANDING_WAIT_MS = 1_000

interface Line {
  session: Session
  onFirstFrame?: () => void
  /** Somebody has connected, or the call is over. */
  onArrival?: () => void
  /** The server at the other end was not dialled. */
  cameByItself: boolean
  log: LineLog
  connection: Connection | undefined
  closed: boolean
}

export class LineRegistry {
  readonly #lines = new Map<string, Line>()
  /** Those with frames that wait for the next. */
  readonly #waiting = new Set<Line>()
  readonly #events: LineEvents

  constructor(events: LineEvents) {
    this.#events = events
  }

  /**
   * Dials once, or waits as long for a server that comes by itself. Resolves with undefined when the socket is open, else
   * with a sentence that says why it is not. Whichever comes first, a server dialled or one that came, is the call's.
   */
  async open(world: World, order: LineOrder, signal: AbortSignal): Promise<string | undefined> {
    const line = this.#line(world, order)
    const spoken = new Promise<void>(resolve => {
      line.onFirstFrame = resolve
    })
    try {
      if (!line.session.connected) {
        if (isDoor(order.url, world.publicUrl)) await this.#arrival(world, order, line, signal)
        else await this.#dial(order, line, signal)
      }
    } catch (error) {
      if (!line.session.connected) return messageOf(error)
    }
    if (line.closed) return 'the call ended meanwhile'
    await Promise.race([spoken, wall.sleep(FIRST_FRAME_MS, signal)])
    return undefined
  }

  /** Gives a call the connection of a server that came by itself. The call must not have one. */
  accept(world: World, order: LineOrder, connection: Connection): void {
    const line = this.#line(world, order)
    line.cameByItself = true
    attach(line, connection)
  }

  async #dial({ callId, url, variables, builtIn }: LineOrder, line: Line, signal: AbortSignal) {
    const connection = await dial(llmUrl(url, callId, variables, builtIn), {
      timeoutMs: DIAL_TIMEOUT_MS,
      maxPayloadBytes: MAX_PAYLOAD_BYTES,
      signal,
    })
    if (line.closed || line.session.connected) return connection.terminate()
    line.cameByItself = false
    attach(line, connection)
  }

  async #arrival(world: World, { callId }: LineOrder, line: Line, signal: AbortSignal) {
    const patienceMs = Math.min(DIAL_TIMEOUT_MS, world.settings.llm_patience_ms)
    const arrived = new Promise<void>(resolve => {
      line.onArrival = resolve
    })
    await Promise.race([arrived, wall.sleep(patienceMs, signal)])
    if (line.session.connected) return
    throw new Error(`no LLM server came to ${DOOR}/${callId} within ${patienceMs} ms`)
  }

  isOpen(world: World, callId: string): boolean {
    return this.#find(world, callId)?.session.connected ?? false
  }

  begin(world: World, callId: string, waitMs: number): Promise<Answer> {
    const line = this.#find(world, callId)
    if (!line) return Promise.resolve(noAnswer(0))
    return line.session.begin(line.cameByItself ? Math.min(waitMs, GREETING_MS) : waitMs)
  }

  ask(
    world: World,
    callId: string,
    kind: 'response_required' | 'reminder_required',
    transcript: Transcript,
    waitMs: number,
    options?: AskOptions,
  ): Promise<Answer> {
    const session = this.#find(world, callId)?.session
    return session?.ask(kind, transcript, waitMs, options) ?? Promise.resolve(noAnswer(-1))
  }

  more(world: World, callId: string, responseId: number, waitMs: number): Promise<Answer> {
    return (
      this.#find(world, callId)?.session.more(responseId, waitMs) ?? Promise.resolve(noAnswer(responseId))
    )
  }

  /** Where the clock is moved the caller goes on at once, and what follows goes out in the same write. */
  askInPassing(world: World, callId: string, transcript: () => Transcript): void {
    const line = this.#find(world, callId)
    if (!line?.session.connected) return
    const { stands } = world.clock
    if (stands) this.#waiting.add(line)
    line.session.request(transcript(), stands ? STANDING_WAIT_MS : 0)
  }

  update(
    world: World,
    callId: string,
    transcript: () => Transcript,
    turntaking?: 'agent_turn' | 'user_turn',
    atOnce = false,
  ): void {
    const line = this.#find(world, callId)
    if (!line?.session.connected) return
    const waitMs = atOnce ? 0 : world.clock.stands ? STANDING_WAIT_MS : RUNNING_WAIT_MS
    if (waitMs > RUNNING_WAIT_MS) this.#waiting.add(line)
    line.session.update(transcript(), turntaking, waitMs)
  }

  /** A clock is not being moved any more: what was held back goes out. */
  flush(): void {
    for (const line of this.#waiting) line.connection?.peer.flush?.()
    this.#waiting.clear()
  }

  wantsPings(world: World, callId: string): boolean {
    return this.#find(world, callId)?.session.config.auto_reconnect ?? false
  }

  ping(world: World, callId: string, waitMs: number): Promise<boolean> {
    return this.#find(world, callId)?.session.ping(wall.now(), waitMs) ?? Promise.resolve(false)
  }

  nextResponseId(world: World, callId: string): number | undefined {
    return this.#find(world, callId)?.session.nextResponseId
  }

  /** Ends the socket of a call from our side. */
  close(world: World, callId: string): void {
    const key = keyOf(world, callId)
    const line = this.#lines.get(key)
    this.#lines.delete(key)
    world.store.frames.rest(callId)
    if (line) hangUp(line)
  }

  /** Closes what belongs to a workspace that is gone. */
  closeAllOf(world: World): void {
    for (const key of [...this.#lines.keys()]) {
      if (key.startsWith(`${world.id}:`)) this.close(world, key.slice(key.indexOf(':') + 1))
    }
  }

  /** The mock stops: the sockets break off, as they do when a server dies, and the calls go on after a restart. */
  terminateAll(): void {
    for (const line of this.#lines.values()) {
      line.closed = true
      line.connection?.terminate()
      line.onArrival?.()
    }
    this.#lines.clear()
  }

  #find(world: World, callId: string): Line | undefined {
    return this.#lines.get(keyOf(world, callId))
  }

  #line(world: World, { callId, nextResponseId, callDetails }: LineOrder): Line {
    const key = keyOf(world, callId)
    const known = this.#lines.get(key)
    if (known) return known
    const log = new LineLog(world, callId)
    const session = new Session({
      callDetails,
      nextResponseId,
      onReceived: frame => {
        line.onFirstFrame?.()
        if (!line.closed) log.keep('received', frame)
      },
      onSent: frame => {
        if (!line.closed) log.keep('sent', frame)
      },
      onEvent: event => {
        if (!line.closed) this.#hear(world, callId, log, event)
      },
    })
    const line: Line = {
      connection: undefined,
      cameByItself: false,
      log,
      closed: false,
      session,
    }
    this.#lines.set(key, line)
    return line
  }

  #hear(world: World, callId: string, log: LineLog, event: SessionEvent): void {
    switch (event.type) {
      case 'answered':
        return this.#events.answeredLate(world, callId, event.answer)
      case 'interrupt':
        return this.#events.interrupted(world, callId, { ...event.answer, interruptId: event.interruptId })
      case 'closed': {
        log.note(`LLM ws closed: ${event.code}`)
        const meaning = closeMeaning(event.code)
        if (meaning.kind === 'hangup') return this.#events.lost(world, callId, 'agent_hangup', 0)
        if (meaning.kind === 'error') return this.#events.lost(world, callId, meaning.reason, 0)
        return this.#events.lost(world, callId, 'error_llm_websocket_runtime', meaning.attempts)
      }
      case 'fault':
        return log.note(event.message)
      case 'tool_call_invocation':
      case 'tool_call_result':
      case 'update_agent':
        return this.#events.noted(world, callId, event)
      case 'metadata':
        return this.#events.metadata(world, callId, event.metadata)
      case 'config':
        // The session keeps the switches.
        return
    }
  }
}

const keyOf = (world: World, callId: string) => `${world.id}:${callId}`

const noAnswer = (responseId: number): Answer => ({
  responseId,
  content: '',
  pieces: [],
  complete: false,
  cutShort: 'lost',
  endCall: false,
  noInterruptionAllowed: false,
})

function attach(line: Line, connection: Connection): void {
  line.connection = connection
  line.log.connected()
  connection.listen(line.session.attach(connection.peer, line.cameByItself ? 'reference' : 'retell'))
  line.onArrival?.()
}

function hangUp(line: Line): void {
  line.session.close()
  line.closed = true
  line.onArrival?.()
}
