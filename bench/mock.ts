// The mock as the bench sees it: the built command line as a process, and the built library in this one.

import { pathToFileURL } from 'node:url'
import type { FakeRetell } from '../src/index.ts'
import { type RunningServer, startSilentServer } from './processes.ts'
import { projectFile } from './workbench.ts'

/** What `node` is given to start the mock as its users do; flags follow. */
export const START: readonly string[] = [projectFile('dist/cli.js'), 'start']

export const KEY = 'key_be4c0000000000000000000000e1'

export interface RunningMock extends RunningServer {
  /** A POST that must succeed; gives the JSON of the answer. */
  post<Reply>(path: string, body: object): Promise<Reply>
}

/** A mock on a free port; `flags` are added to its command line. */
export async function startMock(...flags: string[]): Promise<RunningMock> {
  const server = await startSilentServer(port => [...START, '--port', String(port), ...flags])
  return {
    ...server,
    async post<Reply>(path: string, body: object) {
      const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
      const response = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
      return replyOf<Reply>(path, response)
    },
  }
}

/** The same to a mock in this process. */
export async function post<Reply>(fake: FakeRetell, path: string, body: object): Promise<Reply> {
  const headers = { 'content-type': 'application/json' }
  const response = await fake.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
  return replyOf<Reply>(path, response)
}

async function replyOf<Reply>(path: string, response: Response): Promise<Reply> {
  const text = await response.text()
  if (!response.ok) throw new Error(`POST ${path} was answered ${response.status}: ${text}`)
  return JSON.parse(text) as Reply
}

/** The library as it is built; it has the types of its source. */
export const importMock = (): Promise<typeof import('../src/index.ts')> =>
  import(pathToFileURL(projectFile('dist/index.js')).href)
