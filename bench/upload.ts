// How much more of the machine's memory the mock holds, at most, while it takes a file of 50 MB and hands it out again.

import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { wall } from '../src/clock.ts'
import { bounded, type Measure, median } from './measure.ts'
import { KEY, type RunningMock, startMock } from './mock.ts'
import { peakMegabytes, residentMegabytes } from './resident.ts'
import type { Workbench } from './workbench.ts'

const RUNS = 3
const SETTLING_MS = 1_000
const FILE_BYTES = 50 * 1024 * 1024
const LIMIT_MB = 60

interface Made {
  knowledge_base_id: string
  knowledge_base_sources?: { file_url?: string }[]
}

export async function measureUpload({ file }: Workbench): Promise<Measure[]> {
  const large = new Blob([randomBytes(FILE_BYTES)], { type: 'text/plain' })
  const database = file('upload.db', '')
  const inMemory: Raised[] = []
  const onFile: Raised[] = []
  for (let run = 0; run < RUNS; run++) {
    inMemory.push(await raisedBy(large))
    for (const suffix of ['', '-wal', '-shm']) rmSync(database + suffix, { force: true })
    onFile.push(await raisedBy(large, '--db', database))
  }
  const measure = (name: string, of: Raised[], way: keyof Raised) =>
    bounded(name, Math.max(0.1, median(of.map(raised => raised[way]))), LIMIT_MB, 'MB')
  return [
    measure('Memory that an upload of 50 MB takes, database in memory', inMemory, 'upload'),
    measure('Memory that an upload of 50 MB takes, `--db FILE`', onFile, 'upload'),
    measure('Memory that its download takes too, database in memory', inMemory, 'download'),
    measure('Memory that its download takes too, `--db FILE`', onFile, 'download'),
  ]
}

/** The peak of the resident set above what it was before, in MB: after the upload, and after the download as well. */
interface Raised {
  upload: number
  download: number
}

/** In a process of its own that has answered a few requests, a small upload among them. */
async function raisedBy(large: Blob, ...flags: string[]): Promise<Raised> {
  const mock = await startMock('--quiet', '--time', 'frozen', ...flags)
  await uploaded(mock, new Blob(['small'], { type: 'text/plain' }))
  await wall.sleep(SETTLING_MS)
  const before = residentMegabytes(mock.pid)
  const url = await uploaded(mock, large)
  const upload = peakMegabytes(mock.pid) - before
  await download(url)
  const both = peakMegabytes(mock.pid) - before
  await mock.stop()
  return { upload, download: both }
}

/** Makes a knowledge base of the file and gives the address that it is downloaded from. */
async function uploaded(mock: RunningMock, contents: Blob): Promise<string> {
  const form = new FormData()
  form.append('knowledge_base_name', 'Upload')
  form.append('knowledge_base_files', contents, 'upload.txt')
  const headers = { authorization: `Bearer ${KEY}` }
  const response = await fetch(`${mock.url}/create-knowledge-base`, { method: 'POST', headers, body: form })
  if (!response.ok) throw new Error(`the upload was answered ${response.status}: ${await response.text()}`)
  const { knowledge_base_id } = (await response.json()) as Made
  await mock.send('/_fake/clock', { run_until_idle: true })
  const kept = await fetch(`${mock.url}/get-knowledge-base/${knowledge_base_id}`, { headers })
  const url = ((await kept.json()) as Made).knowledge_base_sources?.[0]?.file_url
  if (!url) throw new Error('the upload is not there')
  return url
}

async function download(url: string): Promise<void> {
  const response = await fetch(url)
  let size = 0
  for await (const chunk of response.body ?? []) size += chunk.byteLength
  if (size !== FILE_BYTES) throw new Error(`${size} bytes were downloaded of ${FILE_BYTES}`)
}
