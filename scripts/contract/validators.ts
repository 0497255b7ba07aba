// Compiles the validators ahead of time, one self-contained module a tag, so that starting the mock compiles nothing
// and the first request to a resource loads only what that resource needs.

import { mkdirSync, writeFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'
import type { Contract, Operation, Schema } from './operations.ts'

const CONTRACT_ID = 'contract'

export async function writeValidators(
  contract: Contract,
  operations: readonly Operation[],
  folder: string,
): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const tags = [...new Set(operations.map(operation => operation.tag))].sort()
  for (const tag of tags) {
    const here = operations.filter(operation => operation.tag === tag)
    const code = await selfContained(validatorsOf(contract, here))
    writeFileSync(`${folder}/${fileOf(tag)}.js`, `// Generated.\n${code}`)
    writeFileSync(`${folder}/${fileOf(tag)}.d.ts`, declarations(here))
  }
  const imports = tags.map(tag => `  ${JSON.stringify(tag)}: () => import('./${fileOf(tag)}.js'),`)
  writeFileSync(
    `${folder}/index.ts`,
    `// Generated.\nimport type { Validate } from '../../contract.ts'\n\nexport const validators: Record<string, () => Promise<Record<string, Validate>>> = {\n${imports.join('\n')}\n}\n`,
  )
}

const fileOf = (tag: string) => tag.toLowerCase().replaceAll(/\W+/g, '-')

/** Bodies and replies are checked as they are; parameters arrive as text and are coerced to their types. */
function validatorsOf(contract: Contract, operations: readonly Operation[]): string {
  const options = {
    strict: false,
    allErrors: false,
    validateFormats: false,
    discriminator: true,
    code: { source: true, esm: true },
  } as const
  const strict = new Ajv2020(options)
  const coercing = new Ajv2020({ ...options, coerceTypes: true })
  strict.addSchema(contract as object, CONTRACT_ID)
  coercing.addSchema(contract as object, CONTRACT_ID)
  const bodies: Record<string, string> = {}
  const parameters: Record<string, string> = {}
  for (const { id, params, query, body, reply } of operations) {
    if (body) add(strict, bodies, `${id}_body`, body)
    if (reply) add(strict, bodies, `${id}_reply`, reply)
    if (params) add(coercing, parameters, `${id}_params`, params)
    if (query) add(coercing, parameters, `${id}_query`, query)
  }
  // Two ajv instances number their inner functions alike, so each half goes into a scope of its own.
  return JSON.stringify([standalone.default(strict, bodies), standalone.default(coercing, parameters)])
}

function add(ajv: Ajv2020, names: Record<string, string>, name: string, schema: Schema): void {
  ajv.addSchema({ ...pointingInto(schema), $id: name }, name)
  names[name] = name
}

/** A schema that is lifted out of the document must name it in its references. */
function pointingInto(schema: Schema): Schema {
  return JSON.parse(
    JSON.stringify(schema, (key, value) =>
      key === '$ref' && String(value).startsWith('#') ? CONTRACT_ID + value : value,
    ),
  ) as Schema
}

/** ajv's ES modules still `require` its small run-time parts: bundling puts them inside. */
async function selfContained(halves: string): Promise<string> {
  const [bodies, parameters] = JSON.parse(halves) as [string, string]
  const sources: Record<string, string> = { bodies, parameters }
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from 'half:bodies'\nexport * from 'half:parameters'\n`,
      resolveDir: process.cwd(),
      loader: 'js',
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    plugins: [
      {
        name: 'halves',
        setup(plugin) {
          plugin.onResolve({ filter: /^half:/ }, ({ path }) => ({ path: path.slice(5), namespace: 'half' }))
          plugin.onLoad({ filter: /.*/, namespace: 'half' }, ({ path }) => ({
            contents: sources[path] || 'export {}',
            resolveDir: process.cwd(),
            loader: 'js',
          }))
        },
      },
    ],
  })
  return outputFiles[0]!.text
}

function declarations(operations: readonly Operation[]): string {
  const names = operations.flatMap(({ id, params, query, body, reply }) => [
    ...(body ? [`${id}_body`] : []),
    ...(reply ? [`${id}_reply`] : []),
    ...(params ? [`${id}_params`] : []),
    ...(query ? [`${id}_query`] : []),
  ])
  return `import type { Validate } from '../../contract.ts'\n${names.map(name => `export const ${name}: Validate`).join('\n')}\n`
}
