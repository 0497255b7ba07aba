// For the property test of calls and chats: the ways in which a call is made, alone or with others.

import fc from 'fast-check'
import type { Rig, SeenCall } from './rig.ts'
import { isLive } from './rules.ts'
import { expectStatus, metadataOf, type Step, scenario, step } from './step.ts'

const CALLER = '+15005550199'

const holdsPlace = (call: SeenCall) =>
  call.call_status === 'ongoing' || (isLive(call) && call.direction !== 'inbound')

/** What creating a call is answered, by the places that are left. */
function admission(rig: Rig): number {
  const taken = [...rig.calls.values()].filter(
    call => !rig.deleted.has(call.call_id) && holdsPlace(call),
  ).length
  const { concurrency_limit, over_concurrency } = rig.settings
  return taken < concurrency_limit || over_concurrency === 'error_call' ? 201 : 429
}

async function create(rig: Rig, sure: boolean, path: string, body: object): Promise<void> {
  const expected = admission(rig)
  expectStatus(sure, await rig.ask('POST', path, body), expected, path)
}

const phoneCall = fc.tuple(scenario, fc.nat(2)).map(([name, agent]) =>
  step(`phone call (${name ?? '-'}, agent ${agent})`, (rig, sure) =>
    create(rig, sure, '/v2/create-phone-call', {
      from_number: rig.number,
      to_number: CALLER,
      override_agent_id: rig.agents[agent],
      ...metadataOf(name),
    }),
  ),
)

const webCall = fc
  .tuple(scenario, fc.nat(2))
  .map(([name, agent]) =>
    step(`web call (${name ?? '-'}, agent ${agent})`, (rig, sure) =>
      create(rig, sure, '/v2/create-web-call', { agent_id: rig.agents[agent], ...metadataOf(name) }),
    ),
  )

const registration = fc
  .tuple(scenario, fc.nat(2), fc.constantFrom('inbound', 'outbound'))
  .map(([name, agent, direction]) =>
    step(`register ${direction} (${name ?? '-'}, agent ${agent})`, (rig, sure) =>
      create(rig, sure, '/v2/register-phone-call', {
        agent_id: rig.agents[agent],
        direction,
        ...metadataOf(name),
      }),
    ),
  )

const inbound = scenario.map(name =>
  step(`inbound call (${name ?? '-'})`, async (rig, sure) => {
    const order = { to_number: rig.number, from_number: CALLER, ...(name ? { scenario: name } : {}) }
    expectStatus(sure, await rig.ask('POST', '/_fake/inbound-calls', order), 201, 'inbound call')
  }),
)

export const batch = fc
  .record({
    tasks: fc.array(scenario, { minLength: 1, maxLength: 5 }),
    delayMs: fc.constantFrom(0, 0, 40_000),
    reserved: fc.nat(2),
  })
  .map(({ tasks, delayMs, reserved }) =>
    step(
      `batch (${tasks.map(name => name ?? '-')}, in ${delayMs} ms, ${reserved} reserved)`,
      async (rig, sure) => {
        const expected = reserved < rig.settings.concurrency_limit ? 201 : 400
        const answer = await rig.ask('POST', '/create-batch-call', {
          from_number: rig.number,
          tasks: tasks.map(name => ({ to_number: CALLER, ...metadataOf(name) })),
          trigger_timestamp: rig.fake.now() + delayMs,
          reserved_concurrency: reserved,
        })
        expectStatus(sure, answer, expected, 'batch')
        if (answer.status === 201) rig.batches.set(String(answer.body.batch_call_id), tasks.length)
      },
    ),
  )

export const newCalls: fc.Arbitrary<Step> = fc.oneof(phoneCall, webCall, registration, inbound)
