// What happened, for people: the latest requests of each workspace, and a stream of reports that the command line
// prints. It is no store: nothing is ever decided by it.

import type { ControlSchemas } from './contract.ts'

export type JournalEntry = ControlSchemas['JournalEntry']

export type Report =
  | { type: 'request'; entry: JournalEntry }
  | { type: 'call'; callId: string; text: string }
  | {
      type: 'turn'
      callId: string
      role: 'agent' | 'user' | 'transfer_target'
      content: string
      atMs: number
    }
  | {
      type: 'delivery'
      subject: string
      event: string
      url: string
      attempt: number
      status: number | null
      error: string | null
      durationMs: number
    }
  | { type: 'problem'; message: string; error?: unknown }

/** An event of a call or chat that its owner was not told of. */
export interface Unsent {
  /** The workspace's time in Unix ms. */
  at: number
  event: string
  subject: string
  why: string
}

const KEPT_REQUESTS = 1_000
const KEPT_UNSENT = 1_000

export class Journal {
  readonly #requests = new Map<number, JournalEntry[]>()
  readonly #unsent = new Map<number, Unsent[]>()
  readonly #listeners = new Set<(report: Report) => void>()

  /** Calls `listener` with every report from now on; the returned function ends that. */
  listen(listener: (report: Report) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  report(report: Report): void {
    for (const listener of this.#listeners) listener(report)
  }

  /**
   * Keeps a request of the workspace with this id, dropping the oldest beyond a thousand. One that belongs to none,
   * because it was not let in or asked for nothing that exists, is only told.
   */
  request(workspace: number | undefined, entry: JournalEntry): void {
    if (this.#listeners.size > 0) this.report({ type: 'request', entry })
    if (workspace === undefined) return
    keep(this.#requests, workspace, entry, KEPT_REQUESTS)
  }

  requests(workspace: number): JournalEntry[] {
    return (this.#requests.get(workspace) ?? []).slice(-KEPT_REQUESTS)
  }

  /** Keeps an event that was not sent, dropping the oldest beyond a thousand. */
  withheld(workspace: number, event: Unsent): void {
    keep(this.#unsent, workspace, event, KEPT_UNSENT)
  }

  /** The latest events that were not sent, oldest first. */
  unsent(workspace: number): Unsent[] {
    return (this.#unsent.get(workspace) ?? []).slice(-KEPT_UNSENT)
  }

  forget(workspace: number): void {
    this.#requests.delete(workspace)
    this.#unsent.delete(workspace)
  }
}

/** Adds to a workspace's list, of which at least the latest `count` stay. */
function keep<Entry>(lists: Map<number, Entry[]>, workspace: number, entry: Entry, count: number): void {
  const entries = lists.get(workspace) ?? []
  lists.set(workspace, entries)
  entries.push(entry)
  if (entries.length > count * 2) entries.splice(0, count)
}
