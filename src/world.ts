// One workspace as everything sees it: its documents, clock, settings, ids and luck. It holds no wiring to HTTP,
// sockets or jobs, so that a reset can throw it away and make another.

import { type Chance, chanceOf } from './chance.ts'
import type { Clock } from './clock.ts'
import type { ControlSchemas, Settings } from './contract.ts'
import { Faults } from './faults/faults.ts'
import { type IdKind, idOf } from './ids.ts'
import { defaultSettings } from './settings.ts'
import type { Sql } from './store/database.ts'
import { type Store, storeOf } from './store/store.ts'

export interface WorkspaceRow {
  id: number
  name: string
  api_key: string
  settings: string
  clock: string
  draws: number
}

/** Ids are drawn by a counter that is stored a block ahead, so that no draw costs a write and none comes twice. */
const DRAWS_A_BLOCK = 1_000

export class World {
  readonly id: number
  /** The workspace's name: its API key, or `default` where all keys share one. */
  readonly name: string
  /** The key that signs what this workspace sends. */
  readonly apiKey: string
  readonly clock: Clock
  readonly store: Store
  readonly faults = new Faults((...labels) => this.chance(...labels))
  /** Where this mock is reached, without a slash at the end. */
  readonly publicUrl: string
  readonly #sql: Sql
  readonly #seed: number
  #settings: Settings
  #draws: number
  #drawsStored: number
  #rollbacksSeen = 0
  readonly #queued: ControlSchemas['Scenario'][] = []

  constructor(
    sql: Sql,
    row: WorkspaceRow,
    clock: Clock,
    { seed, publicUrl }: { seed: number; publicUrl: string },
  ) {
    this.#sql = sql
    this.#seed = seed
    this.id = row.id
    this.name = row.name
    this.apiKey = row.api_key
    this.clock = clock
    this.publicUrl = publicUrl
    this.store = storeOf(sql, row.id)
    this.#settings = { ...defaultSettings('live', null), ...(JSON.parse(row.settings) as Partial<Settings>) }
    this.#draws = row.draws
    this.#drawsStored = row.draws
  }

  get settings(): Readonly<Settings> {
    return this.#settings
  }

  changeSettings(changes: Partial<Settings>): Readonly<Settings> {
    this.#settings = { ...this.#settings, ...changes }
    this.#sql.run('UPDATE workspaces SET settings = ? WHERE id = ?', JSON.stringify(this.#settings), this.id)
    return this.#settings
  }

  /** Says how the next calls will go, `times` of them. Returns the names of the whole queue. */
  queueScenario(scenario: ControlSchemas['Scenario'], times: number): string[] {
    for (let count = 0; count < times; count++) this.#queued.push(scenario)
    return this.#queued.map(({ name }) => name)
  }

  /** Takes the scenario of the next call from the queue, if there is one. */
  nextScenario(): ControlSchemas['Scenario'] | undefined {
    return this.#queued.shift()
  }

  /** How many errands may go out side by side while the clock is moved. */
  get errandsAtOnce(): number {
    return this.#settings.webhooks_at_once
  }

  /** How many ids have been drawn. */
  get draws(): number {
    return this.#draws
  }

  saveClock(): void {
    this.#sql.run('UPDATE workspaces SET clock = ? WHERE id = ?', JSON.stringify(this.clock.state), this.id)
  }

  /** The workspace's time, Unix ms. */
  now = (): number => this.clock.now()

  /** A new id in Retell's form; the same seed gives the same ids in the same order. */
  newId = (kind: IdKind): string => {
    this.#draws += 1
    // A block that was reserved in a transaction which was then rolled back is not reserved.
    if (this.#draws > this.#drawsStored || this.#rollbacksSeen !== this.#sql.rollbacks) {
      this.#drawsStored = this.#draws + DRAWS_A_BLOCK
      this.#rollbacksSeen = this.#sql.rollbacks
      this.#sql.run('UPDATE workspaces SET draws = ? WHERE id = ?', this.#drawsStored, this.id)
    }
    return idOf(kind, this.chance('id', this.#draws))
  }

  /** A stream of draws that depends on the seed, the workspace and these labels only. */
  chance = (...labels: (string | number)[]): Chance => chanceOf(this.#seed, this.name, ...labels)
}
