// What the configuration's gets, updates and lists take with a hundred thousand versions of agents and ten thousand of
// everything else in the workspace, beside the same with little more than a page of each. Both are asked in turns, in
// this process and without sockets, so that nothing but the size of the store differs.

import { wall } from '../src/clock.ts'
import { openServer, type RunningServer } from '../src/server.ts'
import { answered, type Crowd, gather, type Size, type Subjects, subjectsOf } from './crowd.ts'
import { compared, type Measure, median } from './measure.ts'
import { KEY } from './mock.ts'
import type { Workbench } from './workbench.ts'

const ROUNDS = 101
const WHOLE_LIST_ROUNDS = 15
const LIMIT = 2
const LITTLE: Size = { agents: 120, versions: 10, versionsOfOne: 60, others: 60 }
const MUCH: Size = { agents: 9_900, versions: 10, versionsOfOne: 1_000, others: 10_000 }

type Kind = 'get' | 'update' | 'first page' | 'whole list, an item'

interface Operation {
  kind: Kind
  method: string
  path(of: Subjects): string
  body?: (round: number) => object
  /** What the name of the path does not tell. */
  note?: string
}

const get = (path: (of: Subjects) => string, note?: string): Operation => ({
  kind: 'get',
  method: 'GET',
  path,
  ...(note ? { note } : {}),
})
const update = (path: (of: Subjects) => string, key: string, method = 'PATCH'): Operation => ({
  kind: 'update',
  method,
  path,
  body: round => ({ [key]: `Name ${round}` }),
})
const page = (path: string | ((of: Subjects) => string), body?: object): Operation => ({
  kind: 'first page',
  method: body ? 'POST' : 'GET',
  path: typeof path === 'string' ? () => path : path,
  ...(body ? { body: () => body, note: JSON.stringify(body) } : {}),
})
const whole = (path: string | ((of: Subjects) => string)): Operation => ({
  kind: 'whole list, an item',
  method: 'GET',
  path: typeof path === 'string' ? () => path : path,
})

const chats = { filter_criteria: { channel: { type: 'string', op: 'eq', value: 'chat' } } }
const voices = { filter_criteria: { channel: { type: 'string', op: 'ne', value: 'chat' } } }
const tests = (of: Subjects) => `type=retell-llm&llm_id=${of.testedLlm}`

const OPERATIONS: readonly Operation[] = [
  get(({ agent }) => `/get-agent/${agent}`),
  get(({ agent }) => `/get-agent/${agent}?version=3`),
  get(({ veteran }) => `/get-agent/${veteran}`, 'of many versions'),
  get(({ agent }) => `/get-agent-versions/${agent}`, 'ten of them'),
  get(({ chatAgent }) => `/get-chat-agent/${chatAgent}`),
  get(({ chatAgent }) => `/get-chat-agent-versions/${chatAgent}`, 'ten of them'),
  get(({ llm }) => `/get-retell-llm/${llm}`),
  get(({ flow }) => `/get-conversation-flow/${flow}`),
  get(({ component }) => `/get-conversation-flow-component/${component}`),
  get(({ number }) => `/get-phone-number/${encodeURIComponent(number)}`),
  get(({ voice }) => `/get-voice/${voice}`),
  get(({ voice }) => `/files/voices/${voice}.wav`),
  get(({ knowledgeBase }) => `/get-knowledge-base/${knowledgeBase}`),
  get(({ testCase }) => `/get-test-case-definition/${testCase}`),
  get(({ batchTest }) => `/get-batch-test/${batchTest}`),
  get(({ testRun }) => `/get-test-run/${testRun}`),
  get(({ contact }) => `/get-contact/${contact}`),
  get(({ contactNumber }) => `/get-contact-by-phone/${encodeURIComponent(contactNumber)}`),
  get(({ app }) => `/get-app/${app}`),
  update(({ agent }) => `/update-agent/${agent}`, 'agent_name'),
  update(({ veteran }) => `/update-agent/${veteran}`, 'agent_name'),
  update(({ chatAgent }) => `/update-chat-agent/${chatAgent}`, 'agent_name'),
  update(({ llm }) => `/update-retell-llm/${llm}`, 'general_prompt'),
  update(({ flow }) => `/update-conversation-flow/${flow}`, 'global_prompt'),
  update(({ component }) => `/update-conversation-flow-component/${component}`, 'name'),
  update(({ number }) => `/update-phone-number/${encodeURIComponent(number)}`, 'nickname'),
  update(({ testCase }) => `/update-test-case-definition/${testCase}`, 'name', 'PUT'),
  update(({ contact }) => `/update-contact/${contact}`, 'first_name'),
  update(({ app }) => `/update-app/${app}`, 'name'),
  page('/v2/list-agents', {}),
  page('/v2/list-agents', chats),
  page('/v2/list-agents', voices),
  page('/list-agents?limit=50'),
  page('/list-agents?limit=50&is_latest=true'),
  page('/list-chat-agents?limit=50'),
  page('/list-chat-agents?limit=50&is_latest=true'),
  page(({ agent }) => `/list-agent-versions/${agent}`),
  page(({ veteran }) => `/list-agent-versions/${veteran}`),
  page('/v2/list-retell-llms'),
  page('/list-retell-llms?limit=50'),
  page('/v2/list-conversation-flows'),
  page('/list-conversation-flows?limit=50'),
  page('/v2/list-conversation-flow-components'),
  page('/v2/list-phone-numbers'),
  page(of => `/v2/list-test-case-definitions?${tests(of)}`),
  page(of => `/v2/list-batch-tests?${tests(of)}`),
  page(({ fullBatch }) => `/v2/list-test-runs/${fullBatch}`),
  page('/list-contacts', {}),
  page('/list-apps'),
  page(({ app }) => `/list-app-usages/${app}`),
  whole('/list-knowledge-bases'),
  whole('/list-voices'),
  whole('/list-phone-numbers'),
  whole('/list-conversation-flow-components'),
  whole(of => `/list-test-case-definitions?${tests(of)}`),
  whole(of => `/list-batch-tests?${tests(of)}`),
  whole(({ fullBatch }) => `/list-test-runs/${fullBatch}`),
]

export async function measureScale({ file }: Workbench): Promise<Measure[]> {
  return [
    ...(await worstOf('database in memory', () => ':memory:')),
    ...(await worstOf('`--db FILE`', name => file(`${name}.db`, ''))),
  ]
}

interface Store {
  server: RunningServer
  crowd: Crowd
}

interface Taken {
  operation: Operation
  littleMs: number
  muchMs: number
}

/** The slowest of each kind beside itself; all of them are printed on the way. */
async function worstOf(mode: string, database: (name: string) => string): Promise<Measure[]> {
  const little = await openStore(database('little'), LITTLE)
  const much = await openStore(database('much'), MUCH)
  const taken: Taken[] = []
  for (const operation of OPERATIONS) {
    const each = await compare(operation, little, much)
    taken.push(each)
    console.error(
      `  ${mode}: ${titleOf(operation)} ${each.littleMs.toFixed(3)} → ${each.muchMs.toFixed(3)} ms, ${ratioOf(each).toFixed(2)} ×`,
    )
  }
  await little.server.close()
  await much.server.close()
  return [...new Set(OPERATIONS.map(({ kind }) => kind))].map(kind => {
    const ofKind = taken.filter(({ operation }) => operation.kind === kind)
    const worst = ofKind.reduce((one, other) => (ratioOf(other) > ratioOf(one) ? other : one))
    return compared({
      name: `100,000 versions, ${mode}, slowest ${kind} of ${ofKind.length}: ${titleOf(worst.operation)}`,
      ours: worst.muchMs * 1_000,
      peer: worst.littleMs * 1_000,
      unit: 'µs',
      peerName: 'nearly empty store',
      target: { atMost: LIMIT },
    })
  })
}

const ratioOf = ({ littleMs, muchMs }: Taken) => muchMs / littleMs

/** The operation by its path, ids left out. */
function titleOf({ path, note }: Operation): string {
  const named = new Proxy({} as Subjects, { get: (_, name) => `{${String(name)}}` })
  return decodeURIComponent(path(named)) + (note ? ` (${note})` : '')
}

async function openStore(db: string, size: Size): Promise<Store> {
  const options = { host: '127.0.0.1', port: 0, db, fresh: false, seed: 1, apiKeys: [], defaultKey: KEY }
  const server = await openServer({ ...options, time: { mode: 'frozen', speed: 0 }, scenarios: [] })
  return { server, crowd: await gather(server, size) }
}

async function compare(operation: Operation, little: Store, much: Store): Promise<Taken> {
  const rounds = operation.kind === 'whole list, an item' ? WHOLE_LIST_ROUNDS : ROUNDS
  const littleMs: number[] = []
  const muchMs: number[] = []
  // The first round warms both up.
  for (let round = 0; round <= rounds; round++) {
    for (const [store, durations] of [
      [little, littleMs],
      [much, muchMs],
    ] as const) {
      const durationMs = await duration(operation, store, round)
      if (round > 0) durations.push(durationMs)
    }
  }
  return { operation, littleMs: median(littleMs), muchMs: median(muchMs) }
}

/** In ms; of a whole list by the number of its items. */
async function duration(operation: Operation, { server, crowd }: Store, round: number): Promise<number> {
  const path = operation.path(subjectsOf(crowd, round))
  const body = operation.body?.(round)
  const began = wall.monotonic()
  const answer = await answered(server, operation.method, path, body)
  const durationMs = wall.monotonic() - began
  if (operation.kind !== 'whole list, an item') return durationMs
  return durationMs / (JSON.parse(answer.toString()) as unknown[]).length
}
