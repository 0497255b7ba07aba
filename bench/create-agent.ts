// create-agent over HTTP, with all that the mock does to it (key, validation, reply check, commit, journal), beside the
// same database and router doing nothing else, and beside Prism mocking the same contract.

import { agentBody, type Engine } from './agent.ts'
import { throughput } from './load.ts'
import { compared, type Measure } from './measure.ts'
import { KEY, startMock } from './mock.ts'
import { startServer, startSilentServer } from './processes.ts'
import { projectFile, type Workbench } from './workbench.ts'

export async function measureCreateAgent({
  autocannon,
  bareHono,
  prism,
  file,
}: Workbench): Promise<Measure[]> {
  const contract = projectFile('dist/openapi.json')
  const mock = await startMock()
  const bare = await startServer([bareHono])
  const mocking = await startSilentServer(port => [
    prism,
    'mock',
    '-p',
    String(port),
    '-v',
    'silent',
    contract,
  ])
  const { llm_id } = await mock.post<{ llm_id: string }>('/create-retell-llm', {
    general_prompt: 'Be brief.',
  })
  const engine: Engine = { type: 'retell-llm', llm_id }
  const request = {
    method: 'POST' as const,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    bodyFile: file('agent.json', JSON.stringify(agentBody(engine))),
    status: 201,
  }
  const rate = await throughput(autocannon, {
    mock: { ...request, url: `${mock.url}/create-agent` },
    bare: { ...request, url: `${bare.url}/create-agent` },
    prism: { ...request, url: `${mocking.url}/create-agent` },
  })
  await Promise.all([mock.stop(), bare.stop(), mocking.stop()])
  const common = { ours: rate.mock, unit: 'req/s' }
  return [
    compared({
      ...common,
      name: 'create-agent, beside its own parts',
      peer: rate.bare,
      peerName: 'bare Hono + better-sqlite3',
      target: { atLeast: 0.5 },
    }),
    compared({
      ...common,
      name: 'create-agent, beside another mock',
      peer: rate.prism,
      peerName: 'Prism 5',
      target: { atLeast: 10 },
    }),
  ]
}
