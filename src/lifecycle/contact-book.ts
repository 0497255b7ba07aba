// Contacts and the conversations with them: what a contact is when it is new, and what a call or a chat by SMS that ended
// or was analysed changes in it.

import type { Call, Chat, Schemas } from '../contract.ts'
import type { Contact } from '../store/contacts.ts'
import type { World } from '../world.ts'
import { withAnalysis } from './contact-fields.ts'
import { DEFAULT_MEMORY_PROMPT, notesOf, withNotes } from './contact-memory.ts'

type Config = Schemas['CrmConfig']

/** The workspace as an organisation; the form of its id is a guess. */
export const orgIdOf = (world: World): string => `org_${world.chance('org').hex(16)}`

/** How contacts are configured; nearly empty at first. */
export const crmConfigOf = (world: World): Config =>
  world.store.crmConfigs.find('config') ?? {
    org_id: orgIdOf(world),
    default_contact_memory_update_prompt: DEFAULT_MEMORY_PROMPT,
  }

export function saveCrmConfig(world: World, config: Config): Config {
  const { crmConfigs } = world.store
  return crmConfigs.find('config') ? crmConfigs.put('config', config) : crmConfigs.insert('config', config)
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
  const { conversations } = world.store
  const { phone_number } = contact
  const last = conversations.page(phone_number, { limit: 1, order: 'descending' }).items[0]
  const lastAt = last && ('call' in last ? last.call : last.chat).start_timestamp
  return {
    ...contact,
    conversation_count: conversations.count(phone_number),
    ...(lastAt === undefined ? {} : { last_conversation_timestamp: lastAt }),
  }
}

/** Notes an event of a call in the contact with its number; to be called in the transaction of the event. */
export function noteCall(world: World, event: string, call: Call): void {
  if (call.call_type !== 'phone_call') return
  const number = call.direction === 'inbound' ? call.from_number : call.to_number
  if (number === undefined) return
  if (event === 'call_analyzed') {
    const agent = world.store.agents.find(call.agent_id, call.agent_version)
    noteAnalysis(world, number, call.call_analysis, notesOf(agent, call.call_analysis?.call_summary))
  }
  if (event !== 'call_ended' || call.start_timestamp === undefined) return
  noteConversation(world, number, call.disconnection_reason === 'user_requested_dnc')
}

/** As `noteCall`, of a chat by SMS. */
export function noteChat(world: World, event: string, chat: Chat): void {
  const number = world.store.chats.endsOf(chat.chat_id)?.far
  if (number === undefined) return
  if (event === 'chat_analyzed') {
    const agent = world.store.chatAgents.find(chat.agent_id, chat.version ?? undefined)
    noteAnalysis(world, number, chat.chat_analysis, notesOf(agent, chat.chat_analysis?.chat_summary))
  }
  if (event === 'chat_ended') noteConversation(world, number, false)
}

function noteAnalysis(world: World, number: string, analysis: Analysis, notes: string | undefined): void {
  const known = world.store.contacts.findByNumber(number)
  if (!known) return
  const { crm_analysis_data_mappings: mappings = [] } = crmConfigOf(world)
  const changed = withNotes(withFindings(world, known, analysis, mappings), notes)
  if (changed !== known) world.store.contacts.put(known.contact_id, changed)
}

/** Documented, of enable_dnc_detection: who `asked` not to be called is not to be called. */
function noteConversation(world: World, number: string, asked: boolean): void {
  const known = world.store.contacts.findByNumber(number)
  if (known) {
    const contact = withConversations(world, known)
    world.store.contacts.put(known.contact_id, asked ? { ...contact, do_not_call: true } : contact)
  } else if (world.settings.create_contacts_from_calls && number.startsWith('+')) {
    const contact = newContact(world, number)
    world.store.contacts.insert(contact.contact_id, contact)
  }
}

type Analysis = Call['call_analysis'] | Chat['chat_analysis']

/** The contact with what an analysis told, by these mappings. */
export function withFindings(
  world: World,
  contact: Contact,
  analysis: Analysis,
  mappings: readonly Schemas['AnalysisMapping'][],
): Contact {
  const config = crmConfigOf(world)
  return mappings.reduce((changed, mapping) => {
    const name = mapping.analysis_data_name
    const custom: unknown = analysis?.custom_analysis_data?.[name]
    return withAnalysis(changed, config, mapping, custom ?? Reflect.get(analysis ?? {}, name))
  }, contact)
}
