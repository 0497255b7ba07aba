// Bundles the command line and the library into dist/, so that starting reads a handful of files and installing
// fetches one dependency; and writes the declarations, the contract and the licences of what is bundled.

import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'

const OUT = 'dist'

/** Packages that are CommonJS inside call `require` for Node's own modules. */
const REQUIRE = `import { createRequire as createRequireHere } from 'node:module'; const require = createRequireHere(import.meta.url);`

rmSync(OUT, { recursive: true, force: true })
const { metafile } = await build({
  entryPoints: { cli: 'src/cli.ts', index: 'src/index.ts' },
  outdir: OUT,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  chunkNames: 'chunks/[name]-[hash]',
  banner: { js: REQUIRE },
  // The database brings a binary; the SDKs are the user's own, where they have them; the others are optional parts of ws.
  external: ['better-sqlite3', 'retell-sdk', 'openai', 'bufferutil', 'utf-8-validate'],
  metafile: true,
  logLevel: 'warning',
})
copyFileSync('src/generated/contract.json', `${OUT}/openapi.json`)
copyFileSync('src/generated/scenario.schema.json', `${OUT}/scenario.schema.json`)
writeFileSync(`${OUT}/THIRD-PARTY-NOTICES.txt`, noticesOf(Object.keys(metafile.inputs)))
execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' })

/** The licence of every package that a bundled file comes from. */
function noticesOf(inputs: readonly string[]): string {
  const folders = inputs.flatMap(input => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? [])
  return [...new Set(folders)].sort().map(noticeOf).join('\n')
}

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Record<
    string,
    string
  >
  const file = existsSync(folder) && readdirSync(folder).find(entry => /^licen[sc]e/i.test(entry))
  return `${name} ${version} (${license})\n${file ? readFileSync(`${folder}/${file}`, 'utf8') : ''}`
}
