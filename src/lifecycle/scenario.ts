// What the far end of a call does, as data: when it picks up, what it says, when it hangs up. A scenario decides
// nothing about the agent's server; it only stands in for the person (or machine) on the other side.

import type { ControlSchemas, Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import type { Misdelivery } from '../faults/misdelivery.ts'
import bundled from '../generated/scenarios.json' with { type: 'json' }
import { isObject } from '../json-object.ts'
import type { Physics } from './physics.ts'

export type DisconnectionReason = Schemas['DisconnectionReason']

/**
 * One thing the caller does: after the agent has finished speaking and `after_ms` (700 unless given) have passed, or over
 * the agent's words, `after_ms` (1,500 unless given) or `after_words` after it has begun.
 */
export type CallerStep = ControlSchemas['CallerStep']

/** A step that is done while the agent speaks. */
export type StepOverAgent =
  | Extract<CallerStep, { interrupt: unknown } | { backchannel: unknown }>
  | (Extract<CallerStep, { hang_up: unknown }> & { while_agent_speaks: true })

export const isOverAgent = (step: CallerStep | undefined): step is StepOverAgent =>
  step !== undefined &&
  ('interrupt' in step || 'backchannel' in step || ('hang_up' in step && step.while_agent_speaks === true))

/** What an agent without a server of its own says next. */
export type AgentLine = string | { say: string; end_call?: boolean }

export type RingOutcome = ControlSchemas['RingOutcome']
/** A person, a mailbox or answering machine, a phone menu, or somebody's telephone that asks who calls and why. */
export type PickUp = 'person' | 'machine' | 'menu' | 'screening'

export interface Scenario {
  /** By which schema an editor checks the file. */
  $schema?: string
  name: string
  description?: string
  /** Calls to this number go this way. */
  number?: string
  /** How long it rings, and what comes of it: `answer`, or the reason why no call comes about. */
  rings: { for_ms?: number; then: RingOutcome }
  /** What picks up; a person unless said. */
  answers_as?: PickUp
  /** A machine answers instead of a person: the same as `answers_as: machine`. */
  machine?: boolean
  caller?: CallerStep[]
  /** Begin the caller's steps anew at their end instead of falling silent. */
  repeat?: boolean
  agent?: AgentLine[]
  /** What the agent's mind chooses where a model would: ids or names of edges, nodes, states and tools, each once. */
  choices?: string[]
  /** What it finds in the caller's words, by name of variable or argument; null: nothing. */
  extracts?: Record<string, string | number | boolean | null>
  /** What the target of a transfer does: it answers after 4 s, and the talk lasts 30 s. */
  transfer?: {
    for_ms?: number
    then?: 'answer' | 'no_answer' | 'declined' | 'busy'
    talk_ms?: number
    /** What it says to the agent of a warm transfer, when it has answered. */
    says?: string[]
    /** The caller hangs up so long after it began to ring there. */
    gives_up_after_ms?: number
  }
  /** The custom LLM server stands as unreachable, however healthy it is. */
  llm_socket?: 'unreachable'
  /** What goes wrong on the way to the LLM server, or at the caller's end. */
  physics?: Physics
  /** What goes wrong with what the customer is sent about the call or chat. */
  faults?: Misdelivery[]
  /** What the analysis finds, by field name, in place of what it would make up. */
  analysis?: Record<string, unknown>
}

export const answersAs = ({ answers_as: pickUp, machine }: Scenario): PickUp =>
  pickUp ?? (machine ? 'machine' : 'person')

/** The scenarios of a running mock: those that come with it and the user's own. */
export class Scenarios {
  readonly #byName = new Map<string, Scenario>()
  readonly #byNumber = new Map<string, Scenario>()

  constructor(own: readonly Scenario[] = []) {
    for (const scenario of bundled as Scenario[]) this.#add(scenario)
    for (const scenario of own) this.#replace(scenario)
    // A number that is claimed goes before one that comes with a name.
    for (const scenario of own) this.#add(scenario)
  }

  get names(): string[] {
    return [...this.#byName.keys()]
  }

  /** Refuses an unknown name with a sentence that lists the known ones. */
  named(name: string): Scenario {
    const scenario = this.#byName.get(name)
    if (!scenario) throw badRequest(`there is no scenario "${name}"; there are ${this.names.join(', ')}`)
    return scenario
  }

  /**
   * The scenario of a call, by the first that says so: the control API's queue, the name in the call's metadata, the
   * number dialled, the default.
   */
  choose({
    queued,
    named,
    number,
    fallback,
  }: {
    queued: string | Scenario | undefined
    named: string | undefined
    number: string | undefined
    fallback: string
  }): Scenario {
    const asked = queued ?? named
    if (asked !== undefined) return typeof asked === 'string' ? this.named(asked) : asked
    return (number === undefined ? undefined : this.#byNumber.get(number)) ?? this.named(fallback)
  }

  /** Whose name it takes, its number goes with the name; with a number of its own that one stands for nothing any more. */
  #replace(scenario: Scenario): void {
    const number = this.#byName.get(scenario.name)?.number
    if (number === undefined) return
    if (scenario.number === undefined) this.#byNumber.set(number, scenario)
    else this.#byNumber.delete(number)
  }

  #add(scenario: Scenario): void {
    this.#byName.set(scenario.name, scenario)
    if (scenario.number) this.#byNumber.set(scenario.number, scenario)
  }
}

/** The name under `metadata.fake_retell.scenario`, if any. Refuses with 400 all else that stands under `fake_retell`. */
export function scenarioIn(metadata: unknown): string | undefined {
  if (!isObject(metadata) || metadata.fake_retell === undefined) return undefined
  const { fake_retell: mine } = metadata
  const { scenario, ...others } = isObject(mine) ? mine : { scenario: null }
  if ((scenario === undefined || typeof scenario === 'string') && Object.keys(others).length === 0)
    return scenario
  const shown = JSON.stringify(mine).slice(0, MOST_SHOWN)
  throw badRequest(
    `metadata.fake_retell must be {"scenario": "…"}, with the name of a scenario, not ${shown}`,
  )
}

/** How many characters of a fault are repeated. */
const MOST_SHOWN = 100
