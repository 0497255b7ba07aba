// Whether a value is a scenario, wherever it comes from: a file, or a test in the same process. What the control API takes
// as a definition is what a scenario is.

import type { Validate } from '../contract.ts'
import { Misuse } from '../errors.ts'
import { queueScenario_body } from '../generated/control-validators/control.js'
import { type Fault, faultOf } from '../schema-fault.ts'
import type { Scenario } from './scenario.ts'
import { nonsenseIn } from './scenario-sense.ts'

const validate: Validate = queueScenario_body

/** A scenario, or what is wrong with it, said with the path to it. */
export function asScenario(value: unknown): { scenario: Scenario } | { fault: Fault } {
  if (!isScenario(value)) {
    const fault = faultOf(validate.errors ?? [])
    // The validator has seen it as the definition of a request.
    return { fault: said({ ...fault, path: fault.path.slice(1) }) }
  }
  const nonsense = nonsenseIn(value)
  return nonsense ? { fault: said(nonsense) } : { scenario: value }
}

/** Scenarios that a program hands over. Throws a `Misuse` on what is none, and on two that claim the same. */
export function checkedScenarios(values: readonly unknown[]): Scenario[] {
  if (!Array.isArray(values)) throw new Misuse('scenarios must be a list of scenarios')
  const scenarios = values.map((value, index) => {
    const checked = asScenario(value)
    if ('scenario' in checked) return checked.scenario
    throw new Misuse(`scenarios/${index}: ${checked.fault.sentence}`)
  })
  refuseTwins(
    scenarios,
    scenarios.map((_, index) => `scenarios/${index}`),
  )
  return scenarios
}

/** Throws a `Misuse` when two have one name or one number; `places` says where each comes from. */
export function refuseTwins(scenarios: readonly Scenario[], places: readonly string[]): void {
  for (const key of ['name', 'number'] as const) {
    const values = scenarios.map(scenario => scenario[key])
    values.forEach((value, index) => {
      const first = values.indexOf(value)
      if (value !== undefined && first < index)
        throw new Misuse(`${places[first]} and ${places[index]} have the same ${key}, "${value}"`)
    })
  }
}

const isScenario = (value: unknown): value is Scenario => validate({ definition: value })

const said = ({ sentence, ...fault }: Fault): Fault => ({
  ...fault,
  sentence: `${fault.path.join('/') || 'a scenario'} ${sentence}`,
})
