// Uses what was built as a user would: `start` runs `npm start` and asks it something; `package` packs the package,
// unpacks it elsewhere and runs the demo from there.

import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const checks = { start, package: packed }
await checks[process.argv[2]]()

async function start() {
  const child = spawn('npm', ['start', '--silent', '--', '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const { type, url, api_key: key } = JSON.parse(line)
      if (type !== 'ready') continue
      const response = await fetch(`${url}/list-voices`, { headers: { authorization: `Bearer ${key}` } })
      const voices = await response.json()
      if (response.status !== 200 || voices.length === 0)
        throw new Error(`list-voices answered ${response.status}`)
      console.log(`npm start serves ${voices.length} voices at ${url}`)
      return
    }
    throw new Error('npm start ended without serving')
  } finally {
    process.kill(-child.pid, 'SIGTERM')
  }
}

function packed() {
  const folder = mkdtempSync(join(tmpdir(), 'fake-retell-package-'))
  try {
    const [{ filename, size, entryCount }] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
        encoding: 'utf8',
      }),
    )
    execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder])
    const modules = join(folder, 'node_modules')
    mkdirSync(modules)
    cpSync(join(folder, 'package'), join(modules, 'fake-retell'), { recursive: true })
    // The one dependency: what npm would install, without compiling it a second time.
    for (const name of ['better-sqlite3', 'bindings', 'file-uri-to-path'])
      symlinkSync(resolve('node_modules', name), join(modules, name))
    execFileSync('node', ['node_modules/fake-retell/dist/cli.js', 'demo'], { cwd: folder, stdio: 'inherit' })
    const types = 'node_modules/fake-retell/dist/types/index.d.ts'
    execFileSync(
      'node',
      [
        '-e',
        `import('fake-retell').then(async m => { const f = await m.startFakeRetell(); await f.close() }); require('fs').accessSync('${types}')`,
      ],
      { cwd: folder, stdio: 'inherit' },
    )
    console.log(`the package works from an empty folder: ${Math.round(size / 1024)} kB, ${entryCount} files`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
