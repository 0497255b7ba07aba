// How long it takes until the mock serves: from launching the process to its first 200, beside a bare Node server.

import { wall } from '../src/clock.ts'
import { compared, type Measure, median } from './measure.ts'
import { START } from './mock.ts'
import { startServer } from './processes.ts'
import type { Workbench } from './workbench.ts'

const RUNS = 21

export async function measureStart({ bareHttp }: Workbench): Promise<Measure[]> {
  const mock = [...START, '--port', '0', '--json']
  const ours: number[] = []
  const peer: number[] = []
  for (const args of [mock, [bareHttp]]) await startedInMs(args)
  for (let run = 0; run < RUNS; run++) {
    ours.push(await startedInMs(mock))
    peer.push(await startedInMs([bareHttp]))
  }
  const name = 'Start of the process to its first 200'
  return [
    compared({
      name,
      ours: median(ours),
      peer: median(peer),
      unit: 'ms',
      peerName: 'bare node:http',
      target: { atMost: 2.5 },
    }),
  ]
}

async function startedInMs(args: readonly string[]): Promise<number> {
  const began = wall.monotonic()
  const server = await startServer(args)
  const { status } = await fetch(`${server.url}/_fake/health`)
  const durationMs = wall.monotonic() - began
  await server.stop()
  if (status !== 200) throw new Error(`node ${args.join(' ')} answered ${status} to a look at its health`)
  return durationMs
}
