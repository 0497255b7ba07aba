// Which agents a phone number is bound to: weighted lists, and the single agents of older generations as lists of one.

import type { PhoneNumber, Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import type { Store } from '../store/store.ts'
import { versionAt } from './agent-reference.ts'

type Weights = Schemas['AgentWeights']
type Request = Schemas['UpdatePhoneNumberRequest']
const LISTS = ['inbound_agents', 'outbound_agents', 'inbound_sms_agents', 'outbound_sms_agents'] as const

/** The agents a number is bound to. A list that is absent stays as it is; null unbinds. */
export type Bindings = { [List in (typeof LISTS)[number]]?: Weights | undefined }

/** Weights are decimal fractions: three times a third must do. */
const TOLERANCE = 1e-9

/**
 * What a request changes of a number's bindings. Null and an empty list unbind. Where a list and a single agent are
 * both sent, the list wins. Refuses with 400 weights that do not add up to 1 and with 404 an agent, version or tag that
 * is not there.
 */
export function bindingsOf(store: Store, body: Request, present: Partial<PhoneNumber> = {}): Bindings {
  const { inbound_agent_id, inbound_agent_version, outbound_agent_id, outbound_agent_version } = body
  const wanted: Bindings = {
    inbound_agents: single(inbound_agent_id, inbound_agent_version, present.inbound_agents),
    outbound_agents: single(outbound_agent_id, outbound_agent_version, present.outbound_agents),
  }
  for (const list of LISTS) {
    if (body[list] !== undefined) wanted[list] = body[list]
    if (wanted[list]?.length === 0) wanted[list] = null
    checkWeights(store, list, wanted[list] ?? [])
  }
  return wanted
}

/** Retell docs, deprecation notice: one agent is stored as a list of one with weight 1. */
function single(
  agentId: string | null | undefined,
  version: number | null | undefined,
  present: Weights | undefined,
): Weights | undefined {
  if (agentId === null) return null
  // A version alone moves the agent that is bound, if it is one.
  const agent_id =
    agentId ?? (version !== undefined && present?.length === 1 ? present[0]!.agent_id : undefined)
  if (agent_id === undefined) return undefined
  return [
    { agent_id, ...(version === null || version === undefined ? {} : { agent_version: version }), weight: 1 },
  ]
}

function checkWeights(store: Store, list: string, weights: NonNullable<Weights>): void {
  if (weights.length === 0) return
  const sum = weights.reduce((total, { weight }) => total + weight, 0)
  if (Math.abs(sum - 1) > TOLERANCE)
    throw badRequest(`request/body/${list} must have weights that add up to 1`)
  for (const { agent_id, agent_version } of weights) {
    // Something may be published later, until when a call to the number finds nobody. Only text messages reach chat agents.
    versionAt(
      list.includes('sms') ? store.anyAgents : store.agents,
      agent_id,
      agent_version === 'latest_published' ? 'latest' : agent_version,
    )
  }
}
