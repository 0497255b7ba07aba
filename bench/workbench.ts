// The bench's temporary folder: the servers it compares with, installed or bundled for one run and deleted after it.
// Nothing of it is a dependency of the project.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const PEERS = { '@stoplight/prism-cli': '5.14', autocannon: '8 || 9' }
const INSTALLS_WITHIN_MS = 300_000

/** What a run of the bench works with: files to give to `node`. */
export interface Workbench {
  bareHttp: string
  bareHono: string
  bareSender: string
  counter: string
  receivers: string
  /** Installed when it is asked for first, as is the next. */
  readonly prism: string
  readonly autocannon: string
  /** Writes a file into the temporary folder and gives its path. */
  file(name: string, content: string): string
}

export const projectFile = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** Makes the folder; it is deleted when this process exits. */
export async function setUpWorkbench(): Promise<Workbench> {
  const folder = mkdtempSync(join(tmpdir(), 'fake-retell-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const bare = join(folder, 'bare')
  await bundleBareServers(bare)
  let installed: string | undefined
  const peer = (path: string) => {
    installed ??= installPeers(join(folder, 'peers'))
    return join(installed, 'node_modules', path)
  }
  return {
    bareHttp: join(bare, 'bare-http.mjs'),
    bareHono: join(bare, 'bare-hono.mjs'),
    bareSender: join(bare, 'bare-sender.mjs'),
    counter: join(bare, 'counter.mjs'),
    receivers: join(bare, 'receivers.mjs'),
    get prism() {
      return peer('@stoplight/prism-cli/dist/index.js')
    },
    get autocannon() {
      return peer('autocannon/autocannon.js')
    },
    file(name, content) {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    },
  }
}

/** Takes minutes on a slow network. */
function installPeers(folder: string): string {
  console.error('installing the peers into a temporary folder …')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: PEERS }))
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: INSTALLS_WITHIN_MS,
  })
  return folder
}

/** The bare servers are bundled as the mock is, from the project's own copies of Hono and better-sqlite3. */
async function bundleBareServers(folder: string): Promise<void> {
  const link = join(folder, 'node_modules/better-sqlite3')
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(projectFile('node_modules/better-sqlite3'), link, 'junction')
  await build({
    entryPoints: ['bare-http', 'bare-hono', 'bare-sender', 'counter', 'receivers'].map(name =>
      projectFile(`bench/peers/${name}.ts`),
    ),
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outExtension: { '.js': '.mjs' },
    external: ['better-sqlite3'],
    logLevel: 'warning',
  })
}
