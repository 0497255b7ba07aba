// For the property test of calls and chats: what may be done to a call that there is.

import fc from 'fast-check'
import type { Answer, Rig, SeenCall } from './rig.ts'
import { isLive } from './rules.ts'
import { expectStatus, nth, type Step, step } from './step.ts'

/** The call that is the n-th, deleted ones included; undefined while there is none. */
function pick(rig: Rig, index: number): SeenCall | undefined {
  const calls = [...rig.calls.values()]
  return calls[index % Math.max(1, calls.length)]
}

/** Something that is done to one of the calls there are. `expected` is for one that was not deleted. */
const onCall = (
  index: number,
  text: string,
  expected: (call: SeenCall, rig: Rig) => number,
  ask: (rig: Rig, id: string) => Promise<Answer>,
) =>
  step(`${text} call ${index}`, async (rig, sure) => {
    const call = pick(rig, index)
    if (!call) return
    const status = rig.deleted.has(call.call_id) ? 404 : expected(call, rig)
    expectStatus(sure, await ask(rig, call.call_id), status, `${text} ${call.call_id}`)
  })

const get = nth.map(index =>
  onCall(
    index,
    'get',
    () => 200,
    (rig, id) => rig.ask('GET', `/v2/get-call/${id}`),
  ),
)

const update = fc
  .tuple(
    nth,
    fc.constantFrom(
      { metadata: { order: 'A-17' } },
      { override_dynamic_variables: { name: 'Ada' } },
      { custom_attributes: { order: 'A-17' } },
      { data_storage_setting: 'basic_attributes_only' },
    ),
  )
  .map(([index, body]) =>
    onCall(
      index,
      `update ${Object.keys(body)[0]} of`,
      () => 200,
      (rig, id) => rig.ask('PATCH', `/v2/update-call/${id}`, body),
    ),
  )

const ifOngoing = (refusal: number) => (call: SeenCall) => (call.call_status === 'ongoing' ? 200 : refusal)

const updateLive = fc.tuple(nth, fc.boolean()).map(([index, trigger]) =>
  onCall(index, trigger ? 'prompt' : 'tell', ifOngoing(422), (rig, id) =>
    rig.ask('PATCH', `/v2/update-live-call/${id}`, {
      call_control: { additional_context: 'The shop closes.', trigger_response: trigger },
    }),
  ),
)

const stop = nth.map(index =>
  onCall(index, 'stop', call => (call.call_status === 'ongoing' ? 204 : 422), stopCall),
)

export const stopCall = (rig: Rig, id: string) => rig.ask('POST', `/v2/stop-call/${id}`)

export async function deleteCall(rig: Rig, id: string): Promise<Answer> {
  const answer = await rig.ask('DELETE', `/v2/delete-call/${id}`)
  if (answer.status === 204) rig.deleted.set(id, rig.fake.deliveries({ call_id: id, kind: 'webhook' }).length)
  return answer
}

const remove = nth.map(index => onCall(index, 'delete', () => 204, deleteCall))

const rerun = nth.map(index =>
  onCall(
    index,
    'analyse again',
    () => 200,
    async (rig, id) => {
      const answer = await rig.ask('PUT', `/rerun-call-analysis/${id}`)
      // What a call has left of itself decides, too.
      return answer.status === 422 || answer.status === 201 ? { ...answer, status: 200 } : answer
    },
  ),
)

const listen = nth.map(index =>
  onCall(index, 'listen to', ifOngoing(400), async (rig, id) => {
    const answer = await rig.ask('POST', `/v2/listen-live-call/${id}`)
    if (answer.status === 200) rig.listeners.set(id, String(answer.body.participant_id))
    return answer
  }),
)

const takeOver = nth.map(index =>
  onCall(
    index,
    'take over',
    (call, rig) => (call.call_status !== 'ongoing' ? 400 : rig.listeners.has(call.call_id) ? 200 : 404),
    (rig, id) =>
      rig.ask('POST', `/v2/take-over-live-call/${id}`, {
        participant_id: rig.listeners.get(id) ?? 'listener_0',
      }),
  ),
)

const ACTIONS = [
  [{ action: 'answer' }, 'registered'],
  [{ action: 'say', content: 'Can I talk to a person?' }, 'ongoing'],
  [{ action: 'press', digits: '1#' }, 'ongoing'],
  [{ action: 'silence', silence_ms: 12_000 }, 'ongoing'],
  [{ action: 'hang_up', reason: 'error_asr' }, 'ongoing'],
  [{ action: 'hang_up', reason: 'no_valid_payment' }, 'registered'],
] as const

const action = fc.tuple(nth, fc.constantFrom(...ACTIONS)).map(([index, [body, status]]) =>
  onCall(
    index,
    `${body.action} in`,
    call => (call.call_status === status ? 200 : 400),
    (rig, id) => rig.ask('POST', `/_fake/calls/${id}/actions`, body),
  ),
)

const hangUp = nth.map(index =>
  onCall(
    index,
    'hang up',
    call => (isLive(call) ? 200 : 400),
    (rig, id) => rig.ask('POST', `/_fake/calls/${id}/actions`, { action: 'hang_up' }),
  ),
)

/** What Retell's API does to a call. */
export const requests: fc.Arbitrary<Step> = fc.oneof(get, update, updateLive, rerun)
/** What ends a call, or prepares it. */
export const interventions: fc.Arbitrary<Step> = fc.oneof(stop, remove, listen, takeOver)
/** What its far end does. */
export const farEnd: fc.Arbitrary<Step> = fc.oneof(action, hangUp)
