// `fake-retell demo`: one phone call from its creation to its analysis, with an LLM server and a webhook receiver as a
// customer would have them, all over the public API. The clock is driven here, so that a call of half a minute passes
// in a second or two, and a program that watches need not wait at all.

import { wall } from '../clock.ts'
import { DEFAULT_API_KEY } from '../index.ts'
import { openServer, type RunningServer } from '../server.ts'
import type { Work } from './commands.ts'
import { type DemoCall, demoClient } from './demo/client.ts'
import { serveLlm } from './demo/llm-server.ts'
import { type Received, receiveWebhooks } from './demo/receiver.ts'
import { type Screen, screenOn } from './demo/screen.ts'
import { demoScenario, expectedEvents, expectedReason } from './demo/script.ts'

const CALLEE = '+14155550142'
/** How the clock is driven: this much of the call's time in a step, and a rest after it where somebody watches. */
const STEP_MS = 250
const REST_MS = 8
const MAX_STEPS = 1_000

export const demo: Work = async (_args, { out }) => {
  const closing: (() => Promise<void>)[] = []
  const kept = <Part extends { close(): Promise<void> }>(part: Part): Part => {
    closing.unshift(() => part.close())
    return part
  }
  try {
    const faults = await show(screenOn(out), kept, out.interactive ? REST_MS : 0)
    return faults.length === 0 ? 0 : 1
  } finally {
    for (const close of closing) await close()
  }
}

type Keep = <Part extends { close(): Promise<void> }>(part: Part) => Part

/** Runs the call, and resolves with what was not as it should be. */
async function show(screen: Screen, kept: Keep, restMs: number): Promise<string[]> {
  const server = kept(await openDemoServer())
  const client = await demoClient(server.url, DEFAULT_API_KEY)
  const received: Received[] = []
  const llm = kept(await serveLlm(screen.tool))
  const receiver = kept(
    await receiveWebhooks(client.verify, webhook => {
      received.push(webhook)
      screen.webhook(webhook)
    }),
  )
  const problems: string[] = []
  server.journal.listen(report => {
    if (report.type === 'turn') screen.turn(report)
    if (report.type === 'problem') problems.push(report.message)
  })

  screen.opening({ server: server.url, llm: llm.url, webhook: receiver.url, client: client.name })
  const { agent_id } = await client.createAgent({ llmUrl: llm.url, webhookUrl: receiver.url })
  screen.made('agent', agent_id)
  const { phone_number } = await client.createPhoneNumber({ agentId: agent_id })
  screen.made('phone number', phone_number)
  const { call_id } = await client.createPhoneCall({
    from: phone_number,
    to: CALLEE,
    scenario: demoScenario.name,
  })
  screen.made('phone call', call_id)
  screen.gap()
  await drive(server, () => received.some(({ event }) => event === 'call_analyzed'), restMs)

  const call = await client.retrieveCall(call_id)
  screen.closing(call)
  const faults = [...problems, ...faultsOf(call, received)]
  if (faults.length > 0) screen.faults(faults)
  else screen.onwards()
  return faults
}

function openDemoServer(): Promise<RunningServer> {
  return openServer({
    host: '127.0.0.1',
    port: 0,
    db: ':memory:',
    fresh: false,
    time: { mode: 'frozen', speed: 0 },
    seed: 1,
    apiKeys: [],
    defaultKey: DEFAULT_API_KEY,
    scenarios: [demoScenario],
  })
}

/** Moves the clock in small steps until `done`, or until no call can last that long. */
async function drive(
  { jobs, workspaces }: RunningServer,
  done: () => boolean,
  restMs: number,
): Promise<void> {
  for (let step = 0; step < MAX_STEPS && !done(); step++) {
    await jobs.advance(workspaces.default(), STEP_MS)
    if (restMs > 0) await wall.sleep(restMs)
  }
}

/** What is not as it should be, a sentence each. */
export function faultsOf(call: DemoCall, received: readonly Received[]): string[] {
  const { disconnection_reason: reason } = call
  const missing = expectedEvents.filter(event => !received.some(webhook => webhook.event === event))
  return [
    ...(reason === expectedReason
      ? []
      : [`the call ended with ${reason ?? 'no reason'} instead of ${expectedReason}`]),
    ...missing.map(event => `no ${event} webhook arrived`),
    ...received
      .filter(({ verified }) => !verified)
      .map(({ event }) => `the signature of ${event} was refused`),
  ]
}
