// create-agent over HTTP, with all that the mock does to it (key, validation, reply check, commit, journal): beside its
// own parts doing nothing else, and beside Prism mocking the same contract, which keeps nothing.

import { agentBody } from './agent.ts'
import { type Target, throughput } from './load.ts'
import { compared, type Measure } from './measure.ts'
import { KEY, type RunningMock, startMock } from './mock.ts'
import { type RunningServer, startServer, startSilentServer } from './processes.ts'
import { projectFile, type Workbench } from './workbench.ts'

const AT_LEAST_PRISM = { atLeast: 10 }

export async function measureCreateAgent(bench: Workbench): Promise<Measure[]> {
  const mock = await startMock('--quiet')
  const bare = await startServer([bench.bareHono])
  const fixed = await startPrism(bench, '-v', 'silent')
  const generating = await startPrism(bench, '-v', 'silent', '-d')
  const request = await requestTo(mock, bench)
  const rate = await throughput(bench.autocannon, {
    mock: request(mock),
    bare: request(bare),
    fixed: request(fixed),
    generating: request(generating),
  })
  await Promise.all([mock.stop(), bare.stop(), fixed.stop(), generating.stop()])
  const ours = { ours: rate.mock, unit: 'req/s' }
  const prism = { ...ours, peerName: 'Prism 5', target: AT_LEAST_PRISM }
  return [
    compared({
      ...ours,
      name: 'create-agent, beside its own parts',
      peer: rate.bare,
      peerName: 'bare Hono + better-sqlite3',
      target: { atLeast: 0.5 },
    }),
    compared({ ...prism, name: 'create-agent, beside fixed answers, both silent', peer: rate.fixed }),
    compared({
      ...prism,
      name: 'create-agent, beside generated answers, both silent',
      peer: rate.generating,
    }),
  ]
}

/** Beside fixed answers with both as they start when nothing is said: each writes down every request. */
export async function measureCreateAgentLogged(bench: Workbench): Promise<Measure[]> {
  const mock = await startMock()
  const prism = await startPrism(bench)
  const request = await requestTo(mock, bench)
  const rate = await throughput(bench.autocannon, { mock: request(mock), prism: request(prism) })
  await Promise.all([mock.stop(), prism.stop()])
  return [
    compared({
      name: 'create-agent, beside fixed answers, both logging',
      ours: rate.mock,
      peer: rate.prism,
      unit: 'req/s',
      peerName: 'Prism 5',
      target: AT_LEAST_PRISM,
    }),
  ]
}

const startPrism = ({ prism }: Workbench, ...flags: string[]): Promise<RunningServer> =>
  startSilentServer(port => [prism, 'mock', '-p', String(port), ...flags, projectFile('dist/openapi.json')])

/** A valid request, whose LLM is there in `mock`; the others do not look. */
async function requestTo(mock: RunningMock, { file }: Workbench): Promise<(server: RunningServer) => Target> {
  const { llm_id } = await mock.send<{ llm_id: string }>('/create-retell-llm', {
    general_prompt: 'Be brief.',
  })
  const bodyFile = file('agent.json', JSON.stringify(agentBody({ type: 'retell-llm', llm_id })))
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
  return ({ url }) => ({ url: `${url}/create-agent`, method: 'POST', headers, bodyFile, status: 201 })
}
