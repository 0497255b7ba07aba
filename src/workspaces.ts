// Which workspace an API key opens. Any key opens one of its own; a mock started with chosen keys has one workspace
// that they share. Resetting replaces a workspace's world and deletes its rows in one transaction.

import { Clock, type ClockMode, type ClockState } from './clock.ts'
import type { Settings } from './contract.ts'
import { unauthorized } from './errors.ts'
import type { Sql } from './store/database.ts'
import { WORKSPACE_TABLES } from './store/workspace-tables.ts'
import { type WorkspaceRow, World } from './world.ts'

export interface WorkspaceOptions {
  /** The keys that are let in, sharing one workspace; empty: any key, each with a workspace of its own. */
  apiKeys: readonly string[]
  /** The workspace of requests to the control API that carry no key. */
  defaultKey: string
  seed: number
  /** How time passes; real, and by what is stored for a workspace that exists already, unless given. */
  time: { mode: ClockMode; speed: number; at?: number } | undefined
  /** What a new workspace is set to. */
  settings: Settings
  /** What of that was asked for in words, and therefore goes for workspaces that exist already, too. */
  demanded(kept: Readonly<Settings>): Partial<Settings>
  publicUrl(): string
}

const REAL_TIME = { mode: 'real', speed: 1 } as const

export class Workspaces {
  readonly #sql: Sql
  readonly #options: WorkspaceOptions
  readonly #worlds = new Map<string, World>()
  readonly #onOpen: (world: World) => void
  readonly #onGone: (world: World) => void

  constructor(
    sql: Sql,
    options: WorkspaceOptions,
    on: { open(world: World): void; gone(world: World): void },
  ) {
    this.#sql = sql
    this.#options = options
    this.#onOpen = on.open
    this.#onGone = on.gone
  }

  /** Opens the workspaces that the database holds, so that their jobs go on. */
  resume(): void {
    const { time, demanded } = this.#options
    for (const row of this.#sql.all<WorkspaceRow>('SELECT * FROM workspaces ORDER BY id')) {
      const world = this.#open(row)
      const changes = demanded(world.settings)
      if (Object.keys(changes).length > 0) world.changeSettings(changes)
      if (!time) continue
      world.clock.run(time)
      world.saveClock()
    }
  }

  /** The workspace of this key. Refuses with Retell's 401 an empty key or one that is not let in. */
  of(key: string | undefined): World {
    const { apiKeys } = this.#options
    if (!key || (apiKeys.length > 0 && !apiKeys.includes(key))) throw unauthorized()
    const name = apiKeys.length > 0 ? apiKeys[0]! : key
    return this.#worlds.get(name) ?? this.#open(this.#create(name))
  }

  /** The workspace of requests without a key. */
  default(): World {
    return this.of(this.#options.apiKeys[0] ?? this.#options.defaultKey)
  }

  all(): Iterable<World> {
    return this.#worlds.values()
  }

  /** The world of a workspace id, if it was not reset meanwhile. */
  withId(id: number): World | undefined {
    for (const world of this.#worlds.values()) if (world.id === id) return world
    return undefined
  }

  /** Empties the workspace and gives it a new world, with the clock and settings of the start. */
  reset(world: World): World {
    const row = this.#sql.atomically(() => {
      for (const table of WORKSPACE_TABLES)
        this.#sql.run(`DELETE FROM ${table} WHERE workspace = ?`, world.id)
      this.#sql.run('DELETE FROM workspaces WHERE id = ?', world.id)
      return this.#create(world.name, world.draws)
    })
    this.#onGone(world)
    return this.#open(row)
  }

  /** `draws`: how many ids were drawn already; they are not drawn again after a reset, or receivers would mistake them. */
  #create(name: string, draws = 0): WorkspaceRow {
    const { settings, time = REAL_TIME } = this.#options
    const row = {
      name,
      api_key: name,
      settings: JSON.stringify(settings),
      clock: JSON.stringify(Clock.start(time, 'at' in time ? time.at : undefined).state),
      draws,
    }
    const { lastInsertRowid } = this.#sql.run(
      'INSERT INTO workspaces (name, api_key, settings, clock, draws) VALUES (?, ?, ?, ?, ?)',
      ...Object.values(row),
    )
    return { id: Number(lastInsertRowid), ...row }
  }

  #open(row: WorkspaceRow): World {
    const clock = new Clock(JSON.parse(row.clock) as ClockState)
    const { seed, publicUrl } = this.#options
    const world = new World(this.#sql, row, clock, { seed, publicUrl: publicUrl() })
    this.#worlds.set(row.name, world)
    this.#onOpen(world)
    return world
  }
}
