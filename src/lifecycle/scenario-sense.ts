// Whether a scenario makes sense: what each field may be is the contract's, and here is what does not go together, or
// would never come to pass.

import { nonsenseOf } from '../faults/misdelivery.ts'
import type { Fault } from '../schema-fault.ts'
import { isOf } from './endings.ts'
import { answersAs, type CallerStep, type Scenario } from './scenario.ts'
import { stepNonsense } from './step-sense.ts'

/** What is of a call that was answered alone. What the agent says, chooses and finds is of chats, too. */
const OF_ANSWERED_CALLS = [
  'answers_as',
  'machine',
  'caller',
  'repeat',
  'transfer',
  'llm_socket',
  'physics',
] as const
/** How long a transfer's target rings unless the scenario says so. */
const TRANSFER_RINGS_MS = 4_000

/** The first thing in it that cannot be; undefined when it makes sense. */
export function nonsenseIn(scenario: Scenario): Fault | undefined {
  return (
    unanswered(scenario) ??
    dialled(scenario) ??
    pickUp(scenario) ??
    stepNonsense(scenario) ??
    steps(scenario) ??
    repetition(scenario) ??
    transfer(scenario) ??
    misdeliveries(scenario)
  )
}

function unanswered(scenario: Scenario): Fault | undefined {
  const { then } = scenario.rings
  if (then === 'answer') return undefined
  const present = OF_ANSWERED_CALLS.find(name => {
    const value = scenario[name]
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false
  })
  return present && fault([present], `does not go with rings/then "${then}": nobody picks up`)
}

function dialled({ number, rings: { then } }: Scenario): Fault | undefined {
  if (number === undefined || then === 'answer' || isOf('outbound', then)) return undefined
  return fault(['number'], `does not go with rings/then "${then}": no call to a number ends so`)
}

function pickUp(scenario: Scenario): Fault | undefined {
  const { caller = [], answers_as, machine } = scenario
  if (machine !== undefined && answers_as !== undefined)
    return fault(['machine'], 'does not go with answers_as, which says the same')
  const what = answersAs(scenario)
  if ((what === 'menu' || what === 'screening') && !caller.some(step => 'say' in step))
    return fault(['answers_as'], `${what} needs a say in caller: what it reads out`)
  const keys = what === 'machine' ? caller.findIndex(step => 'press' in step) : -1
  return keys < 0 ? undefined : fault(['caller', keys, 'press'], 'is not what a machine does')
}

function steps({ caller = [] }: Scenario): Fault | undefined {
  const end = caller.findIndex(isEnd)
  if (end >= 0 && end < caller.length - 1)
    return fault(['caller', end + 1], `never comes: the call is over after caller/${end}`)
  const last = caller.at(-1)
  if (!last || !('ends_as' in last)) return undefined
  const { ends_as: reason, transfer_to: to } = last
  if (reason === 'call_transfer' && to === undefined)
    return fault(['caller', end], 'must have "transfer_to", the number that it is transferred to')
  if (reason !== 'call_transfer' && to !== undefined)
    return fault(['caller', end, 'transfer_to'], `goes with ends_as call_transfer, not ${reason}`)
  return undefined
}

function repetition({ caller = [], repeat }: Scenario): Fault | undefined {
  if (!repeat) return undefined
  if (caller.length === 0) return fault(['repeat'], 'needs steps in caller')
  if (caller.some(isEnd))
    return fault(['repeat'], `never comes to pass: the call is over after caller/${caller.length - 1}`)
  // Otherwise the steps would go round without end at one and the same moment.
  if (caller.every(step => 'silence_ms' in step && step.silence_ms === 0))
    return fault(['repeat'], 'needs a step that takes time')
  return undefined
}

function transfer({ transfer: target }: Scenario): Fault | undefined {
  const {
    for_ms: forMs = TRANSFER_RINGS_MS,
    then = 'answer',
    talk_ms,
    says,
    gives_up_after_ms: givesUp,
  } = target ?? {}
  if (then !== 'answer' && talk_ms !== undefined)
    return fault(['transfer', 'talk_ms'], `does not go with then "${then}": nobody talks`)
  if (then !== 'answer' && says !== undefined)
    return fault(['transfer', 'says'], `does not go with then "${then}": nobody is there`)
  if (givesUp !== undefined && givesUp >= forMs)
    return fault(
      ['transfer', 'gives_up_after_ms'],
      `must be less than for_ms (${forMs}): it rings no longer then`,
    )
  return undefined
}

function misdeliveries({ faults = [] }: Scenario): Fault | undefined {
  for (const [index, order] of faults.entries()) {
    const nonsense = nonsenseOf(order)
    if (nonsense) return fault(['faults', index, ...nonsense.path], nonsense.sentence)
  }
  return undefined
}

const isEnd = (step: CallerStep): boolean => 'hang_up' in step || 'ends_as' in step

const fault = (path: readonly (string | number)[], sentence: string): Fault => ({
  path: path.map(String),
  sentence,
})
