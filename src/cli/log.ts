// What a command tells while its server runs: for people, for programs, or only what is wrong.

import { wall } from '../clock.ts'
import { version } from '../generated/version.ts'
import type { Report } from '../journal.ts'
import type { Given } from './arguments.ts'
import { banner, type Ready } from './ready.ts'
import { jsonOf } from './report-json.ts'
import { lineOf } from './report-line.ts'
import type { Channel, Terminal } from './terminal.ts'

export interface Log {
  /** The server listens. */
  ready(facts: Ready): void
  report(report: Report): void
  warn(message: string): void
}

/** The log that `--json` and `--quiet` ask for; problems go to stderr but in JSON, where all is one stream. */
export function logOf(given: Given, terminal: Terminal): Log {
  const quiet = given.has('quiet')
  return given.has('json') ? jsonLog(terminal, quiet) : plainLog(terminal, quiet)
}

function plainLog({ out, err, env }: Terminal, quiet: boolean): Log {
  return {
    ready: facts => void (quiet || out.print(banner(facts, out))),
    warn: message => err.print(err.paint('yellow', `fake-retell: ${message}`)),
    report: report => {
      if (report.type === 'problem') printProblem(report, err, env)
      else if (!quiet) out.print(lineOf(report, wall.now(), out.paint))
    },
  }
}

function jsonLog({ out, env }: Terminal, quiet: boolean): Log {
  const print = (line: object) => out.print(JSON.stringify(line))
  return {
    ready: facts => void (quiet || print({ type: 'ready', ...facts, version })),
    warn: message => print({ type: 'problem', message }),
    report: report => {
      if (!quiet || report.type === 'problem')
        print(jsonOf(report, { stacks: Boolean(env.FAKE_RETELL_DEBUG) }))
    },
  }
}

function printProblem(
  { message, error }: Extract<Report, { type: 'problem' }>,
  err: Channel,
  env: Terminal['env'],
): void {
  const reason = error instanceof Error && !message.includes(error.message) ? `: ${error.message}` : ''
  err.print(err.paint('red', `fake-retell: ${message}${reason}`))
  if (env.FAKE_RETELL_DEBUG && error instanceof Error && error.stack) err.print(error.stack)
}
