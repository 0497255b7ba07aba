// Which operations the contract tests name, and by which client, read from the text of the tests. It says what is
// written; that it was called and answered is for the last of those tests to say.

import { type Contract, operationsOf } from '../contract/operations.ts'
import { endpointOf, nameOf, SDKS, sdkMethods } from '../sdk/methods.ts'

export type TestClient = 'http' | 'sdk-4' | 'sdk-5'

/** By operation, the clients that some test calls it with. */
export type TestedBy = ReadonlyMap<string, ReadonlySet<TestClient>>

/** Reads `api.getAgent`, `sdk5.agent.retrieve` and `sdk4.agent.retrieve` in the text of test files. */
export function scanTests(contract: Contract, texts: readonly string[]): TestedBy {
  const operations = operationsOf(contract)
  const ids = new Map(operations.map(({ method, path, id }) => [endpointOf(method, path), id]))
  const named = new Map<string, [string, TestClient]>(operations.map(({ id }) => [`api.${id}`, [id, 'http']]))
  for (const sdk of SDKS)
    for (const method of sdkMethods(sdk)) {
      const id = ids.get(method.endpoint)
      if (id) named.set(`${sdk.name.replace('-', '')}.${nameOf(method)}`, [id, sdk.name])
    }
  const found = new Map<string, Set<TestClient>>()
  for (const [call] of texts.join('\n').matchAll(/\b(?:api|sdk[45]\.\w+)\.\w+/g)) {
    const [id, client] = named.get(call) ?? []
    if (id && client) found.set(id, (found.get(id) ?? new Set()).add(client))
  }
  return found
}
