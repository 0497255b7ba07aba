// get-call over HTTP, of a call of ten minutes and of a short one, beside the same document read from the same database
// and answered by the same router with nothing around them.

import { agentBody, type Engine } from './agent.ts'
import { throughput } from './load.ts'
import { compared, type Measure } from './measure.ts'
import { KEY, type RunningMock, startMock } from './mock.ts'
import { startServer } from './processes.ts'
import type { Workbench } from './workbench.ts'

/** Scenarios that come with the mock, and what their calls are in the table. */
const CALLS = [
  { scenario: 'max_duration_reached', kind: 'a call of ten minutes' },
  { scenario: 'answered', kind: 'a short call' },
] as const

export async function measureGetCall({ autocannon, bareHono }: Workbench): Promise<Measure[]> {
  const mock = await startMock('--quiet', '--time', 'frozen')
  const bare = await startServer([bareHono])
  const engine: Engine = {
    type: 'retell-llm',
    llm_id: (await mock.send<{ llm_id: string }>('/create-retell-llm', {})).llm_id,
  }
  const { agent_id } = await mock.send<{ agent_id: string }>('/create-agent', agentBody(engine))
  const measures: Measure[] = []
  for (const { scenario, kind } of CALLS) {
    const path = await finishedCall(mock, agent_id, scenario)
    const size = await copy(`${mock.url}${path}`, `${bare.url}${path}`)
    const request = { method: 'GET' as const, headers: { authorization: `Bearer ${KEY}` }, status: 200 }
    const rate = await throughput(autocannon, {
      mock: { ...request, url: mock.url + path },
      bare: { ...request, url: bare.url + path },
    })
    const name = `get-call, ${kind} (${Math.ceil(size / 1000)} kB)`
    measures.push(
      compared({
        name,
        ours: rate.mock,
        peer: rate.bare,
        unit: 'req/s',
        peerName: 'bare Hono + better-sqlite3',
        target: { atLeast: 0.6 },
      }),
    )
  }
  await Promise.all([mock.stop(), bare.stop()])
  return measures
}

/** Lets a call run to its end and gives its path. */
async function finishedCall(mock: RunningMock, agent_id: string, scenario: string): Promise<string> {
  const { call_id } = await mock.send<{ call_id: string }>('/v2/create-web-call', {
    agent_id,
    metadata: { fake_retell: { scenario } },
  })
  await mock.send('/_fake/clock', { run_until_idle: true })
  return `/v2/get-call/${call_id}`
}

/** Stores what `from` answers at `to`, and gives its size in bytes. */
async function copy(from: string, to: string): Promise<number> {
  const answer = await fetch(from, { headers: { authorization: `Bearer ${KEY}` } })
  const body = await answer.text()
  if (!body.includes('call_analysis')) throw new Error(`the call is not over: ${body.slice(0, 200)}`)
  const stored = await fetch(to, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  if (stored.status !== 204) throw new Error(`the bare server did not store the call: ${stored.status}`)
  return Buffer.byteLength(body)
}
