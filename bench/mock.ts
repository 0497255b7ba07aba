// The mock as the bench sees it: the built command line as a process, and the built library in this one.

import { Agent, type RequestOptions, request } from 'node:http'
import { pathToFileURL } from 'node:url'
import type { FakeRetell } from '../src/index.ts'
import { type RunningServer, startSilentServer } from './processes.ts'
import { projectFile } from './workbench.ts'

/** What `node` is given to start the mock as its users do; flags follow. */
export const START: readonly string[] = [projectFile('dist/cli.js'), 'start']

export const KEY = 'key_be4c0000000000000000000000e1'

/** A request that must succeed, a POST unless said otherwise; gives the JSON of the answer. */
export type Send = <Reply>(path: string, body: object, method?: 'POST' | 'PATCH') => Promise<Reply>

export interface RunningMock extends RunningServer {
  send: Send
}

/** A mock on a free port; `flags` are added to its command line. */
export async function startMock(...flags: string[]): Promise<RunningMock> {
  const server = await startSilentServer(port => [...START, '--port', String(port), ...flags])
  const agent = new Agent({ keepAlive: true })
  return {
    ...server,
    async send<Reply>(path: string, body: object, method = 'POST') {
      const text = JSON.stringify(body)
      const headers = {
        authorization: `Bearer ${KEY}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      }
      return replyOf<Reply>(path, await exchange(server.url + path, { method, agent, headers }, text))
    },
  }
}

/** To a mock in this process. */
export const sendTo = (fake: FakeRetell): Send => {
  return async <Reply>(path: string, body: object, method = 'POST') => {
    const headers = { 'content-type': 'application/json' }
    const response = await fake.fetch(path, { method, headers, body: JSON.stringify(body) })
    return replyOf<Reply>(path, { status: response.status, text: await response.text() })
  }
}

interface Answer {
  status: number
  text: string
}

/** Not by `fetch`, which takes longer than the mock does. */
function exchange(url: string, options: RequestOptions, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, answer => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => (text += chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    outgoing.on('error', reject).end(body)
  })
}

function replyOf<Reply>(path: string, { status, text }: Answer): Reply {
  if (status < 200 || status > 299) throw new Error(`${path} was answered ${status}: ${text}`)
  return JSON.parse(text) as Reply
}

/** The library as it is built; it has the types of its source. */
export const importMock = (): Promise<typeof import('../src/index.ts')> =>
  import(pathToFileURL(projectFile('dist/index.js')).href)
