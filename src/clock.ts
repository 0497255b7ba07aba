// Time as an argument. `wall` is the machine's own time, captured at load so that a user's fake timers do not
// stop the mock; a `Clock` is one workspace's time: real, scaled or frozen, and movable. It runs nothing: see jobs.ts.

const dateNow = Date.now.bind(Date)
const monotonicNow = performance.now.bind(performance)
const startTimer = setTimeout
const stopTimer = clearTimeout

export type Cancel = () => void

/** The machine's own time. Only sockets, timeouts of real I/O and signatures may depend on it. */
export const wall = {
  /** Unix time in ms. */
  now: (): number => dateNow(),
  /** Milliseconds since some fixed moment; only differences mean anything. */
  monotonic: (): number => monotonicNow(),
  /** Runs `work` once after `delayMs` of real time, without keeping the process alive. */
  after(delayMs: number, work: () => void): Cancel {
    const timer = startTimer(work, Math.min(Math.max(delayMs, 0), 2_147_483_647))
    timer.unref?.()
    return () => stopTimer(timer)
  },
  /** Keeps the process alive until it is cancelled, which nothing else here does. */
  awake(): Cancel {
    const timer = startTimer(() => {}, 2_147_483_647)
    return () => stopTimer(timer)
  },
  /** Resolves after `delayMs` of real time, or as soon as `signal` aborts. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const end = () => {
        cancel()
        signal?.removeEventListener('abort', end)
        resolve()
      }
      const cancel = wall.after(delayMs, end)
      signal?.addEventListener('abort', end, { once: true })
    })
  },
}

export type ClockMode = 'real' | 'scaled' | 'frozen'

/** What is stored of a clock, and enough to make it again after a restart. `speed` is 0 when frozen. */
export interface ClockState {
  mode: ClockMode
  speed: number
  /** The clock's own time in ms at the moment `wallAt`. */
  at: number
  wallAt: number
}

/** `real`, `frozen`, or `<N>x` with N > 0, as the command line spells it. Throws a sentence on anything else. */
export function parseTime(text: string): { mode: ClockMode; speed: number } {
  if (text === 'real') return { mode: 'real', speed: 1 }
  if (text === 'frozen') return { mode: 'frozen', speed: 0 }
  const speed = /^(\d+(?:\.\d+)?)x$/.exec(text)?.[1]
  if (speed && Number(speed) > 0 && Number(speed) <= 100_000) return { mode: 'scaled', speed: Number(speed) }
  throw new RangeError(`time must be "real", "frozen" or a speed such as "60x", not "${text}"`)
}

/** One workspace's time, in Unix ms. */
export class Clock {
  #state: ClockState
  #heldAt: number | undefined
  #asOf: number | undefined

  constructor(state: ClockState) {
    this.#state = state
  }

  /** A clock that starts now, by the wall. */
  static start({ mode, speed }: { mode: ClockMode; speed: number }, at: number = wall.now()): Clock {
    return new Clock({ mode, speed, at, wallAt: wall.now() })
  }

  get state(): Readonly<ClockState> {
    return this.#heldAt === undefined ? this.#state : { ...this.#state, at: this.#heldAt, wallAt: wall.now() }
  }

  get frozen(): boolean {
    return this.#state.speed === 0
  }

  /** Whether time passes only by being moved: it is frozen, or somebody is moving it. */
  get stands(): boolean {
    return this.frozen || this.#heldAt !== undefined
  }

  now(): number {
    if (this.#asOf !== undefined) return this.#asOf
    if (this.#heldAt !== undefined) return this.#heldAt
    const { at, wallAt, speed } = this.#state
    return speed === 0 ? at : Math.floor(at + (wall.now() - wallAt) * speed)
  }

  /** Real milliseconds until this clock shows `moment`; Infinity when it stands still before it. */
  realMsUntil(moment: number): number {
    const left = moment - this.now()
    if (left <= 0) return 0
    return this.frozen || this.#heldAt !== undefined ? Number.POSITIVE_INFINITY : left / this.#state.speed
  }

  /** Changes how fast time passes from now on (while the clock is held: from its release on). */
  run({ mode, speed }: { mode: ClockMode; speed: number }): void {
    this.#state = { mode, speed, at: this.now(), wallAt: wall.now() }
  }

  /** Moves to `moment`, never backwards; a running clock goes on from there. */
  moveTo(moment: number): void {
    if (moment <= this.now()) return
    if (this.#heldAt !== undefined) this.#heldAt = moment
    else this.#state = { ...this.#state, at: moment, wallAt: wall.now() }
  }

  /**
   * Does `work` as if it were `moment`: what is late happens at its own moment. One that is still to come counts as now,
   * unless `ahead` says otherwise.
   */
  asOf<Result>(moment: number, work: () => Result, { ahead = false } = {}): Result {
    const outer = this.#asOf
    this.#asOf = ahead ? moment : Math.min(moment, this.now())
    try {
      return work()
    } finally {
      this.#asOf = outer
    }
  }

  /** Does `work` at the present moment, but no later than the clock shows: what lives ahead of it has come to others already. */
  notAhead<Result>(work: () => Result): Result {
    const moment = this.now()
    const outer = this.#asOf
    this.#asOf = undefined
    try {
      return this.asOf(moment, work)
    } finally {
      this.#asOf = outer
    }
  }

  /** Stops the clock without changing its mode, so that somebody can move it step by step. Not to be nested. */
  hold(): void {
    this.#heldAt = this.now()
  }

  /** Lets a held clock run on from where it was moved to. */
  release(): void {
    if (this.#heldAt === undefined) return
    this.#state = { ...this.#state, at: this.#heldAt, wallAt: wall.now() }
    this.#heldAt = undefined
  }
}
