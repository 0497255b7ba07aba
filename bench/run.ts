// Measures the built mock beside its peers, prints a table and fails when a target is missed.
// `npm run bench -- [--write] [measure …]`: `--write` also puts a whole run's table into docs/performance.md.

import { existsSync } from 'node:fs'
import { wall } from '../src/clock.ts'
import { messageOf } from '../src/errors.ts'
import { measureBatch } from './batch.ts'
import { measureCallLists } from './call-lists.ts'
import { measureConversations } from './conversations.ts'
import { measureCreateAgent, measureCreateAgentLogged } from './create-agent.ts'
import { measureDeliveries } from './deliveries.ts'
import { measureGetCall } from './get-call.ts'
import { measureLibraryStart } from './library-start.ts'
import { measureLongCall } from './long-call.ts'
import type { Measure } from './measure.ts'
import { measureMemory } from './memory.ts'
import { machine, tableOf, writeInto } from './report.ts'
import { measureScale } from './scale.ts'
import { measureStart } from './start.ts'
import { measureThroughput } from './throughput.ts'
import { measureUpload } from './upload.ts'
import { projectFile, setUpWorkbench, type Workbench } from './workbench.ts'

const LONGEST_RUN_MS = 1_800_000

const all: Record<string, (bench: Workbench) => Promise<Measure[]>> = {
  start: measureStart,
  'library-start': measureLibraryStart,
  'create-agent': measureCreateAgent,
  'create-agent-logged': measureCreateAgentLogged,
  'get-call': measureGetCall,
  'long-call': measureLongCall,
  conversations: measureConversations,
  memory: measureMemory,
  upload: measureUpload,
  scale: measureScale,
  deliveries: measureDeliveries,
  throughput: measureThroughput,
  batch: measureBatch,
  'call-lists': measureCallLists,
}

async function main(args: readonly string[]): Promise<void> {
  const named = args.filter(arg => arg !== '--write')
  const unknown = named.filter(name => !(name in all))
  if (unknown.length > 0)
    throw new Error(`no measure is called ${unknown.join(', ')}; there are ${Object.keys(all).join(', ')}`)
  if (args.includes('--write') && named.length > 0)
    throw new Error('--write is for a whole run, not for some measures')
  if (!existsSync(projectFile('dist/cli.js')))
    throw new Error('there is no dist/ to measure; run `npm run build` first')

  const bench = await setUpWorkbench()
  const measures: Measure[] = []
  for (const [name, measure] of Object.entries(all)) {
    if (named.length > 0 && !named.includes(name)) continue
    console.error(`measuring ${name} …`)
    measures.push(...(await measure(bench)))
  }
  console.log(`${machine()}\n\n${tableOf(measures)}`)
  if (args.includes('--write')) writeInto(projectFile('docs/performance.md'), measures)
  if (!measures.every(({ met }) => met)) process.exitCode = 1
}

wall.after(LONGEST_RUN_MS, () => {
  console.error(`stopped: a run must not take longer than ${LONGEST_RUN_MS / 60_000} minutes`)
  process.exit(1)
})
try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = 1
}
process.exit()
