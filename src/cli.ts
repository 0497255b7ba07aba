#!/usr/bin/env node
// The command `fake-retell`. It binds the process (arguments, streams, exit code) to the commands, and nothing else.

import module from 'node:module'
import { run, unexpected } from './cli/run.ts'
import { processTerminal } from './cli/terminal.ts'

// From 22.8 on, Node.js keeps what it has compiled in the system's temporary folder: the commands themselves, which are
// imported later, start a third sooner.
if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function')
  module.enableCompileCache()

const terminal = processTerminal()

process.on('uncaughtException', error => process.exit(unexpected(error, terminal)))
// A reader that went away, as in `fake-retell | head`, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

process.exitCode = await run(process.argv.slice(2), terminal)
