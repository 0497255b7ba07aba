// The text of SUPPORTED.md: a table a tag, and what is known of the API but not answered. It reads and writes no file.

import type { OpenAPIV3_1 } from 'openapi-types'
import { type Contract, operationsOf } from '../contract/operations.ts'
import { endpointOf } from '../sdk/methods.ts'
import type { TestedBy } from './scan.ts'

interface Endpoint {
  method: string
  path: string
}

interface Row extends Endpoint {
  id: string
  tag: string
  since: readonly string[]
  evidence: string
}

const CLIENTS = ['http', 'sdk-4', 'sdk-5'] as const

/** The page, and how many of the known operations are served. The same input always gives the same text. */
export function supportMatrix(
  contract: Contract,
  known: readonly Endpoint[],
  tested: TestedBy,
): { text: string; served: number } {
  const rows = rowsOf(contract)
  const answered = new Set(rows.map(({ method, path }) => endpointOf(method, path)))
  const missing = known.filter(({ method, path }) => !answered.has(endpointOf(method, path)))
  const served = known.length - missing.length
  const others = rows.length - served
  const text = [
    '# Supported operations',
    '',
    '<!-- Written by npm run supported; a change by hand is lost, and fails a test. -->',
    '',
    `fake-retell answers **${served} of the ${known.length}** operations (a method and a path) that are known from Retell's`,
    'API reference, its OpenAPI descriptions and ten releases of its SDKs, old generations included.',
    ...(others > 0 ? [`It answers ${others} more that those do not have.`] : []),
    '',
    '- **generations**: who has the operation. `reference` is the API reference of the v2 days, `sdk-4` retell-sdk 4.66.0,',
    '  `sdk-5` retell-sdk 5.66.1, `sdk-5.0` its releases from 5.0 to 5.13, `python-6` retell-sdk 6.2.13 for Python.',
    '- **evidence**: how well its shape is known. `documented` by a published description, `observed` on the live service,',
    '  `sdk-types` from the types of the SDK, or a `guess` ([docs/fidelity.md](docs/fidelity.md)).',
    '- **tests**: the clients that the [contract tests](contract-tests) call it with.',
    '',
    ...tagsOf(contract, rows).flatMap(({ name, description }) => [
      `## ${name}`,
      '',
      ...(description ? [description, ''] : []),
      ...table(
        ['method', 'path', 'operation', 'generations', 'evidence', 'tests'],
        rows
          .filter(row => row.tag === name)
          .map(({ method, path, id, since, evidence }) => [
            method,
            `\`${path}\``,
            `\`${id}\``,
            since.join(', '),
            evidence,
            CLIENTS.filter(client => tested.get(id)?.has(client)).join(', ') || 'none',
          ]),
      ),
      '',
    ]),
    ...(missing.length > 0
      ? [
          '## Not answered',
          '',
          'A request to one of these is a 404 with a hint.',
          '',
          ...table(
            ['method', 'path'],
            missing.map(({ method, path }) => [method, `\`${path}\``]),
          ),
          '',
        ]
      : []),
  ]
  return { text: text.join('\n'), served }
}

const COUNT = /(<!-- operations -->)[^<]*(<!-- \/operations -->)/

/** The page with its count, between two comments, replaced. Throws when it has no such place. */
export function withCount(page: string, count: string): string {
  if (!COUNT.test(page))
    throw new Error('there is no <!-- operations -->…<!-- /operations --> to write the count in')
  return page.replace(COUNT, `$1${count}$2`)
}

function rowsOf(contract: Contract): Row[] {
  return operationsOf(contract).map(({ id, tag, method, path }) => {
    const described = Object.entries(contract.paths?.[path] ?? {}).find(
      ([name]) => name.toUpperCase() === method,
    )?.[1] as (OpenAPIV3_1.OperationObject & Record<string, unknown>) | undefined
    const { 'x-since': since, 'x-evidence': evidence } = described ?? {}
    return {
      id,
      tag,
      method,
      path,
      since: Array.isArray(since) ? since.map(String) : [],
      evidence: Array.isArray(evidence) ? evidence.join(', ') : String(evidence ?? ''),
    }
  })
}

/** In the order of the contract; one that an operation has and the contract does not describe comes last. */
function tagsOf(contract: Contract, rows: readonly Row[]): { name: string; description?: string }[] {
  const described = (contract.tags ?? []).filter(({ name }) => rows.some(row => row.tag === name))
  const names = new Set(rows.map(row => row.tag))
  for (const { name } of described) names.delete(name)
  return [...described, ...[...names].sort().map(name => ({ name }))]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)]
}
