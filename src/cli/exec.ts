// `fake-retell exec -- COMMAND`: a command with a mock of its own, and its exit code. Standard output is the
// command's; what the mock has to say goes to stderr.

import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { Misuse } from '../errors.ts'
import { openServer } from '../server.ts'
import type { Work } from './commands.ts'
import { logOf } from './log.ts'
import { clientKey, exposure, serverOptions } from './server-options.ts'

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export const exec: Work = async ({ given, rest: [command, ...args] }, terminal) => {
  if (command === undefined) throw new Misuse('exec needs a command to run: fake-retell exec -- npm test')
  const options = await serverOptions(given, { port: 0, env: terminal.env })
  // Without --json nothing but problems is told, or it would mingle with what the command prints.
  const quiet = given.has('json') ? given : new Map([...given, ['quiet', []]])
  const log = logOf(quiet, { ...terminal, out: terminal.err })
  const server = await openServer(options)
  try {
    server.journal.listen(log.report)
    const warning = exposure(options)
    if (warning) log.warn(warning)
    const own = {
      RETELL_BASE_URL: server.url,
      RETELL_API_KEY: clientKey(options),
      FAKE_RETELL_URL: server.url,
    }
    return await exitCodeOf(command, args, { ...terminal.env, ...own })
  } finally {
    await server.close()
  }
}

function exitCodeOf(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', env })
  const forward = (signal: NodeJS.Signals) => {
    // Ctrl-C reaches the command by itself: the terminal sends it to both of us.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  for (const signal of FORWARDED) process.on(signal, forward)
  return new Promise<number>((resolve, reject) => {
    child.on('error', error => reject(new Misuse(`cannot run ${command}: ${error.message}`)))
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  }).finally(() => {
    for (const signal of FORWARDED) process.off(signal, forward)
  })
}
