// The methods of an installed retell-sdk and the endpoint that each one asks, read from the sources in its package. It
// reads syntax alone; what the methods answer is for the type checker.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** The two generations that the suite speaks with, and the folders of their packages. */
export const SDKS = [
  { name: 'sdk-4', package: 'retell-sdk-4', folder: 'node_modules/retell-sdk-4', client: 'index' },
  { name: 'sdk-5', package: 'retell-sdk', folder: 'node_modules/retell-sdk', client: 'client' },
] as const

export type Sdk = (typeof SDKS)[number]

export interface SdkMethod {
  /** As members of the client: `agent`, `getVersions`. */
  resource: string
  method: string
  /** `GET /get-agent/{}`: see `endpointOf`. */
  endpoint: string
}

/** Method and path with the names of parameters left out, by which two descriptions of one endpoint are compared. */
export function endpointOf(method: string, path: string): string {
  return `${method.toUpperCase()} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`
}

/** In the order of their names. A method that asks no endpoint, such as an overload, is left out. */
export function sdkMethods(sdk: Sdk): readonly SdkMethod[] {
  const known = methodsBySdk.get(sdk) ?? readMethods(sdk)
  methodsBySdk.set(sdk, known)
  return known
}

/** Reading the sources takes a second, and they do not change. */
const methodsBySdk = new Map<Sdk, readonly SdkMethod[]>()

function readMethods(sdk: Sdk): SdkMethod[] {
  const members = resourcesOf(parsed(join(sdk.folder, 'src', `${sdk.client}.ts`)))
  const folder = join(sdk.folder, 'src', 'resources')
  const found = readdirSync(folder)
    .filter(file => file.endsWith('.ts'))
    .flatMap(file => classesIn(parsed(join(folder, file))))
    .flatMap(declared => {
      const resource = members.get(declared.name?.text ?? '')
      return resource === undefined ? [] : methodsOf(declared).map(method => ({ resource, ...method }))
    })
  return found.sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1))
}

/** `agent.getVersions` */
export const nameOf = ({ resource, method }: Pick<SdkMethod, 'resource' | 'method'>) =>
  `${resource}.${method}`

const parsed = (file: string) =>
  ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)

const classesIn = (source: ts.SourceFile) => source.statements.filter(ts.isClassDeclaration)

/** From the class of a resource to the client's member that holds it: `agent = new API.Agent(this)`. */
function resourcesOf(source: ts.SourceFile): Map<string, string> {
  const members = classesIn(source).flatMap(declared => declared.members.filter(ts.isPropertyDeclaration))
  return new Map(
    members.flatMap(({ name, initializer }): [string, string][] =>
      initializer && ts.isNewExpression(initializer) && ts.isPropertyAccessExpression(initializer.expression)
        ? [[initializer.expression.name.text, name.getText()]]
        : [],
    ),
  )
}

function methodsOf(declared: ts.ClassDeclaration): Omit<SdkMethod, 'resource'>[] {
  return declared.members.filter(ts.isMethodDeclaration).flatMap(method => {
    const endpoint = method.body && endpointIn(method.body)
    return endpoint ? [{ method: method.name.getText(), endpoint }] : []
  })
}

/** The first `this._client.get('/path', …)` below the node. */
function endpointIn(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { expression: target, name } = node.expression
    const [path] = node.arguments
    if (path && target.getText() === 'this._client') return endpointOf(name.text, pathOf(path))
  }
  return ts.forEachChild(node, endpointIn)
}

function pathOf(node: ts.Expression): string {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isTaggedTemplateExpression(node)) return pathOf(node.template)
  if (!ts.isTemplateExpression(node)) throw new Error(`${node.getText()} is no path that can be read`)
  return node.templateSpans.reduce((path, span) => `${path}{}${span.literal.text}`, node.head.text)
}
