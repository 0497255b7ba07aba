// Contacts and the calls with them: what a contact is when it is new, which calls are its conversations, and what a call
// that ended or was analysed changes in it.

import type { Call, Schemas } from '../contract.ts'
import type { Contact } from '../store/contacts.ts'
import type { Condition } from '../store/select.ts'
import type { World } from '../world.ts'
import { withAnalysis } from './contact-fields.ts'

type Config = Schemas['CrmConfig']

/** The workspace as an organisation; the form of its id is a guess. */
export const orgIdOf = (world: World): string => `org_${world.chance('org').hex(16)}`

/** How contacts are configured; nearly empty at first. */
export const crmConfigOf = (world: World): Config =>
  world.store.crmConfigs.find('config') ?? { org_id: orgIdOf(world) }

export function saveCrmConfig(world: World, config: Config): Config {
  const { crmConfigs } = world.store
  return crmConfigs.find('config') ? crmConfigs.put('config', config) : crmConfigs.insert('config', config)
}

/** Calls by phone with this number that were answered and are over. That unanswered ones do not count is a guess. */
export function conversationsWith(phoneNumber: string): Condition {
  return {
    sql: `((from_number = ? AND direction = 'inbound') OR (to_number = ? AND direction = 'outbound'))
          AND call_type = 'phone_call' AND start_timestamp IS NOT NULL AND call_status IN ('ended', 'error')`,
    values: [phoneNumber, phoneNumber],
  }
}

/** A new contact with this number, with the conversations there have been already. */
export function newContact(world: World, phone_number: string): Contact {
  const now = world.now()
  return withConversations(world, {
    contact_id: world.newId('contact'),
    org_id: orgIdOf(world),
    phone_number,
    created_timestamp: now,
    user_modified_timestamp: now,
  })
}

function withConversations(world: World, contact: Contact): Contact {
  const conditions = [conversationsWith(contact.phone_number)]
  const last = world.store.calls.page({ conditions, limit: 1, order: 'descending' }).items[0]
  return {
    ...contact,
    conversation_count: world.store.calls.count(conditions),
    ...(last?.start_timestamp === undefined ? {} : { last_conversation_timestamp: last.start_timestamp }),
  }
}

/** The number at the other end of a phone call. */
export function farNumberOf(call: Call): string | undefined {
  if (call.call_type !== 'phone_call') return undefined
  return call.direction === 'inbound' ? call.from_number : call.to_number
}

/** Notes an event of a call in the contact with its number; to be called in the transaction of the event. */
export function noteCall(world: World, event: string, call: Call): void {
  const number = farNumberOf(call)
  if (number === undefined) return
  const known = world.store.contacts.findByNumber(number)
  if (event === 'call_analyzed' && known) {
    const { crm_analysis_data_mappings: mappings = [] } = crmConfigOf(world)
    const changed = afterCall(world, known, call, mappings)
    if (changed !== known) world.store.contacts.put(known.contact_id, changed)
  }
  if (event !== 'call_ended' || call.start_timestamp === undefined) return
  if (known) world.store.contacts.put(known.contact_id, withConversations(world, known))
  else if (world.settings.create_contacts_from_calls && number.startsWith('+')) {
    const contact = newContact(world, number)
    world.store.contacts.insert(contact.contact_id, contact)
  }
}

/** The contact with what this call's analysis told, by these mappings. */
export function afterCall(
  world: World,
  contact: Contact,
  { call_analysis: analysis }: Call,
  mappings: readonly Schemas['AnalysisMapping'][],
): Contact {
  const config = crmConfigOf(world)
  return mappings.reduce((changed, mapping) => {
    const name = mapping.analysis_data_name
    const custom: unknown = analysis?.custom_analysis_data?.[name]
    return withAnalysis(changed, config, mapping, custom ?? Reflect.get(analysis ?? {}, name))
  }, contact)
}

/** Adds to the tags that the organisation has; more than a thousand are not kept. */
export function registerTags(world: World, tags: readonly string[]): void {
  const config = crmConfigOf(world)
  const known = config.contact_tags ?? []
  const all = [...new Set([...known, ...tags])].slice(0, 1000)
  if (all.length > known.length) saveCrmConfig(world, { ...config, contact_tags: all })
}
