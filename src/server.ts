// The whole mock, put together: it opens everything in order and closes it in reverse.

import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import { createApp } from './app.ts'
import { createChatLife } from './chats/chat-life.ts'
import type { ClockMode } from './clock.ts'
import type { ControlContext } from './control/context.ts'
import { operations } from './generated/contract-operations.ts'
import { validators } from './generated/contract-validators/index.ts'
import { version } from './generated/version.ts'
import { guardSocket } from './http-guard.ts'
import { InFlight } from './in-flight.ts'
import { Jobs } from './jobs.ts'
import { Journal } from './journal.ts'
import { audible, audioCall } from './lifecycle/audible.ts'
import { defineBatches } from './lifecycle/batches.ts'
import { withSignedLinks } from './lifecycle/call-links.ts'
import { noteCall, noteChat } from './lifecycle/contact-book.ts'
import { createContactJobs } from './lifecycle/contact-jobs.ts'
import { createKnowledgeIndexing } from './lifecycle/knowledge-indexing.ts'
import { createLifecycle } from './lifecycle/lifecycle.ts'
import { takeNote } from './lifecycle/llm-notes.ts'
import { defineRetention } from './lifecycle/retention.ts'
import { variablesOf } from './lifecycle/run.ts'
import { type Scenario, Scenarios } from './lifecycle/scenario.ts'
import { liveTranscript, withTranscript } from './lifecycle/transcript.ts'
import { together } from './lifecycle/watchers.ts'
import { watched } from './lifecycle/watching.ts'
import { listen } from './listening.ts'
import type { Lookup } from './mind/index.ts'
import { openModel } from './model/client.ts'
import type { ModelOptions } from './model/model-options.ts'
import { createAskModel } from './model/speaker.ts'
import { batchCall } from './routes/batch-calls.ts'
import { callSuccessor } from './routes/call-agent.ts'
import { chatAgentIfAny } from './routes/chat-agent.ts'
import { contextOf } from './routes/context.ts'
import { type Dialect, demandedSettings, firstSettings } from './settings.ts'
import { passagesAbout } from './simulation/knowledge.ts'
import { createTestRunner } from './simulation/test-runner.ts'
import { openDatabase } from './store/database.ts'
import { discardAllUnkept } from './store/uploads.ts'
import { createTools } from './tools/tools.ts'
import { createAsk } from './webhooks/ask.ts'
import { tellCallEvent } from './webhooks/call-events.ts'
import { tellChatEvent } from './webhooks/chat-events.ts'
import { askInbound } from './webhooks/inbound.ts'
import { createOutbox } from './webhooks/outbox.ts'
import { redeliver } from './webhooks/redeliver.ts'
import { closeIdleConnections } from './webhooks/send.ts'
import { Workspaces } from './workspaces.ts'
import type { World } from './world.ts'
import { admissionTo } from './ws/admission.ts'
import { audioDoor } from './ws/audio-door.ts'
import { AudioRegistry } from './ws/audio-registry.ts'
import { LineRegistry } from './ws/lines.ts'
import { llmDoor } from './ws/llm-door.ts'
import { monitorDoor } from './ws/monitor-door.ts'
import { Upgrades } from './ws/upgrades.ts'
import { WatcherRegistry } from './ws/watchers.ts'

const KEEP_ALIVE_MS = 75_000

export interface ServerOptions {
  host: string
  /** 0 takes a free port. */
  port: number
  /** A file, or `:memory:`. */
  db: string
  /** Delete what the file holds. */
  fresh: boolean
  /** How time passes, and from when on in Unix ms: now unless given. Left out: real, or as the database has it. */
  time?: { mode: ClockMode; speed: number; at?: number } | undefined
  seed: number
  /** The keys that are let in; empty: any. */
  apiKeys: readonly string[]
  /** The workspace of requests to the control API without a key. */
  defaultKey: string
  /** Left out: none, or as the database has it. */
  webhookUrl?: string | undefined
  /** Left out: live, or as the database has it. */
  dialect?: Dialect | undefined
  scenarios: readonly Scenario[]
  /** The server of a model that speaks for the agents; left out: none. */
  llm?: ModelOptions | undefined
}

export interface RunningServer {
  url: string
  app: Hono
  workspaces: Workspaces
  jobs: Jobs<World>
  journal: Journal
  /** What a handler of the control API is given for this workspace. */
  controlOf(world: World): ControlContext
  reset(world: World): World
  atomically<Result>(work: () => Result): Result
  close(): Promise<void>
}

/** Opens the database, begins to listen and lets waiting jobs go on. Throws a `Misuse` when it cannot. */
export async function openServer(options: ServerOptions): Promise<RunningServer> {
  const askServer = options.llm && (await openModel(options.llm))
  const sql = openDatabase(options.db, { fresh: options.fresh })
  discardAllUnkept(sql)
  const journal = new Journal()
  const jobs = new Jobs<World>(sql, (message, error) => journal.report({ type: 'problem', message, error }))
  const outbox = createOutbox({ jobs, journal })
  const ask = createAsk(journal)
  const inFlight = new InFlight()
  const lines = new LineRegistry({
    answeredLate: (world, callId, answer) =>
      sql.atomically(() => lifecycle.answeredLate(world, callId, answer)),
    interrupted: (world, callId, answer) =>
      sql.atomically(() => lifecycle.interrupted(world, callId, answer)),
    lost: (world, callId, reason, reconnects) =>
      sql.atomically(() => lifecycle.socketLost(world, callId, reason, reconnects)),
    metadata: (world, callId, metadata) => audio.metadata(world, callId, metadata),
    noted: (world, callId, note) =>
      sql.atomically(() => lifecycle.change(world, callId, moment => takeNote(moment, note))),
  })
  jobs.onRest(() => lines.flush())
  const retention = defineRetention(jobs, () => ({ call: lifecycle, chat: chats }))
  const useTool = createTools({ ask })
  const lookUp = ({ store }: World, lookup: Lookup) => passagesAbout(store, lookup)
  const askModel = askServer && createAskModel({ ask: askServer, journal, lookUp })
  const watchers = new WatcherRegistry({
    afterCommit: sql.afterCommit,
    watched,
    joined: (world, callId) => sql.atomically(() => lifecycle.follow(world, callId)),
  })
  const audio = new AudioRegistry({
    journal,
    afterCommit: sql.afterCommit,
    audible,
    lastTranscript: liveTranscript,
    joined: (world, callId) => sql.atomically(() => lifecycle.pickUp(world, callId)),
    left: (world, callId) => sql.atomically(() => lifecycle.putDown(world, callId)),
  })
  const lifecycle = createLifecycle({
    jobs,
    journal,
    lines,
    watchers: together(watchers, audio),
    tell: (world, event, call, run, beside) => {
      noteCall(world, event, call)
      if (event === 'call_ended') batches.placeFreed(world)
      tellCallEvent(
        outbox,
        world,
        event,
        () => withSignedLinks(world, withTranscript(world, call)),
        { ...run, variables: variablesOf(run) },
        beside,
      )
    },
    retention,
    useTool,
    askModel,
    successorFor: callSuccessor,
  })
  const chats = createChatLife({
    jobs,
    journal,
    tell: (world, event, chat, subscriber) => {
      noteChat(world, event, chat)
      tellChatEvent(outbox, world, event, chat, subscriber)
    },
    retention,
    useTool,
    askModel,
    agentFor: chatAgentIfAny,
  })
  const scenarios = new Scenarios(options.scenarios)
  const batches = defineBatches(jobs, {
    dial: (world, batch, task) => batchCall(routeContext(world), batch, task),
    journal,
  })
  const testRunner = createTestRunner({ jobs, scenarios, askModel })
  const contactJobs = createContactJobs(jobs)
  const indexing = createKnowledgeIndexing(jobs)
  let url = ''
  const workspaces = new Workspaces(
    sql,
    {
      apiKeys: options.apiKeys,
      defaultKey: options.defaultKey,
      seed: options.seed,
      time: options.time,
      settings: firstSettings(options),
      demanded: kept => demandedSettings(options, kept),
      publicUrl: () => url,
    },
    {
      open: world => jobs.adopt(world),
      gone: world => {
        jobs.orphan(world)
        lines.closeAllOf(world)
        watchers.closeAllOf(world)
        audio.closeAllOf(world)
        journal.forget(world.id)
      },
    },
  )
  const admission = admissionTo({ workspaces, lines, attend: lifecycle.attend })
  const doors = [
    llmDoor({ admission, lines }),
    monitorDoor({ workspaces, watchers }),
    audioDoor({ worldOf: admission.worldOf, audio, callOf: audioCall }),
  ]
  const parts = { lifecycle, chats, scenarios, batches, testRunner, contactJobs, indexing, askModel }
  const routeContext = (world: World) => contextOf(world, parts)
  const checks = validators['inbound-webhooks']!
  const controlContext = (world: World): ControlContext => ({
    world,
    jobs,
    journal,
    route: routeContext(world),
    reset: () => void workspaces.reset(world),
    atomically: sql.atomically,
    askInbound: (asker, arrival) =>
      inFlight.run(signal => askInbound({ ask, checks }, asker, arrival, signal)),
    redeliver: (asker, deliveryId, changes) =>
      inFlight.run(signal => redeliver(ask, asker, deliveryId, changes, signal)),
    outbox,
    isGone: asker => workspaces.withId(asker.id) === undefined,
    version,
    operationCount: Object.keys(operations).length,
  })

  const app = createApp({
    edge: { boundTo: options.host, journal, closing: inFlight.closing },
    workspaces,
    sql,
    routeContext,
    controlContext,
    doors: doors.map(({ path }) => path),
  })

  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  // Longer than clients keep a connection: one that is closed just as it is used again fails a request for no reason.
  server.keepAliveTimeout = KEEP_ALIVE_MS
  const upgrades = new Upgrades({
    guard: (headers, path) => guardSocket(options.host, headers, path),
    doors,
    journal,
  })
  upgrades.listen(server)
  try {
    url = await listen(server, options)
  } catch (error) {
    sql.close()
    throw error
  }
  workspaces.resume()

  return {
    url,
    app,
    workspaces,
    jobs,
    journal,
    controlOf: controlContext,
    reset: world => workspaces.reset(world),
    atomically: sql.atomically,
    async close() {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeIdleConnections()
      lines.terminateAll()
      audio.forgetAll()
      upgrades.close()
      await Promise.all([jobs.close(), inFlight.close()])
      server.closeAllConnections()
      await closed
      closeIdleConnections()
      sql.close()
    },
  }
}
