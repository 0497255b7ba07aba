// What an inbound webhook's answer says, by the contract, and what of it is ignored. Nothing is known here of agents or calls.

import type { Schemas, Validate } from '../contract.ts'
import { isObject } from '../json-object.ts'
import { isTooLarge, MAX_METADATA_BYTES } from '../metadata-limit.ts'
import { sentenceOf } from '../schema-fault.ts'
import type { Answer } from './ask.ts'

export type InboundEvent = 'call_inbound' | 'chat_inbound'

export type InboundOverride = Schemas['InboundOverride'] & {
  agent_override?: Schemas['AgentOverride'] & Schemas['ChatAgentOverride']
}

export interface ReadAnswer {
  override: InboundOverride
  /** Why the whole answer is as bad as none. */
  fault?: string
  /** What of it is ignored, in sentences. */
  notes: string[]
}

const FIELDS = [
  'reject',
  'override_agent_id',
  'override_agent_version',
  'dynamic_variables',
  'metadata',
  'agent_override',
]
const SHOWN_CHARACTERS = 80

/**
 * Retell docs, inbound webhooks: everything stands under the name of the event, only the boolean `true` rejects, and
 * invalid variables or metadata spoil the whole answer, a rejection too. That null is as good as absent is a guess.
 */
export function readAnswer(
  event: InboundEvent,
  { body, truncated }: Pick<Answer, 'body' | 'truncated'>,
  check: Validate | undefined,
): ReadAnswer {
  const bad = (fault: string): ReadAnswer => ({ override: {}, fault, notes: [] })
  if (truncated) return bad('the answer is longer than 1 MB')
  if (body.trim() === '') return bad(`the answer is empty, and should be JSON such as {"${event}":{}}`)
  const answer = parsed(body)
  if (answer === undefined) return bad(`the answer is not JSON: ${body.slice(0, SHOWN_CHARACTERS)}`)
  if (!isObject(answer)) return bad('the answer is no JSON object')
  const { [event]: inner = {} } = answer
  const { rest, notes } = isObject(inner) ? withoutNulls(inner) : { rest: inner, notes: [] }
  if (check && !check({ [event]: rest })) return bad(sentenceOf(check.errors ?? [], 'answer'))
  const override = rest as InboundOverride
  if (isTooLarge(override.metadata))
    return bad(`answer/${event}/metadata must NOT be larger than ${MAX_METADATA_BYTES / 1000} kB`)
  return { override, notes: [...notes, ...ignored(event, answer, override)] }
}

function ignored(event: InboundEvent, answer: object, { reject }: InboundOverride): string[] {
  const flat = FIELDS.filter(name => name in answer)
  return [
    ...(flat.length === 0 ? [] : [`${flat.join(', ')} stands beside ${event}, where it is ignored`]),
    ...(reject === undefined || typeof reject === 'boolean'
      ? []
      : [`reject is ${JSON.stringify(reject)}, which is ignored: only the boolean true rejects`]),
  ]
}

function withoutNulls(fields: Record<string, unknown>) {
  const nulls = FIELDS.filter(name => fields[name] === null)
  return {
    rest: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
    notes: nulls.map(name => `${name} is null, which counts as left out`),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
