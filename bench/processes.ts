// Child processes of the bench: started, waited for until they serve, and ended whatever happens. None outlives it.

import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { Readable } from 'node:stream'
import { wall } from '../src/clock.ts'

export interface RunningServer {
  url: string
  pid: number
  stop(): Promise<void>
}

const STARTS_WITHIN_MS = 60_000
const POLLS_EVERY_MS = 50
const running = new Set<ChildProcess>()

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))

/** Runs Node with `args` until it has printed the URL that it serves. Rejects when it ends or is silent. */
export async function startServer(args: readonly string[]): Promise<RunningServer> {
  const child = launch(args)
  const { stdout } = child
  const printed = new Promise<string>(resolve => {
    let text = ''
    const read = (chunk: Buffer) => {
      text += chunk.toString()
      const url = /http:\/\/[\w.]+:\d+/.exec(text)?.[0]
      if (!url) return
      stdout.off('data', read).resume()
      resolve(url)
    }
    stdout.on('data', read)
  })
  return handleOf(child, await unlessItEnds(child, args, printed))
}

/** Runs Node with `args`, a server that is told its port and says nothing, until a request to it is answered. */
export async function startSilentServer(argsOf: (port: number) => readonly string[]): Promise<RunningServer> {
  const port = await freePort()
  const args = argsOf(port)
  const child = launch(args)
  child.stdout.resume()
  const url = `http://127.0.0.1:${port}`
  await unlessItEnds(child, args, untilAnswered(url))
  return handleOf(child, url)
}

/** Runs Node with `args` to its end and gives what it printed. Rejects when it fails. */
export async function output(args: readonly string[]): Promise<string> {
  const child = launch(args)
  let printed = ''
  child.stdout.on('data', chunk => (printed += String(chunk)))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}`)
  return printed
}

type Child = ChildProcessByStdio<null, Readable, null>

function launch(args: readonly string[]): Child {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

function handleOf(child: Child, url: string): RunningServer {
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      if (!running.has(child)) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** What `served` gives, unless the child ends first or takes too long. */
function unlessItEnds<Result>(
  child: Child,
  args: readonly string[],
  served: Promise<Result>,
): Promise<Result> {
  const command = `node ${args.join(' ')}`
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`${command} ended with ${code} before it served`))
    const late = () => reject(new Error(`${command} did not serve within ${STARTS_WITHIN_MS} ms`))
    const cancel = wall.after(STARTS_WITHIN_MS, late)
    child.once('exit', ended)
    served.then(resolve, reject).finally(() => {
      cancel()
      child.off('exit', ended)
    })
  })
}

/** Resolves with the first answer, of whatever status. */
async function untilAnswered(url: string): Promise<void> {
  for (let tries = 0; tries < STARTS_WITHIN_MS / POLLS_EVERY_MS; tries++) {
    const answered = await fetch(url).catch(() => undefined)
    if (answered) return
    await wall.sleep(POLLS_EVERY_MS)
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
