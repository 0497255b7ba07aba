// What the tests of the configuration routes run on: a real database in memory and a real workspace at a frozen time.
// A request goes the way of the HTTP edge (renames, checks, one transaction, reply check), only without HTTP.

import { createChatLife } from '../chats/chat-life.ts'
import {
  applyAliases,
  check,
  faultsOf,
  knownPart,
  type OperationFacts,
  type Reply,
  type Validate,
} from '../contract.ts'
import { Refusal } from '../errors.ts'
import { operations } from '../generated/contract-operations.ts'
import type { operations as Operations } from '../generated/contract-types.ts'
import { validators } from '../generated/contract-validators/index.ts'
import { Jobs } from '../jobs.ts'
import { Journal } from '../journal.ts'
import { noteChat } from '../lifecycle/contact-book.ts'
import { type ContactJobs, createContactJobs } from '../lifecycle/contact-jobs.ts'
import { createKnowledgeIndexing } from '../lifecycle/knowledge-indexing.ts'
import { defineRetention } from '../lifecycle/retention.ts'
import { Scenarios } from '../lifecycle/scenario.ts'
import { defaultSettings } from '../settings.ts'
import { createTestRunner } from '../simulation/test-runner.ts'
import { openDatabase } from '../store/database.ts'
import { createTools } from '../tools/tools.ts'
import { createAsk } from '../webhooks/ask.ts'
import { Workspaces } from '../workspaces.ts'
import type { World } from '../world.ts'
import { chatAgentIfAny } from './chat-agent.ts'
import type { Context } from './context.ts'
import { handlers } from './index.ts'

type Id = keyof typeof handlers

interface Request {
  params?: Record<string, string>
  /** As text, the way it arrives in a URL. */
  query?: Record<string, string>
  body?: unknown
}

export interface Bench {
  world: World
  /** Does an operation and gives its reply; a `Refusal` comes as it would leave the edge. */
  ask<Asked extends Id>(id: Asked, request?: Request): Reply<Operations[Asked]>
  /** What an operation that must be refused is refused with. */
  refusal(id: Id, request?: Request): { status: number; message: string }
  /** Moves the clock, so that later changes are later. */
  pass(ms?: number): void
  /** Moves the clock, and runs what falls due on the way. */
  advance(ms: number): Promise<void>
  /** Runs every job to the last, moving the clock; what comes back for ever is left. */
  runUntilIdle(): Promise<void>
  contactJobs: ContactJobs
}

const modules = await Promise.all(Object.values(validators).map(load => load()))
const checks: Record<string, Validate> = Object.assign({}, ...modules)

export function newBench(sql = openDatabase(':memory:')): Bench {
  const options = {
    apiKeys: [],
    defaultKey: 'key_test',
    seed: 1,
    time: { mode: 'frozen' as const, speed: 0 },
    settings: defaultSettings('live', null),
    demanded: () => ({}),
    publicUrl: () => 'http://127.0.0.1:4010',
  }
  const jobs = new Jobs<World>(sql, (message, cause) => {
    throw new Error(message, { cause })
  })
  const world = new Workspaces(sql, options, { open: opened => jobs.adopt(opened), gone() {} }).default()
  const scenarios = new Scenarios()
  const contactJobs = createContactJobs(jobs)
  const chats = createChatLife({
    jobs,
    journal: new Journal(),
    tell: noteChat,
    retention: defineRetention(jobs, () => ({ call: { remove() {} }, chat: chats })),
    useTool: createTools({ ask: createAsk(new Journal()) }),
    agentFor: chatAgentIfAny,
  })
  const context = contextOf(world, {
    chats,
    scenarios,
    testRunner: createTestRunner({ jobs, scenarios }),
    contactJobs,
    indexing: createKnowledgeIndexing(jobs),
  })

  // Which handler belongs to which input is beyond the checker here; the validators below stand in for it.
  const run = (id: Id, request: Request) => {
    const handler = handlers[id] as (input: unknown, context: Context) => unknown
    const stored = { ...request, body: withUploads(world, request.body) }
    return sql.atomically(() => checkedReply(id, handler(checkedInput(id, operations[id], stored), context)))
  }
  return {
    world,
    ask: <Asked extends Id>(id: Asked, request: Request = {}) => run(id, request) as Reply<Operations[Asked]>,
    refusal(id, request = {}) {
      try {
        run(id, request)
      } catch (error) {
        if (error instanceof Refusal) return { status: error.status, message: error.message }
        throw error
      }
      throw new Error(`${id} was not refused`)
    },
    advance: ms => jobs.advance(world, ms),
    runUntilIdle: () => jobs.runUntilIdle(world),
    pass: (ms = 1_000) => world.clock.moveTo(world.now() + ms),
    contactJobs,
  }
}

/** Configuration has nothing to do with the life of calls: touching that fails the test. */
function contextOf(
  world: World,
  parts: Pick<Context, 'chats' | 'scenarios' | 'testRunner' | 'contactJobs' | 'indexing'>,
): Context {
  const { store, now, newId, chance } = world
  return {
    world,
    store,
    now,
    newId,
    chance,
    get settings() {
      return world.settings
    },
    get lifecycle(): never {
      throw new Error('a configuration route touched the lifecycle')
    },
    get batches(): never {
      throw new Error('a configuration route touched the batches')
    },
    ...parts,
  }
}

/** Files are given with their bytes and stored, as the edge does with those of a form. */
function withUploads(world: World, value: unknown): unknown {
  if (Array.isArray(value)) return value.map(item => withUploads(world, item))
  if (typeof value !== 'object' || value === null) return value
  if ('bytes' in value && value.bytes instanceof Uint8Array) {
    const { bytes, ...file } = value
    return { ...file, ...world.store.files.received(value.bytes) }
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withUploads(world, inner)]))
}

function checkedInput(id: Id, facts: OperationFacts, request: Request) {
  const { params = {}, body } = structuredClone(request)
  const query = Object.fromEntries(
    Object.entries(request.query ?? {}).filter(([key]) => facts.queryKeys.includes(key)),
  )
  check(checks[`${id}_params`], 'params', params)
  check(checks[`${id}_query`], 'query', query)
  if (facts.body === 'none') return { params, query, body: undefined }
  const sent = body ?? {}
  applyAliases(sent, facts.aliases)
  check(checks[`${id}_body`], 'body', sent)
  return { params, query, body: knownPart(sent, facts.bodyKeys) }
}

function checkedReply(id: Id, reply: unknown): unknown {
  const validate = checks[`${id}_reply`]
  if (validate && !validate(reply))
    throw new Error(`the reply of ${id} is outside the contract: ${faultsOf(validate, 'reply')}`)
  // As a client reads it.
  return reply === undefined ? undefined : JSON.parse(JSON.stringify(reply))
}

/** A new Retell LLM's id. */
export const newLlm = (bench: Bench, body: object = {}) => bench.ask('createRetellLlm', { body }).llm_id

/** A new agent on an LLM of its own, or on the engine given. */
export function newAgent(bench: Bench, body: { response_engine?: object; [setting: string]: unknown } = {}) {
  const response_engine = body.response_engine ?? { type: 'retell-llm', llm_id: newLlm(bench) }
  return bench.ask('createAgent', { body: { voice_id: '11labs-Adrian', ...body, response_engine } })
}

/** A new chat agent on an LLM of its own, or on the engine given. */
export function newChatAgent(
  bench: Bench,
  body: { response_engine?: object; [setting: string]: unknown } = {},
) {
  const response_engine = body.response_engine ?? { type: 'retell-llm', llm_id: newLlm(bench) }
  return bench.ask('createChatAgent', { body: { ...body, response_engine } })
}

/** A new conversation flow without nodes, or with what is given. */
export const newFlow = (bench: Bench, body: object = {}) =>
  bench.ask('createConversationFlow', {
    body: {
      start_speaker: 'agent',
      model_choice: { type: 'cascading', model: 'gpt-4.1' },
      nodes: [],
      ...body,
    },
  })

/** A new component for flows to share. */
export const newComponent = (bench: Bench, body: object = {}) =>
  bench.ask('createConversationFlowComponent', { body: { name: 'Shared', nodes: [], ...body } })
