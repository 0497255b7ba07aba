// Makes the third witness from the installed SDKs: what their methods answer, as types for the compiler and as strict
// JSON Schemas for the contract tests. Nothing here is written by hand and nothing is committed; the types of the SDKs
// speak for themselves.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import type { Contract } from './contract/operations.ts'
import { operationsOf } from './contract/operations.ts'
import { type Schema, schemaWriter } from './sdk/json-schema.ts'
import { endpointOf, nameOf, SDKS, type Sdk, type SdkMethod, sdkMethods } from './sdk/methods.ts'

/** Where it all goes: git-ignored. */
export const SDK_OUT = 'contract-tests/generated'

/** The makers themselves: a change in one of them makes everything anew. */
const MAKERS = ['scripts/sdk-schemas.ts', 'scripts/sdk/json-schema.ts', 'scripts/sdk/methods.ts']

/**
 * Writes the types for the operations of this contract, and the schemas of both SDKs unless those of the installed
 * versions are there already. Relative to the current folder.
 */
export function writeSdkWitness(contract: Contract): void {
  mkdirSync(SDK_OUT, { recursive: true })
  writeFileSync(join(SDK_OUT, 'sdk-replies.ts'), replyTypes(contract))
  for (const sdk of SDKS) {
    const file = join(SDK_OUT, `${sdk.name}.schema.json`)
    const stamp = stampOf(sdk)
    if (existsSync(file) && stampIn(file) === stamp) continue
    writeFileSync(file, JSON.stringify({ stamp, ...replySchemas(sdk) }))
    console.log(`${sdk.package}: schemas of what it answers`)
  }
}

function stampOf(sdk: Sdk): string {
  const hash = createHash('sha256')
  for (const file of [...MAKERS, join(sdk.folder, 'package.json')]) hash.update(readFileSync(file))
  return hash.digest('hex')
}

const stampIn = (file: string) => (JSON.parse(readFileSync(file, 'utf8')) as { stamp?: string }).stamp

/** One interface an SDK: by method, which operation of the contract it asks and what it says it answers. */
function replyTypes(contract: Contract): string {
  const ids = new Map(operationsOf(contract).map(({ method, path, id }) => [endpointOf(method, path), id]))
  const imports = SDKS.map(sdk => `import type ${typeName(sdk)} from '${sdk.package}'`)
  const interfaces = SDKS.map(sdk => {
    const rows = sdkMethods(sdk).flatMap(method => {
      const id = ids.get(method.endpoint)
      const { resource, method: name } = method
      const reply = `Awaited<ReturnType<${typeName(sdk)}['${resource}']['${name}']>>`
      return id ? [`  '${nameOf(method)}': { operation: '${id}'; reply: ${reply} }`] : []
    })
    return `export interface ${typeName(sdk)}Replies {\n${rows.join('\n')}\n}`
  })
  return ['// Generated from the SDKs and openapi.yaml.', ...imports, ...interfaces, ''].join('\n')
}

const typeName = (sdk: Sdk) => (sdk.name === 'sdk-4' ? 'Sdk4' : 'Sdk5')

/** By endpoint, the schema of what each method that asks it answers. An endpoint without a reply has none. */
function replySchemas(sdk: Sdk): Schema {
  const program = ts.createProgram([join(sdk.folder, `${sdk.client}.d.ts`)], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  })
  const checker = program.getTypeChecker()
  const client = clientType(program, checker, sdk)
  const writer = schemaWriter(checker)
  const replies: Record<string, Schema> = {}
  for (const method of sdkMethods(sdk)) {
    const schema = writer.schemaOf(answerOf(checker, client, method))
    if (!schema) continue
    const before = replies[method.endpoint]
    replies[method.endpoint] = before ? { allOf: [before, schema] } : schema
  }
  return { replies, definitions: writer.definitions }
}

function clientType(program: ts.Program, checker: ts.TypeChecker, sdk: Sdk): ts.Type {
  const source = program.getSourceFile(resolve(sdk.folder, `${sdk.client}.d.ts`).replaceAll('\\', '/'))
  const file = source ?? program.getSourceFile(join(sdk.folder, `${sdk.client}.d.ts`))
  const declared = file?.statements.find(
    statement => ts.isClassDeclaration(statement) && statement.name?.text === 'Retell',
  )
  if (!declared) throw new Error(`${sdk.package} has no class Retell in ${sdk.client}.d.ts`)
  return checker.getTypeAtLocation(declared)
}

function answerOf(checker: ts.TypeChecker, client: ts.Type, { resource, method }: SdkMethod): ts.Type {
  const member = (type: ts.Type, name: string) => {
    const symbol = checker.getPropertyOfType(type, name)
    if (!symbol) throw new Error(`the types of the SDK have no ${resource}.${method}`)
    return checker.getTypeOfSymbol(symbol)
  }
  const signature = member(member(client, resource), method).getCallSignatures().at(-1)
  const answer = signature && checker.getAwaitedType(signature.getReturnType())
  if (!answer) throw new Error(`the types of the SDK do not say what ${resource}.${method} answers`)
  return answer
}
