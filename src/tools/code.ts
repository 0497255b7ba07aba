// Code of an agent's code tools and nodes, run in a thread of its own, so that it can neither block the mock nor outlive its
// time. It is the developer's code on the developer's machine: the thread is no protection against malice.

import { Worker } from 'node:worker_threads'
import { wall } from '../clock.ts'

/** Retell docs, code tool: 30 s unless set. */
const DEFAULT_TIMEOUT_MS = 30_000
const MEMORY_MB = 64

const THREAD = `
const { parentPort, workerData } = require('node:worker_threads')
const AsyncFunction = (async () => {}).constructor
const told = message => parentPort.postMessage(message)
try {
  new AsyncFunction('dv', workerData.code)(workerData.variables).then(
    result => told({ text: typeof result === 'string' ? result : (JSON.stringify(result) ?? '') }),
    error => told({ fault: String(error?.message ?? error) }),
  )
} catch (error) {
  told({ fault: String(error.message) })
}`

/**
 * What the code returns, as text. It may await; `dv` holds the dynamic variables. Rejects with what the code throws, and with
 * a sentence when it takes longer than `timeoutMs`, ends without an answer, or `signal` aborts.
 */
export function runCode(
  code: string,
  {
    variables,
    timeoutMs = DEFAULT_TIMEOUT_MS,
    signal,
  }: { variables: Readonly<Record<string, string>>; timeoutMs?: number | undefined; signal?: AbortSignal },
): Promise<string> {
  const worker = new Worker(THREAD, {
    eval: true,
    workerData: { code, variables },
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  })
  let cancel = () => {}
  const stop = () => void worker.terminate()
  const answer = new Promise<string>((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(reason))
    cancel = wall.after(timeoutMs, () => fail(`the code took longer than ${timeoutMs} ms`))
    signal?.addEventListener('abort', () => fail('stopped'), { once: true })
    worker.once('message', (message: { text: string } | { fault: string }) => {
      if ('text' in message) resolve(message.text)
      else fail(message.fault)
    })
    worker.once('error', error => fail(error.message))
    worker.once('exit', () => fail('the code ended without an answer'))
  })
  return answer.finally(() => {
    cancel()
    stop()
  })
}
