// Scenarios that could never come to pass are refused, wherever they come from: a file, a program, the control API.

import { writeFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { readScenarios } from '../cli/scenario-files.ts'
import { startFakeRetell } from '../index.ts'
import { temporaryFolder } from '../testing/folder.ts'
import { Scenarios } from './scenario.ts'
import { nonsenseIn } from './scenario-sense.ts'

const fake = await startFakeRetell({ time: 'frozen' })
afterAll(() => fake.close())

const answered = { name: 'a', rings: { then: 'answer' } }
const busy = { name: 'a', rings: { then: 'dial_busy' } }
const END = { hang_up: true }

/** What of a scenario cannot be, where in its file that stands, and what is said of it. */
const NONSENSE: [object, line: number, path: string, words: string][] = [
  [
    { ...busy, caller: [{ press: '1' }] },
    4,
    'caller',
    'does not go with rings/then "dial_busy": nobody picks up',
  ],
  [{ ...busy, machine: true }, 4, 'machine', 'does not go with rings/then "dial_busy": nobody picks up'],
  [
    { ...busy, answers_as: 'menu' },
    4,
    'answers_as',
    'does not go with rings/then "dial_busy": nobody picks up',
  ],
  [{ ...busy, repeat: true }, 4, 'repeat', 'does not go with rings/then "dial_busy": nobody picks up'],
  [{ ...busy, transfer: {} }, 4, 'transfer', 'does not go with rings/then "dial_busy": nobody picks up'],
  [
    { ...busy, llm_socket: 'unreachable' },
    4,
    'llm_socket',
    'does not go with rings/then "dial_busy": nobody picks up',
  ],
  [
    { ...busy, physics: { idle: { ms: 5 } } },
    4,
    'physics',
    'does not go with rings/then "dial_busy": nobody picks up',
  ],
  [
    { name: 'a', rings: { then: 'error_user_not_joined' }, number: '+15005550100' },
    4,
    'number',
    'does not go with rings/then "error_user_not_joined": no call to a number ends so',
  ],
  [
    { ...answered, machine: true, answers_as: 'machine' },
    4,
    'machine',
    'does not go with answers_as, which says the same',
  ],
  [{ ...answered, answers_as: 'menu' }, 4, 'answers_as', 'menu needs a say in caller: what it reads out'],
  [
    { ...answered, answers_as: 'screening', caller: [{ silence_ms: 9 }] },
    4,
    'answers_as',
    'screening needs a say in caller: what it reads out',
  ],
  [
    { ...answered, machine: true, caller: [{ say: 'Leave a message.' }, { press: '1' }] },
    7,
    'caller/1/press',
    'is not what a machine does',
  ],
  [
    { ...answered, caller: [{ say: 'Hi' }, END, { say: 'Still there?' }] },
    7,
    'caller/2',
    'never comes: the call is over after caller/1',
  ],
  [
    { ...answered, caller: [{ ends_as: 'error_asr' }, END] },
    6,
    'caller/1',
    'never comes: the call is over after caller/0',
  ],
  [
    { ...answered, caller: [{ ends_as: 'call_transfer' }] },
    5,
    'caller/0',
    'must have "transfer_to", the number that it is transferred to',
  ],
  [
    { ...answered, caller: [{ ends_as: 'error_asr', transfer_to: '+15005550000' }] },
    6,
    'caller/0/transfer_to',
    'goes with ends_as call_transfer, not error_asr',
  ],
  [{ ...answered, repeat: true }, 4, 'repeat', 'needs steps in caller'],
  [
    { ...answered, repeat: true, caller: [{ say: 'Hi' }, END] },
    4,
    'repeat',
    'never comes to pass: the call is over after caller/1',
  ],
  [
    { ...answered, repeat: true, caller: [{ silence_ms: 0 }, { silence_ms: 0 }] },
    4,
    'repeat',
    'needs a step that takes time',
  ],
  [
    { ...answered, transfer: { then: 'busy', talk_ms: 5 } },
    6,
    'transfer/talk_ms',
    'does not go with then "busy": nobody talks',
  ],
  [
    { ...answered, transfer: { gives_up_after_ms: 4000 } },
    5,
    'transfer/gives_up_after_ms',
    'must be less than for_ms (4000): it rings no longer then',
  ],
]

async function refusedFile(scenario: object): Promise<string> {
  using folder = temporaryFolder()
  writeFileSync(folder.file('a.yaml'), stringify(scenario))
  const error: unknown = await readScenarios(folder.path).catch(reason => reason)
  expect(error).toMatchObject({ name: 'Misuse' })
  return (error as Error).message.replace(`${folder.path}/`, '')
}

async function refusedInProcess(...scenarios: unknown[]): Promise<string> {
  const started = startFakeRetell({ scenarios: scenarios as never })
  const error: unknown = await started.then(mock => mock.close()).catch(reason => reason)
  expect(error).toMatchObject({ name: 'Misuse' })
  return (error as Error).message
}

async function queued(definition: unknown) {
  const response = await fake.fetch('/_fake/scenarios', {
    method: 'POST',
    body: JSON.stringify({ definition }),
    headers: { 'content-type': 'application/json' },
  })
  return { ...((await response.json()) as { message?: string }), status: response.status }
}

test.each(NONSENSE)('%j is refused at each of the three doors', async (scenario, line, path, words) => {
  expect(await refusedFile(scenario)).toBe(`a.yaml:${line}: ${path} ${words}`)
  expect(await refusedInProcess(answered, { ...scenario, name: 'b' })).toBe(`scenarios/1: ${path} ${words}`)
  expect(await queued(scenario)).toMatchObject({
    status: 400,
    message: `request/body/definition/${path} ${words}`,
  })
})

test.each<[unknown, string]>([
  [{ name: 'a' }, 'a scenario must have "rings"'],
  [{ ...answered, calller: [] }, 'a scenario must not have "calller"'],
  [{ ...answered, caller: [{ say: ' ' }] }, 'caller/0/say must not be blank'],
  [
    { ...answered, caller: [{ hang_up: true, while_agent_speaks: 'yes' }] },
    'caller/0/while_agent_speaks must be boolean',
  ],
  [{ ...answered, rings: { then: 'user_hangup' } }, 'rings/then must be answer, dial_busy, '],
  [['a'], 'a scenario must be object'],
  [null, 'a scenario must be object'],
])('a program that hands over %j is told so', async (scenario, words) => {
  expect(await refusedInProcess(scenario)).toContain(`scenarios/0: ${words}`)
})

test('a program that hands over two scenarios of one name or number, or no list, is told so', async () => {
  expect(await refusedInProcess(answered, answered)).toBe(
    'scenarios/0 and scenarios/1 have the same name, "a"',
  )
  const number = '+15005550100'
  expect(await refusedInProcess({ ...answered, number }, { ...answered, name: 'b', number })).toBe(
    `scenarios/0 and scenarios/1 have the same number, "${number}"`,
  )
  const started = startFakeRetell({ scenarios: answered as never })
  await expect(started).rejects.toThrow('scenarios must be a list of scenarios')
})

test('a refused definition is not queued, and one that makes sense is', async () => {
  expect(await queued({ ...busy, machine: true })).toMatchObject({ status: 400 })
  expect(await queued({ ...busy, machine: false, caller: [], agent: ['Hello'] })).toMatchObject({
    status: 201,
    queued: ['a'],
  })
})

test('every scenario that comes with the mock makes sense', () => {
  const scenarios = new Scenarios()
  for (const name of scenarios.names) expect(nonsenseIn(scenarios.named(name)), name).toBeUndefined()
})
