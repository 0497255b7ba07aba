// The JSON Schema of a scenario file, for editors: what the control contract says of a scenario, standing by itself.

import type { Contract } from './operations.ts'

const REFERENCE = /^#\/components\/schemas\/(\w+)$/

/** Draft 2020-12; the schemas that a scenario is made of are in `$defs`. Throws on a reference that leads elsewhere. */
export function scenarioSchema(contract: Contract): object {
  const defs: Record<string, unknown> = {}
  const schemas = contract.components?.schemas ?? {}

  /** The same with its references to `$defs`, where what they refer to is put. */
  function standing(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(standing)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, key === '$ref' ? moved(inner) : standing(inner)]),
    )
  }

  function moved(reference: unknown): string {
    const name = REFERENCE.exec(String(reference))?.[1]
    if (name === undefined || !(name in schemas)) throw new Error(`a scenario refers to ${String(reference)}`)
    if (!(name in defs)) {
      // Before it is filled, so that a schema may refer to itself.
      defs[name] = {}
      defs[name] = standing(schemas[name])
    }
    return `#/$defs/${name}`
  }

  const scenario = standing(schemas.Scenario) as object
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A scenario of fake-retell',
    ...scenario,
    $defs: defs,
  }
}
