// For the property test of calls and chats: one workspace with agents, a number and a receiver, and what is known of
// every call in it. What is done to it is in steps.ts, what must hold is in rules.ts.

import type { Schemas } from '../../contract.ts'
import { type FakeRetell, type FakeWorkspace, startFakeRetell } from '../../index.ts'
import { api, customAgent, numberFor, scriptedAgent } from '../calls.ts'
import { type LlmServer, startLlmServer } from '../llm-server.ts'
import { type Received, type Receiver, startReceiver } from '../receiver.ts'

/** The last of them is never refused, so that nothing may be lost. */
const MOST_ATTEMPTS = 4

/** What of a call the rules are about. */
export interface SeenCall {
  call_id: string
  call_status: string
  direction?: string
  from_number?: string
  batch_call_id?: string
  disconnection_reason?: string
  start_timestamp?: number
  end_timestamp?: number
  duration_ms?: number
  call_analysis?: object
}

export interface SeenChat {
  chat_id: string
  chat_status: string
}

export interface Answer {
  status: number
  body: Record<string, unknown>
}

/** An event as the receiver got it. */
export interface Arrival {
  event: string
  id: string
  record: SeenCall & SeenChat
}

/** What the receiver does about the next events: refuse them, or do something to the call before it answers. */
export interface Manners {
  refusals: number
  reaction: { at: string; act(callId: string): Promise<unknown> } | undefined
}

export interface Rig {
  fake: FakeWorkspace
  agents: string[]
  chatAgent: string
  number: string
  calls: Map<string, SeenCall>
  chats: Map<string, SeenChat>
  /** Ids of what was deleted, and how many deliveries about each there were by then. */
  deleted: Map<string, number>
  /** Calls of a batch that are to come, by the batch. */
  batches: Map<string, number>
  /** A listener of a call, by the call. */
  listeners: Map<string, string>
  settings: { concurrency_limit: number; over_concurrency: string }
  arrivals: Arrival[]
  manners: Manners
  /** Rejects when the answer is a fault of the mock. */
  ask(method: string, path: string, body?: object): Promise<Answer>
}

/** What all runs share: the mock, a receiver and an LLM server, all real. */
export interface Ground extends AsyncDisposable {
  /** A workspace of its own for a run. */
  open(): Promise<Rig>
}

export async function startGround(): Promise<Ground> {
  const rigs = new Map<string, Rig>()
  const fake = await startFakeRetell({ time: 'frozen', now: 1_800_000_000_000 })
  const llm = await startLlmServer()
  const receiver = await startReceiver(async (request, response) => {
    const rig = rigs.get(request.path.split('/').at(-1)!)
    response.writeHead(rig ? await receive(rig, request) : 410).end()
    receiver.received.length = 0
  })
  return {
    async open() {
      const name = `run${rigs.size}`
      const rig = await newRig(fake, { receiver, llm, name })
      rigs.set(name, rig)
      return rig
    },
    async [Symbol.asyncDispose]() {
      await fake.close()
      await llm[Symbol.asyncDispose]()
      await receiver[Symbol.asyncDispose]()
    },
  }
}

/** Takes an event as the manners say; gives the status to answer. */
async function receive({ manners, arrivals }: Rig, { body }: Received): Promise<number> {
  const { event, call, chat } = JSON.parse(body) as { event: string; call?: SeenCall; chat?: SeenChat }
  const record = { ...call, ...chat } as SeenCall & SeenChat
  const id = record.call_id ?? record.chat_id
  arrivals.push({ event, id, record })
  const attempts = arrivals.filter(arrival => arrival.id === id && arrival.event === event).length
  if (manners.refusals > 0 && attempts < MOST_ATTEMPTS) {
    manners.refusals -= 1
    return 503
  }
  const { reaction } = manners
  if (reaction?.at === event) {
    manners.reaction = undefined
    await reaction.act(id)
  }
  return 204
}

const WARM_TRANSFER: Schemas['LlmTool'] = {
  type: 'transfer_call',
  name: 'to_office',
  description: 'Transfers to a real person, a human, the office',
  transfer_destination: { type: 'predefined', number: '+14155550177' },
  transfer_option: {
    type: 'warm_transfer',
    private_handoff_option: { type: 'static_message', message: 'Somebody wants a person.' },
    public_handoff_option: { type: 'static_message', message: 'You are connected.' },
  },
}
const FAILING_FUNCTION: Schemas['LlmTool'] = {
  type: 'custom',
  name: 'find_order',
  description: 'Finds an order',
  url: 'http://127.0.0.1:9',
  max_retry: 2,
}

async function newRig(
  mock: FakeRetell,
  { receiver, llm, name }: { receiver: Receiver; llm: LlmServer; name: string },
): Promise<Rig> {
  const fake = mock.workspace()
  const webhook_url = `${receiver.url}/${name}`
  const settings = { webhook_url, max_call_duration_ms: 90_000 }
  const talkative = await scriptedAgent(
    fake,
    {
      ...settings,
      webhook_events: [
        ...(['call_started', 'call_ended', 'call_analyzed', 'transcript_updated'] as const),
        ...(['transfer_started', 'transfer_bridged', 'transfer_cancelled', 'transfer_ended'] as const),
      ],
      ring_duration_ms: 10_000,
    },
    { general_tools: [WARM_TRANSFER, FAILING_FUNCTION] },
  )
  const plain = await scriptedAgent(fake, settings)
  const custom = await customAgent(fake, llm.url, settings)
  const { phone_number } = await numberFor(fake, plain)
  const { llm_id } = await api<{ llm_id: string }>(fake, 'POST', '/create-retell-llm', {
    begin_message: 'Hello.',
  })
  const response_engine = { type: 'retell-llm', llm_id }
  const chat = { response_engine, webhook_url }
  const { agent_id } = await api<{ agent_id: string }>(fake, 'POST', '/create-chat-agent', chat)
  return {
    fake,
    agents: [plain.agent_id, talkative.agent_id, custom.agent_id],
    chatAgent: agent_id,
    number: phone_number,
    calls: new Map(),
    chats: new Map(),
    deleted: new Map(),
    batches: new Map(),
    listeners: new Map(),
    settings: { concurrency_limit: 20, over_concurrency: 'refuse' },
    arrivals: [],
    manners: { refusals: 0, reaction: undefined },
    async ask(method, path, body) {
      const headers = { 'content-type': 'application/json' }
      const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) }
      const response = await fake.fetch(path, init)
      const text = await response.text()
      if (response.status >= 500) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
      return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
    },
  }
}
