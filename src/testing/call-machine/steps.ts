// For the property test of calls and chats: everything that may be done to a workspace, as arbitraries: here what moves
// time, settings and the receiver. Each step knows what it is to be answered by what was seen before it.

import fc from 'fast-check'
import { deleteCall, farEnd, interventions, requests, stopCall } from './call-steps.ts'
import { chatting, newChat } from './chat-steps.ts'
import { batch, newCalls } from './new-calls.ts'
import type { Rig } from './rig.ts'
import { expectStatus, SCENARIOS, type Step, step } from './step.ts'

export type { Step } from './step.ts'

const settings = fc
  .oneof(
    fc.constantFrom('clock', 'polls', 'manual', 'immediate').map(call_drive => ({ call_drive })),
    fc.constantFrom(1, 2, 5, 20).map(concurrency_limit => ({ concurrency_limit })),
    fc.constantFrom('refuse', 'error_call').map(over_concurrency => ({ over_concurrency })),
    fc.constantFrom(0, 5_000).map(analysis_delay_ms => ({ analysis_delay_ms })),
    fc.constantFrom(1, 2).map(polls_per_step => ({ polls_per_step })),
  )
  .map(changes =>
    step(`set ${JSON.stringify(changes)}`, async (rig, sure) => {
      expectStatus(sure, await rig.ask('PATCH', '/_fake/settings', changes), 200, 'settings')
      Object.assign(rig.settings, changes)
    }),
  )

const queue = fc
  .tuple(fc.constantFrom(...SCENARIOS), fc.integer({ min: 1, max: 3 }))
  .map(([name, times]) =>
    step(`queue ${name} ${times} times`, async (rig, sure) =>
      expectStatus(sure, await rig.ask('POST', '/_fake/scenarios', { scenario: name, times }), 201, 'queue'),
    ),
  )

const move = (body: object) =>
  step(`clock ${JSON.stringify(body)}`, async (rig, sure) =>
    expectStatus(sure, await rig.ask('POST', '/_fake/clock', body), 200, 'clock'),
  )
const advance = fc
  .oneof(fc.constantFrom(0, 1, 999, 1_000, 1_500, 3_000, 5_000, 30_000), fc.nat(20_000), fc.nat(600_000))
  .map(advance_ms => move({ advance_ms }))
const untilIdle = fc.constant(move({ run_until_idle: true }))

const refusals = fc.integer({ min: 1, max: 3 }).map(count =>
  step(`the receiver refuses ${count}`, async rig => {
    rig.manners.refusals = count
  }),
)

const EVENTS = ['call_started', 'call_ended', 'call_analyzed'] as const
const REACTIONS = {
  stops: stopCall,
  deletes: deleteCall,
  gets: (rig: Rig, id: string) => rig.ask('GET', `/v2/get-call/${id}`),
  updates: (rig: Rig, id: string) => rig.ask('PATCH', `/v2/update-call/${id}`, { metadata: { heard: 1 } }),
  'hangs up': (rig: Rig, id: string) => rig.ask('POST', `/_fake/calls/${id}/actions`, { action: 'hang_up' }),
} as const
const reaction = fc
  .tuple(
    fc.constantFrom(...EVENTS),
    fc.constantFrom(...(Object.keys(REACTIONS) as (keyof typeof REACTIONS)[])),
  )
  .map(([at, name]) =>
    step(`the receiver ${name} at the next ${at}`, async rig => {
      rig.manners.reaction = { at, act: id => REACTIONS[name](rig, id) }
    }),
  )

/** One thing after another. */
export const single: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: newCalls },
  { weight: 2, arbitrary: batch },
  { weight: 6, arbitrary: advance },
  { weight: 1, arbitrary: untilIdle },
  { weight: 5, arbitrary: requests },
  { weight: 5, arbitrary: interventions },
  { weight: 5, arbitrary: farEnd },
  { weight: 4, arbitrary: fc.oneof(settings, queue) },
  { weight: 3, arbitrary: fc.oneof(refusals, reaction) },
  { weight: 2, arbitrary: fc.oneof(newChat, chatting) },
)

/** Several things at once, in whatever order they come to pass. */
export const together: fc.Arbitrary<Step> = fc.array(single, { minLength: 2, maxLength: 4 }).map(steps =>
  step(`at once: ${steps.map(({ text }) => text).join(' + ')}`, async rig => {
    await Promise.all(steps.map(({ run }) => run(rig, false)))
  }),
)
