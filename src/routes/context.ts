// What a handler is given beside its input: the workspace's documents, its clock and ids, and the life of calls.

import type { Chance } from '../chance.ts'
import type { ChatLife } from '../chats/chat-life.ts'
import type { Settings } from '../contract.ts'
import type { IdKind } from '../ids.ts'
import type { Batches } from '../lifecycle/batches.ts'
import type { ContactJobs } from '../lifecycle/contact-jobs.ts'
import type { KnowledgeIndexing } from '../lifecycle/knowledge-indexing.ts'
import type { Lifecycle } from '../lifecycle/lifecycle.ts'
import type { Scenarios } from '../lifecycle/scenario.ts'
import type { AskModel } from '../model/speaker.ts'
import type { TestRunner } from '../simulation/test-runner.ts'
import type { Store } from '../store/store.ts'
import type { World } from '../world.ts'

export interface Context {
  world: World
  store: Store
  settings: Readonly<Settings>
  /** The workspace's time in Unix ms. */
  now(): number
  newId(kind: IdKind): string
  chance(...labels: (string | number)[]): Chance
  lifecycle: Lifecycle
  chats: ChatLife
  scenarios: Scenarios
  batches: Batches
  testRunner: TestRunner
  contactJobs: ContactJobs
  indexing: KnowledgeIndexing
  /** Of a model that speaks for the agents; absent where none does. */
  askModel?: AskModel | undefined
}

export function contextOf(
  world: World,
  parts: Pick<
    Context,
    'lifecycle' | 'chats' | 'scenarios' | 'batches' | 'testRunner' | 'contactJobs' | 'indexing' | 'askModel'
  >,
): Context {
  const { store, settings, now, newId, chance } = world
  return { world, store, settings, now, newId, chance, ...parts }
}
