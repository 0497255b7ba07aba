// The built mock in a process of its own, as a client in another language meets it.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** Runs `work` beside a mock with frozen time that lets `apiKey` in alone, and stops it. Needs dist/. */
export async function withBuiltMock<Result>(
  apiKey: string,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const args = ['start', '--port', '0', '--json', '--time', 'frozen', '--seed', '1', '--api-key', apiKey]
  const mock = spawn('node', ['dist/cli.js', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    return await work(await urlOf(createInterface({ input: mock.stdout })))
  } finally {
    mock.kill('SIGTERM')
  }
}

/** Goes on reading after the first line, or the mock would wait for its reports to be read. */
function urlOf(lines: ReturnType<typeof createInterface>): Promise<string> {
  return new Promise((resolve, reject) => {
    lines.on('line', line => {
      const report = JSON.parse(line) as { type: string; url?: string }
      if (report.type === 'ready' && report.url) resolve(report.url)
    })
    lines.on('close', () => reject(new Error('the mock ended without serving; is dist/ built?')))
  })
}

/** Runs a program to its end, its output shown; gives its exit code. */
export function exitCodeOf(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env } })
    child.on('error', reject)
    child.on('exit', code => resolve(code ?? 1))
  })
}
