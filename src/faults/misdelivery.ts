// Misdeliveries: which requests to the customer one fits, and whether an order makes sense. What each name does to a request
// is in webhooks/misdeeds.ts, and when the requests go out is the outbox's.

import type { ControlSchemas } from '../contract.ts'
import { badRequest } from '../errors.ts'

export type Misdelivery = ControlSchemas['Misdelivery']
export type MisdeliveryName = ControlSchemas['MisdeliveryName']
type Kind = ControlSchemas['DeliveryKind']
type Option = keyof Omit<
  Misdelivery,
  'misdeliver' | 'call_id' | 'chat_id' | 'event' | 'kind' | 'url' | 'attempt' | 'times' | 'after' | 'chance'
>

/** One thing that goes wrong with one request, and the order that says so. It can be stored as JSON. */
export interface Mishap {
  name: MisdeliveryName
  order: Misdelivery
}

/** An attempt at a request that is about to be made. */
export interface AttemptFacts {
  kind: Kind
  event: string
  url: string
  /** The call, chat or alert it is about. */
  subject: string
  deliveryId: string
  /** From 1. */
  attempt: number
}

interface Nature {
  kinds: readonly Kind[]
  options?: readonly Option[]
  /** It says when a request is sent, which is decided once: at its first attempt unless another is named. */
  isTiming?: true
}

const TOLD = ['webhook', 'alert'] as const
const ALL = ['webhook', 'inbound', 'tool', 'alert'] as const
const AT_ALL: Nature = { kinds: ALL }
const ABOUT_TALK: Nature = { kinds: ['webhook', 'tool'] }
const OF_EVENTS: Nature = { kinds: ['webhook'] }
const OF_TOOLS: Nature = { kinds: ['tool'] }

/** What each name goes for. Somebody waits for the answer of what is asked, so that it cannot be late. */
export const NATURES: Readonly<Record<MisdeliveryName, Nature>> = {
  dropped: { kinds: ALL, isTiming: true },
  late: { kinds: TOLD, options: ['delay_ms'], isTiming: true },
  held: { kinds: ['webhook'], options: ['delay_ms'], isTiming: true },
  duplicate: { kinds: ALL, options: ['copies', 'spacing'], isTiming: true },
  replayed: { kinds: TOLD, options: ['copies', 'delay_ms'], isTiming: true },
  burst: { kinds: ['webhook'], options: ['gather', 'delay_ms'], isTiming: true },
  lost_acknowledgement: AT_ALL,
  signature_missing: AT_ALL,
  signature_empty: AT_ALL,
  signature_no_digest: AT_ALL,
  signature_no_timestamp: AT_ALL,
  signature_swapped: AT_ALL,
  signature_spaced: AT_ALL,
  signature_not_hex: AT_ALL,
  signature_short: AT_ALL,
  signature_junk_before: AT_ALL,
  signature_uppercase: AT_ALL,
  signature_body_hex: AT_ALL,
  signature_sha256: AT_ALL,
  signature_wrong_key: { kinds: ALL, options: ['signing_key'] },
  signature_timestamp_changed: AT_ALL,
  signature_stale: { kinds: ALL, options: ['skew_ms'] },
  signature_future: { kinds: ALL, options: ['skew_ms'] },
  signature_just_inside: AT_ALL,
  signature_just_outside: AT_ALL,
  header_uppercase: AT_ALL,
  body_tampered: AT_ALL,
  body_pretty: AT_ALL,
  body_escaped: AT_ALL,
  body_reordered: AT_ALL,
  odd_unicode: { kinds: ['webhook', 'tool', 'alert'] },
  unknown_fields: AT_ALL,
  unknown_event: { kinds: ['webhook', 'inbound', 'alert'] },
  nulls: AT_ALL,
  missing_fields: AT_ALL,
  huge_transcript: { ...ABOUT_TALK, options: ['size_bytes'] },
  odd_status: ABOUT_TALK,
  text_destination: OF_EVENTS,
  expired_links: OF_EVENTS,
  args_missing: OF_TOOLS,
  args_extra: OF_TOOLS,
  args_mistyped: OF_TOOLS,
  invalid_json: AT_ALL,
  empty_ping: AT_ALL,
  wrong_content_type: { kinds: ALL, options: ['content_type'] },
  wrong_method: { kinds: ALL, options: ['method'] },
  chunked: AT_ALL,
  trickled: { kinds: ALL, options: ['duration_ms'] },
  reset_mid_body: AT_ALL,
}

const OPTIONS: readonly Option[] = [...new Set(Object.values(NATURES).flatMap(({ options = [] }) => options))]

export const namesOf = ({ misdeliver }: Pick<Misdelivery, 'misdeliver'>): readonly MisdeliveryName[] =>
  typeof misdeliver === 'string' ? [misdeliver] : misdeliver

/** Refuses with 400 what makes no sense for the kind that is named, and options of another misdelivery. */
export function refuseImpossible(order: Misdelivery): void {
  const nonsense = nonsenseOf(order)
  if (nonsense) throw badRequest(`${['request/body', ...nonsense.path].join('/')} ${nonsense.sentence}`)
}

/** The first thing in an order that cannot be, and where it stands; undefined when it makes sense. */
export function nonsenseOf(order: Misdelivery): { path: string[]; sentence: string } | undefined {
  const names = namesOf(order)
  const { kind, spacing = 'at_once' } = order
  const kinds = kindsOf(names)
  const at = (field: string, sentence: string) => ({ path: [field], sentence })
  if (kinds.length === 0)
    return at('misdeliver', `cannot be all of ${names.join(', ')}: nothing that is sent can`)
  if (kind !== undefined && !kinds.includes(kind))
    return at('misdeliver', `${names.join(' + ')} is for ${kinds.join(', ')}, and makes no sense for ${kind}`)
  if ((kind === 'tool' || kind === 'inbound') && spacing !== 'at_once')
    return at('spacing', `must be at_once for ${kind}: somebody waits for the answer`)
  if (order.call_id !== undefined && order.chat_id !== undefined)
    return { path: [], sentence: 'must have call_id or chat_id, not both' }
  const meant = names.flatMap(name => NATURES[name].options ?? [])
  const stray = OPTIONS.find(option => order[option] !== undefined && !meant.includes(option))
  if (stray === undefined) return undefined
  const users = Object.entries(NATURES).filter(([, { options = [] }]) => options.includes(stray))
  return at(stray, `goes with ${users.map(([name]) => name).join(', ')}`)
}

const kindsOf = (names: readonly MisdeliveryName[]): readonly Kind[] =>
  ALL.filter(kind => names.every(name => NATURES[name].kinds.includes(kind)))

export function fits(order: Misdelivery, { kind, event, url, subject, attempt }: AttemptFacts): boolean {
  const names = namesOf(order)
  if ((order.kind ?? kind) !== kind || !kindsOf(names).includes(kind)) return false
  if ((order.event ?? event) !== event || !url.startsWith(order.url ?? '')) return false
  if ((order.call_id ?? order.chat_id ?? subject) !== subject) return false
  if ((kind === 'tool' || kind === 'inbound') && (order.spacing ?? 'at_once') !== 'at_once') return false
  const first = names.some(name => NATURES[name].isTiming) ? 1 : attempt
  return (order.attempt ?? first) === attempt
}

export const mishapsOf = (order: Misdelivery): Mishap[] => namesOf(order).map(name => ({ name, order }))

/** For the log. */
export const nameOf = (mishaps: readonly Mishap[]): string => mishaps.map(({ name }) => name).join(' + ')
