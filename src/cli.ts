#!/usr/bin/env node
// The command `fake-retell`. It binds the process (arguments, streams, exit code) to the commands, and nothing else.

import { run, unexpected } from './cli/run.ts'
import { processTerminal } from './cli/terminal.ts'

const terminal = processTerminal()

process.on('uncaughtException', error => process.exit(unexpected(error, terminal)))
// A reader that went away, as in `fake-retell | head`, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

process.exitCode = await run(process.argv.slice(2), terminal)
