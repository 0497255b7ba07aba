// Making, reading, changing and deleting calls. What happens to a call once it is made is the lifecycle's.

import type { AudioForm } from '../audio/audio-form.ts'
import type { Agent, Call, Handlers, PhoneCall, PhoneNumber, Schemas, WebCall } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { inOrder } from '../lifecycle/call-keys.ts'
import { noCost } from '../lifecycle/cost.ts'
import { isBurst } from '../lifecycle/places.ts'
import { type RingOutcome, scenarioIn } from '../lifecycle/scenario.ts'
import { shownCall } from '../lifecycle/shown-call.ts'
import { dialledHeaders } from '../lifecycle/telephony.ts'
import { isTooLarge, MAX_METADATA_BYTES } from '../metadata-limit.ts'
import { defaultsOf, type Start } from '../mind/index.ts'
import type { World } from '../world.ts'
import { admitRate, admitted, refuseCountry } from './call-admission.ts'
import { type CallAgent, callAgent, pickAgent } from './call-agent.ts'
import { refuseDoNotCall } from './contacts.ts'
import type { Context } from './context.ts'
import { webCallStart } from './conversation-place.ts'
import { E164 } from './e164.ts'
import { callOfKey, keepKey } from './idempotency.ts'
import { accessToken } from './web-call-token.ts'

/** Retell docs, web calls: how long a token may wait for the browser. */
const TOKEN_LIFE_MS = 30_000
const STORAGE_FROM_LOOSE_TO_STRICT = ['everything', 'everything_except_pii', 'basic_attributes_only']

export const callHandlers = {
  createPhoneCall({ body }, context) {
    const earlier = callOfKey(context, body.idempotency_key)
    if (earlier) return earlier
    if (body.honor_internal_dnc) refuseDoNotCall(context.store, body.to_number)
    const call = outboundCall(context, body)
    keepKey(context, body.idempotency_key, call.call_id)
    return lived(context, call)
  },

  createWebCall({ body }, context) {
    const call = newWebCall(context, body)
    return lived(context, {
      call_id: call.call_id,
      access_token: call.access_token,
      expires_at: context.now() + TOKEN_LIFE_MS,
      ice_servers: [],
      transport: 'gateway' as const,
    })
  },

  createWebCallV2({ body }, context) {
    return lived(context, newWebCall(context, body))
  },

  registerPhoneCall({ body }, context) {
    return lived(context, newRegisteredCall(context, body))
  },

  registerPhoneCallReference({ body }, context) {
    const { audio_encoding, audio_websocket_protocol, sample_rate } = body
    const audio = { audio_encoding, audio_websocket_protocol, sample_rate }
    return lived(context, { ...newRegisteredCall(context, body, audio), sample_rate })
  },

  getCall({ params }, { world, store, lifecycle }) {
    const { call_id } = store.calls.get(params.call_id)
    const moved = lifecycle.drive.asked(world, call_id)
    const read = () => shownCall(world, store.calls.get(call_id))
    return moved ? () => moved().then(read) : read()
  },

  updateCall({ params, body }, { world, store, lifecycle }) {
    const call = store.calls.get(params.call_id)
    const { override_dynamic_variables: overrides, ...changes } = body
    refuseLargeMetadata(changes.metadata)
    refuseLooserStorage(call.data_storage_setting, changes.data_storage_setting)
    if (overrides !== undefined) {
      lifecycle.change(world, call.call_id, ({ run }) => {
        run.overrideVariables = overrides ?? {}
      })
    }
    return shownCall(world, lifecycle.storage.settle(world, inOrder({ ...call, ...changes })))
  },

  deleteCall({ params }, { world, lifecycle, batches }) {
    lifecycle.remove(world, params.call_id)
    batches.placeFreed(world)
  },
} satisfies Partial<Handlers<Context>>

/** The answer about a new call: as it was made, when it has lived as far as the setting `call_drive` lets it at once. */
function lived<Answer extends { call_id: string }>({ world, lifecycle }: Context, answer: Answer) {
  const living = lifecycle.drive.made(world, answer.call_id)
  return living ? () => living().then(() => answer) : answer
}

/** What a call of a batch has beside its task. */
export interface OfBatch {
  batchCallId: string
  /** Why no call comes about. */
  fails: RingOutcome | undefined
}

/** Makes an outbound call, of a batch or on its own; refuses what is not there (404) or cannot be dialled (400). */
export function outboundCall(
  context: Context,
  body: Schemas['CreatePhoneCallRequest'],
  ofBatch?: OfBatch,
): PhoneCall {
  const { store, newId, chance } = context
  const number = store.phoneNumbers.get(body.from_number)
  refuseUndialable(number, body, 'request/body/to_number')
  if (!ofBatch?.fails) refuseCountry(number, body.to_number)
  const callId = newId('call')
  const bound = pickAgent(number.outbound_agents, chance(callId, 'agent').fraction())
  const agentId = body.override_agent_id ?? bound?.agent_id
  if (!agentId)
    throw badRequest(`${body.from_number} has no outbound agent; bind one or give override_agent_id`)
  const version = body.override_agent_id
    ? body.override_agent_version
    : (body.override_agent_version ?? bound?.agent_version)
  const chosen = callAgent(context, agentId, version, body.agent_override)
  const fails = ofBatch?.fails ?? admitted(context)
  admitRate(context, number)
  const call: PhoneCall = {
    ...beginning(callId, 'phone_call', chosen.agent, body, body.custom_sip_headers ?? {}),
    from_number: body.from_number,
    to_number: body.to_number,
    direction: 'outbound',
    ...(ofBatch ? { batch_call_id: ofBatch.batchCallId } : {}),
  }
  return begin(context, call, 'outbound', chosen, {
    number: body.to_number,
    dropIfMachine: body.drop_if_machine_detected,
    fails,
  })
}

/** Only numbers of custom telephony may dial what is no E.164 number. `at` is where it stands in the request. */
export function refuseUndialable(
  number: PhoneNumber,
  order: Pick<Schemas['CreatePhoneCallRequest'], 'to_number' | 'ignore_e164_validation'>,
  at: string,
): void {
  if (E164.test(order.to_number)) return
  if (order.ignore_e164_validation && number.phone_number_type === 'custom') return
  throw badRequest(`${at} must be a phone number in E.164 format, such as +14155550100`)
}

/** What every call holds from the start, in the order in which the live service writes it; `headers` are a telephone's. */
export function beginning<Type extends Call['call_type']>(
  call_id: string,
  call_type: Type,
  agent: Agent,
  {
    metadata,
    retell_llm_dynamic_variables,
  }: Pick<Schemas['CreatePhoneCallRequest'], 'metadata' | 'retell_llm_dynamic_variables'>,
  headers?: Record<string, string>,
) {
  return {
    call_id,
    call_type,
    agent_id: agent.agent_id,
    agent_version: agent.version,
    ...(agent.agent_name ? { agent_name: agent.agent_name } : {}),
    ...(retell_llm_dynamic_variables ? { retell_llm_dynamic_variables } : {}),
    ...(headers ? { custom_sip_headers: headers } : {}),
    call_status: 'registered' as const,
    latency: {},
    ...(metadata ? { metadata } : {}),
    call_cost: noCost(),
    data_storage_setting: agent.data_storage_setting ?? 'everything',
    opt_in_signed_url: agent.opt_in_signed_url ?? false,
  }
}

function newWebCall(context: Context, body: Schemas['CreateWebCallRequest']): WebCall {
  const chosen = callAgent(context, body.agent_id, body.agent_version, body.agent_override)
  const start = webCallStart(chosen.engine, chosen.agent.response_engine.type, body)
  const fails = admitted(context)
  const call_id = context.newId('call')
  const call: WebCall = {
    ...beginning(call_id, 'web_call', chosen.agent, body),
    access_token: accessToken(call_id, context.now() + TOKEN_LIFE_MS),
  }
  return begin(context, call, 'web', chosen, { fails, start })
}

function newRegisteredCall(
  context: Context,
  body: Schemas['RegisterPhoneCallRequest'],
  audio?: AudioForm,
): PhoneCall {
  const chosen = callAgent(context, body.agent_id, body.agent_version, body.agent_override)
  const fails = admitted(context)
  const call: PhoneCall = {
    ...beginning(context.newId('call'), 'phone_call', chosen.agent, body, {}),
    // What stands here when the request leaves them out is not known: a guess.
    from_number: body.from_number ?? '',
    to_number: body.to_number ?? '',
    direction: body.direction ?? 'inbound',
  }
  return begin(context, call, 'registered', chosen, { fails, audio })
}

export interface Beginning {
  /** The number that is dialled. */
  number?: string | undefined
  dropIfMachine?: boolean | undefined
  scenario?: string | undefined
  /** Why no call comes about. */
  fails?: RingOutcome | undefined
  /** How the sound of the call travels. */
  audio?: AudioForm | undefined
  /** Where the conversation begins when not at the beginning. */
  start?: Start | undefined
}

/** Stores a new call and lets it begin; the control API uses it for inbound calls, too. */
export function begin<Kind extends PhoneCall | WebCall>(
  { world, store, settings, lifecycle, scenarios }: Context,
  call: Kind,
  kind: 'outbound' | 'inbound' | 'web' | 'registered',
  { agent, llm, engine, voiceProvider }: CallAgent,
  { number, dropIfMachine, scenario, fails, audio, start }: Beginning = {},
): Kind {
  // What is refused leaves the queue as it is.
  const named = scenarioIn(call.metadata)
  const chosen = scenarios.choose({
    queued: scenario ?? world.nextScenario(),
    named,
    number,
    fallback: settings.default_scenario,
  })
  // An inbound call takes its place when it is answered.
  const burst = kind !== 'inbound' && isBurst(world)
  const dialled = kind === 'outbound' ? withDialledHeaders(world, call) : call
  store.calls.insert(dialled, world.now())
  lifecycle.start(world, {
    call: dialled,
    kind,
    audio,
    start,
    scenario: fails ? { ...chosen, rings: { for_ms: 0, then: fails } } : chosen,
    burst,
    agent,
    llm,
    engine,
    voiceProvider,
    variables: { ...defaultsOf(engine), ...call.retell_llm_dynamic_variables },
    ...(dropIfMachine === undefined ? {} : { dropIfMachine }),
  })
  return call
}

/** An outbound call leaves with headers of its own; creating it answers without them. */
const withDialledHeaders = <Kind extends PhoneCall | WebCall>(world: World, call: Kind): Kind =>
  call.call_type === 'phone_call'
    ? { ...call, custom_sip_headers: { ...call.custom_sip_headers, ...dialledHeaders(world, call.call_id) } }
    : call

/** Refuses with 400 more metadata than a call may hold. `at` is where it stands in the request, here and below. */
export function refuseLargeMetadata(metadata: unknown, at = 'request/body'): void {
  if (isTooLarge(metadata)) {
    throw badRequest(`${at}/metadata must NOT be larger than ${MAX_METADATA_BYTES / 1000} kB`)
  }
}

/** Refuses with 400 to keep more of a call than was wanted so far. */
export function refuseLooserStorage(
  present: string | null | undefined,
  wanted: string | undefined,
  at = 'request/body',
): void {
  const rank = (setting: string) => STORAGE_FROM_LOOSE_TO_STRICT.indexOf(setting)
  if (wanted !== undefined && rank(wanted) < rank(present ?? 'everything')) {
    throw badRequest(`${at}/data_storage_setting can only become stricter than ${present}`)
  }
}
