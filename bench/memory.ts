// What the mock holds of the machine's memory when it has started, answered a few requests and has nothing to do.

import { wall } from '../src/clock.ts'
import { agentBody } from './agent.ts'
import { compared, type Measure, median } from './measure.ts'
import { startMock } from './mock.ts'
import { startServer } from './processes.ts'
import { residentMegabytes } from './resident.ts'
import type { Workbench } from './workbench.ts'

const RUNS = 5
const SETTLING_MS = 2_000

export async function measureMemory({ bareHttp }: Workbench): Promise<Measure[]> {
  const ours: number[] = []
  const peer: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const mock = await startMock('--quiet')
    const bare = await startServer([bareHttp])
    const { llm_id } = await mock.send<{ llm_id: string }>('/create-retell-llm', {})
    const { agent_id } = await mock.send<{ agent_id: string }>(
      '/create-agent',
      agentBody({ type: 'retell-llm', llm_id }),
    )
    await mock.send('/v2/list-agents', {})
    for (const path of ['/create-retell-llm', '/create-agent', '/v2/list-agents']) {
      await (await fetch(bare.url + path, { method: 'POST', body: JSON.stringify({ agent_id }) })).text()
    }
    await wall.sleep(SETTLING_MS)
    ours.push(residentMegabytes(mock.pid))
    peer.push(residentMegabytes(bare.pid))
    await Promise.all([mock.stop(), bare.stop()])
  }
  return [
    compared({
      name: 'Memory when idle',
      ours: median(ours),
      peer: median(peer),
      unit: 'MB',
      peerName: 'bare node:http',
      target: { atMost: 2 },
    }),
  ]
}
