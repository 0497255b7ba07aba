// The thin items of the list of all agents, and its filter. Voice and chat agents share that list.

import type { Schemas } from '../contract.ts'
import { allOf, type Condition } from '../store/select.ts'
import type { AnyAgent } from '../store/store.ts'
import { UNASSIGNED_TAGS } from './agent-reference.ts'

type Filter = NonNullable<Schemas['ListAgentsRequest']['filter_criteria']>

/** An agent's latest version as an item. Made over the API, it has the workspace's tags and none of them points at it. */
export function agentListItem(agent: AnyAgent): Schemas['AgentListItem'] {
  const { agent_id, agent_name, last_modification_timestamp } = agent
  return {
    agent_id,
    // The item always has a name; what stands there for an agent without one is a guess.
    agent_name: agent_name ?? '',
    channel: 'voice_id' in agent ? 'voice' : 'chat',
    // Nothing suspends an agent here.
    is_suspended: false,
    ...('is_transfer_agent' in agent ? { is_transfer_agent: agent.is_transfer_agent } : {}),
    tags: Object.fromEntries(UNASSIGNED_TAGS.map(tag => [tag, {}])),
    user_modified_timestamp: last_modification_timestamp,
  }
}

/** The filter as a condition on the agents' columns. */
export function agentFilter({ channel, is_transfer_agent, query }: Filter = {}): Condition {
  return allOf([
    // The value is always a whole channel's name, so that to begin or end with it or to contain it is to be it.
    ...(channel ? [{ sql: 'channel = ?', values: [channelMeant(channel)] }] : []),
    ...(is_transfer_agent
      ? [{ sql: "coalesce(doc ->> '$.is_transfer_agent', 0) = ?", values: [Number(is_transfer_agent.value)] }]
      : []),
    ...(query
      ? [{ sql: '(instr(lower(name), lower(?)) > 0 OR instr(id, ?) > 0)', values: [query, query] }]
      : []),
  ])
}

/** There are two, so that not to be the one is to be the other. */
function channelMeant({ op, value }: NonNullable<Filter['channel']>): 'voice' | 'chat' {
  return (value === 'voice') === (op !== 'ne') ? 'voice' : 'chat'
}
