// Runs the mock from its sources and starts it anew whenever one of them changes.

import { spawn } from 'node:child_process'

const args = [
  '--import',
  'tsx',
  '--watch',
  '--watch-path=src',
  '--watch-path=fixtures',
  'src/cli.ts',
  'start',
  ...process.argv.slice(2),
]
spawn(process.execPath, args, { stdio: 'inherit' }).on('exit', code => process.exit(code ?? 0))
