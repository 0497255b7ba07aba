// From arguments to an exit code: picks the command, and says what went wrong in a sentence. It loads neither the
// server nor the database.

import { Misuse, messageOf } from '../errors.ts'
import { version } from '../generated/version.ts'
import { nearest } from '../nearest.ts'
import { readArguments } from './arguments.ts'
import { type Command, commands } from './commands.ts'
import { helpOf, overview } from './help.ts'
import type { Terminal } from './terminal.ts'

/** Resolves with the exit code: 0, 1 when faults were found, 2 on misuse. Never rejects. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await dispatch(args, terminal)
  } catch (error) {
    if (!(error instanceof Misuse)) return unexpected(error, terminal)
    terminal.err.print(`fake-retell: ${error.message}`)
    return 2
  }
}

/** Says that something failed that should not have; the stack only for who asks for it. Returns the exit code. */
export function unexpected(error: unknown, { err, env }: Terminal): number {
  const reason = messageOf(error)
  if (env.FAKE_RETELL_DEBUG) err.print(error instanceof Error ? (error.stack ?? reason) : reason)
  else err.print(`fake-retell failed: ${reason} (FAKE_RETELL_DEBUG=1 shows where)`)
  return 1
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...others] = args
  switch (first) {
    case '--help':
    case '-h':
    case 'help':
      terminal.out.print(overview(commands, terminal.out))
      return 0
    case '--version':
    case '-v':
      terminal.out.print(version)
      return 0
  }
  const named = first !== undefined && !first.startsWith('-')
  const command = named ? commandNamed(first) : commands[0]!
  const { operand, takesRest = false } = command
  const read = readArguments(named ? others : args, command.flags, { mixed: operand !== undefined })
  if (read.given.has('help')) {
    terminal.out.print(helpOf(command, terminal.out))
    return 0
  }
  const surplus = takesRest ? undefined : read.rest[operand === undefined ? 0 : 1]
  if (surplus !== undefined) {
    const takes = operand === undefined ? 'flags only, not' : `one ${operand}, not also`
    throw new Misuse(
      `fake-retell ${command.name} takes ${takes} "${surplus}"; see fake-retell ${command.name} --help`,
    )
  }
  const work = await command.load()
  return work(read, terminal)
}

function commandNamed(name: string): Command {
  const command = commands.find(candidate => candidate.name === name)
  if (command) return command
  const names = commands.map(candidate => candidate.name)
  throw new Misuse(
    `there is no command "${name}"; did you mean "${nearest(name, names)?.candidate}"? There are ${names.join(', ')}`,
  )
}
