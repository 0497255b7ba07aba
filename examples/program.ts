// Runs an example as its user would: in a process of its own, told by its environment, heard by what it prints.

import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Program {
  /** The first line, printed already or to come, that `pattern` finds. Rejects when the program ends without it. */
  line(pattern: RegExp): Promise<string>
  /** Everything printed so far, a line each. */
  lines(): string[]
  /** Resolves with the exit code when the program has ended by itself. */
  ended: Promise<number | null>
  /** Ends it, and resolves when it has gone. */
  stop(): Promise<void>
}

/** `file` is a path below this folder. */
export function startProgram(file: string, env: Record<string, string>): Program {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const { RETELL_BASE_URL: _url, RETELL_API_KEY: _key, PORT: _port, ...inherited } = process.env
  const child = spawn(process.execPath, ['--import', 'tsx', path], { env: { ...inherited, ...env } })
  const printed: string[] = []
  const waiting = new Set<() => void>()
  const ended = ending(child)
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', line => {
      printed.push(line)
      for (const look of [...waiting]) look()
    })
  }

  return {
    lines: () => [...printed],
    ended,
    line: pattern =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = printed.find(line => pattern.test(line))
          if (found === undefined) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
        void ended.then(() => reject(new Error(`${file} ended without ${pattern}:\n${printed.join('\n')}`)))
      }),
    async stop() {
      child.kill()
      await ended
    },
  }
}

function ending(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve(code))
  })
}
