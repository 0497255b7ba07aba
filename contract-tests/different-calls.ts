// Calls that differ in all that the lists can filter by, and where in a record each filter looks.

import type { FakeRetell, Schemas } from '../src/index.ts'
import type { Makers } from './makers.ts'
import type { TypedOperations } from './raw-client.ts'

export type CallRecord = Awaited<ReturnType<TypedOperations['getCall']>>
type Mock = { api: TypedOperations; make: Makers; fake: FakeRetell }

const ROOM: Schemas['LlmTool'][] = [
  {
    type: 'extract_dynamic_variable',
    name: 'note',
    description: 'Notes the name',
    variables: [{ type: 'string', name: 'caller_name', description: 'The name' }],
  },
  { type: 'custom', name: 'find_order', url: 'http://127.0.0.1:9', description: 'Finds the order' },
]
const TALK = {
  name: 'talk',
  rings: { for_ms: 2_000, then: 'answer' as const },
  caller: [
    { say: 'My name is Ines Costa. Please find my order.' },
    { say: 'Wonderful, thank you.' },
    { hang_up: true as const },
  ],
  choices: ['note', 'find_order'],
  analysis: { score: 7, booked: true, city: 'Porto' },
}

/** Calls that differ in all that can be filtered by, as they are when nothing more will happen to them. */
export async function differentCalls({ api, make, fake }: Mock): Promise<CallRecord[]> {
  const { llm_id } = await make.llm({ general_tools: ROOM, begin_message: 'Hello.' })
  const fields: NonNullable<Schemas['CreateAgentRequest']['post_call_analysis_data']> = [
    { type: 'number', name: 'score', description: 'How good it was', required: false },
    { type: 'boolean', name: 'booked', description: 'Whether it was booked', required: false },
    { type: 'string', name: 'city', description: 'Where from', required: false },
  ]
  const talker = await make.agent({
    response_engine: { type: 'retell-llm', llm_id },
    post_call_analysis_data: fields,
    voicemail_option: { action: { type: 'hangup' } },
  })
  const other = await make.agent({ data_storage_setting: 'everything_except_pii' })
  const agents = (agent_id: string) => [{ agent_id, weight: 1 }]
  const line = await make.number({
    outbound_agents: agents(talker.agent_id),
    inbound_agents: agents(other.agent_id),
  })
  const ids: string[] = []
  const made = async (
    call: Promise<{ call_id: string }>,
    attributes?: Record<string, string | number | boolean>,
  ) => {
    const { call_id } = await call
    ids.push(call_id)
    await fake.runUntilIdle()
    await fake.advance(1_000)
    if (attributes) await api.updateCall({ params: { call_id }, body: { custom_attributes: attributes } })
  }
  const dial = (to_number: string, body: Partial<Schemas['CreatePhoneCallRequest']> = {}) =>
    api.createPhoneCall({ body: { from_number: line.phone_number, to_number, ...body } })
  const queue = (definition: object, times = 1) =>
    fake.fetch('/_fake/scenarios', {
      method: 'POST',
      body: JSON.stringify({ definition, times }),
      headers: { 'content-type': 'application/json' },
    })

  await queue(TALK)
  await made(
    dial('+15005550161', {
      metadata: { order: 'A-1', size: 3, rush: true, nothing: null },
      retell_llm_dynamic_variables: { name: 'Ada', tier: 'gold' },
    }),
    { plan: 'paid', seats: 2, vip: true },
  )
  await queue({ ...TALK, name: 'worse', choices: ['find_order'], analysis: { score: 3, booked: false } })
  await made(
    dial('+15005550162', {
      metadata: { order: 'A-2', size: 7, rush: false },
      retell_llm_dynamic_variables: { name: 'Bo' },
    }),
    { plan: 'free', seats: 5, vip: false },
  )
  await made(dial('+15005550005', { metadata: { order: 'B-1', size: 'seven' } }))
  await made(dial('+15005550003', { metadata: { rush: 'true' } }))
  await made(fake.inboundCall({ to_number: line.phone_number, from_number: '+15005550170' }))
  await made(make.webCall({ agent_id: other.agent_id, metadata: { fake_retell: { scenario: 'error_asr' } } }))
  const batch = await api.createBatchCall({
    body: { from_number: line.phone_number, tasks: [{ to_number: '+15005550164' }] },
  })
  await fake.runUntilIdle()
  const [batched] = await api.listCallsV2({
    body: { filter_criteria: { batch_call_id: [batch.batch_call_id] } },
  })
  ids.push(batched!.call_id)
  return Promise.all(ids.map(call_id => api.getCall({ params: { call_id } })))
}

/** What stands under a path of names. */
export const at = (record: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    record,
  )

const LOOKS: Record<string, (record: CallRecord) => unknown> = {
  combined_cost: record => at(record, 'call_cost', 'combined_cost'),
  e2e_latency_p50: record => at(record, 'latency', 'e2e', 'p50'),
  user_sentiment: record =>
    at(record, 'call_analysis', 'user_sentiment') ?? at(record, 'scrubbed_call_analysis', 'user_sentiment'),
  in_voicemail: record =>
    at(record, 'call_analysis', 'in_voicemail') ?? at(record, 'scrubbed_call_analysis', 'in_voicemail'),
  call_successful: record =>
    at(record, 'call_analysis', 'call_successful') ?? at(record, 'scrubbed_call_analysis', 'call_successful'),
}
/** The value that the filter of this name is about. */
export const look = (record: CallRecord, field: string) => (LOOKS[field] ?? (of => at(of, field)))(record)
