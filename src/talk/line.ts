// The line to the developer's server: dialled as Retell dials, kept alive, and dialled again when it breaks. What is said on
// it is the session's.

import { wall } from '../clock.ts'
import { closeMeaning } from '../ws/close-codes.ts'
import type { Connection } from '../ws/connection.ts'
import { dial } from '../ws/dialer.ts'
import type { Session } from '../ws/session.ts'
import type { TalkEvent } from './events.ts'

export interface LineTimings {
  /** Retell docs, setting up a WebSocket server: three attempts of seven seconds, three seconds apart. */
  dialAttempts: number
  dialMs: number
  betweenDialsMs: number
  /** Retell docs, LLM WebSocket: a keepalive every two seconds; five without one, and the line counts as lost. */
  pingEveryMs: number
  pingDeadlineMs: number
}

export const lineTimings: Readonly<LineTimings> = {
  dialAttempts: 3,
  dialMs: 7_000,
  betweenDialsMs: 3_000,
  pingEveryMs: 2_000,
  pingDeadlineMs: 5_000,
}

const PING_RECONNECTS = 2
/** As the mock has it: a large frame is told of before a huge one breaks the connection. */
const MAX_PAYLOAD_BYTES = 4_194_304
/** How long the other side has to answer our goodbye. */
const FAREWELL_MS = 1_500

export interface LineOptions {
  /** With the call id. */
  url: string
  session: Session
  timings: LineTimings
  tell(event: TalkEvent): void
  /** There is a connection, the first or another. */
  opened(): void
  /** The connection is gone, and what was asked on it with it. */
  broke(): void
  /** It is not dialled again: the call is over for this reason. */
  lost(reason: string): void
}

export class Line {
  readonly #options: LineOptions
  readonly #stop = new AbortController()
  readonly #open = new Set<Connection>()
  #current: Connection | undefined
  #connections = 0
  #breaks = 0
  #silences = 0
  #farewell: (() => void) | undefined

  constructor(options: LineOptions) {
    this.#options = options
  }

  /** Dials until there is a connection, or the attempts are used up. */
  async dial(reconnect = false): Promise<void> {
    const { url, timings, tell } = this.#options
    for (let attempt = 1; !this.#stop.signal.aborted; attempt++) {
      tell({ type: 'dialing', url, attempt, reconnect })
      const from = wall.monotonic()
      const outcome = await dial(url, {
        timeoutMs: timings.dialMs,
        maxPayloadBytes: MAX_PAYLOAD_BYTES,
        signal: this.#stop.signal,
      }).catch((error: Error) => error)
      if (!(outcome instanceof Error)) return this.#take(outcome, Math.round(wall.monotonic() - from))
      if (this.#stop.signal.aborted) return
      const isLast = attempt >= timings.dialAttempts
      const again_in_ms = isLast ? null : timings.betweenDialsMs
      tell({ type: 'dial_failed', attempt, message: outcome.message, again_in_ms })
      if (isLast) {
        const reason = reconnect ? 'error_llm_websocket_lost_connection' : 'error_llm_websocket_open'
        return this.#options.lost(reason)
      }
      await wall.sleep(timings.betweenDialsMs, this.#stop.signal)
    }
  }

  #take(connection: Connection, took_ms: number): void {
    if (this.#stop.signal.aborted) return connection.terminate()
    const { session, tell, opened } = this.#options
    this.#current = connection
    this.#open.add(connection)
    this.#connections += 1
    tell({ type: 'connected', connection: this.#connections, took_ms })
    const handlers = session.attach(connection.peer)
    connection.listen({
      ...handlers,
      closed: code => {
        this.#open.delete(connection)
        this.#farewell?.()
        handlers.closed(code)
      },
    })
    void this.#keepAlive(connection)
    opened()
  }

  /** The session tells that the other side has closed, or that the connection broke. */
  hasClosed(code: number): void {
    const { tell, broke, lost } = this.#options
    this.#current = undefined
    const meaning = closeMeaning(code)
    tell({ type: 'closed', code, meaning: meaningText(code) })
    broke()
    if (meaning.kind === 'hangup') return lost('agent_hangup')
    if (meaning.kind === 'error') return lost(meaning.reason)
    if (this.#breaks >= meaning.attempts) return lost('error_llm_websocket_runtime')
    this.#breaks += 1
    this.#again('the connection broke', this.#breaks, meaning.attempts)
  }

  #again(because: string, time: number, of: number): void {
    this.#options.tell({ type: 'reconnecting', because, time, of })
    void this.dial(true)
  }

  /** Breaks the connection off, as a network does. False when there is none. */
  cut(): boolean {
    this.#current?.terminate()
    return this.#current !== undefined
  }

  /** Says goodbye, and waits a little for the answer. */
  async close(): Promise<void> {
    this.#stop.abort()
    this.#options.session.close()
    this.#current = undefined
    if (this.#open.size > 0) {
      const answered = new Promise<void>(resolve => {
        this.#farewell = () => this.#open.size === 0 && resolve()
      })
      await Promise.race([answered, wall.sleep(FAREWELL_MS)])
    }
    for (const connection of this.#open) connection.terminate()
  }

  /** Pings while the config of this connection asks for it. */
  async #keepAlive(connection: Connection): Promise<void> {
    const { session, timings, tell } = this.#options
    let heardAt = wall.monotonic()
    const isCurrent = () => this.#current === connection
    while (isCurrent()) {
      await wall.sleep(timings.pingEveryMs, this.#stop.signal)
      // One that is answered late is followed by the next at once.
      while (isCurrent() && session.config.auto_reconnect) {
        const leftMs = timings.pingDeadlineMs - (wall.monotonic() - heardAt)
        if (await session.ping(wall.now(), Math.min(timings.pingEveryMs, leftMs))) break
        if (!isCurrent()) return
        const silent_ms = Math.ceil(wall.monotonic() - heardAt)
        tell({ type: 'ping_missed', silent_ms })
        if (silent_ms >= timings.pingDeadlineMs) return this.#giveUp()
      }
      heardAt = wall.monotonic()
    }
  }

  /** Nobody answers the pings: as Retell, closes the connection and dials again, twice at most. */
  #giveUp(): void {
    const { session, broke, lost } = this.#options
    this.#current = undefined
    session.close(1001)
    broke()
    if (this.#silences >= PING_RECONNECTS) return lost('error_llm_websocket_lost_connection')
    this.#silences += 1
    this.#again('pings went unanswered', this.#silences, PING_RECONNECTS)
  }
}

/** What Retell makes of a close code, in words. */
function meaningText(code: number): string {
  const meaning = closeMeaning(code)
  if (meaning.kind === 'hangup') return 'the server hung up'
  if (meaning.kind === 'reconnect') return `broken off: Retell dials again, up to ${meaning.attempts} times`
  const without = code === 1005 ? 'closed without a code: ' : ''
  return `${without}an error, the call ends as ${meaning.reason}`
}
