// Contacts: made, found, listed, changed, deleted, and the conversations with them.

import type { Handlers, Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { crmConfigOf, newContact } from '../lifecycle/contact-book.ts'
import { fits } from '../lifecycle/contact-fields.ts'
import { numberOf } from '../lifecycle/contact-number.ts'
import { registerTags, shownContact, tagsWithIds } from '../lifecycle/contact-tags.ts'
import type { Conversation } from '../store/conversations.ts'
import { sliceOf } from '../store/paging.ts'
import type { Store } from '../store/store.ts'
import type { World } from '../world.ts'
import { contactConditions } from './contact-filters.ts'
import type { Context } from './context.ts'
import { patched } from './patch.ts'

export const contactHandlers = {
  createContact({ body }, { world, store }) {
    const number = numberOf(body.phone_number)
    // That a second contact is refused is documented, in which words is a guess.
    if (store.contacts.findByNumber(number))
      throw badRequest(`Contact with phone number ${number} already exists`)
    const { phone_number: _number, ...fields } = body
    const contact = changed(world, newContact(world, number), fields)
    return shownContact(world, store.contacts.insert(contact.contact_id, contact))
  },

  getContact({ params }, { world, store }) {
    return shownContact(world, store.contacts.get(params.contact_id))
  },

  getContactByPhone({ params }, { world, store }) {
    return shownContact(world, store.contacts.getByNumber(numberOf(params.phone_number)))
  },

  listContacts({ body }, { world, store }) {
    const conditions = contactConditions(body)
    const page = store.contacts.list({
      ...sliceOf({ ...body, sort_order: body.sort_order === 'asc' ? 'ascending' : 'descending' }),
      conditions,
      skip: body.skip,
    })
    const items = page.items.map(contact => shownContact(world, contact))
    return { ...page, items, total: store.contacts.count(conditions) }
  },

  updateContact({ params, body }, { world, store, now }) {
    const contact = changed(world, store.contacts.get(params.contact_id), body)
    const stored = store.contacts.put(params.contact_id, { ...contact, user_modified_timestamp: now() })
    return shownContact(world, stored)
  },

  deleteContact({ params }, { world, store }) {
    const { external_id } = store.contacts.get(params.contact_id)
    if (external_id !== undefined && crmConfigOf(world).app_id !== undefined)
      throw badRequest(
        'Cannot delete a contact that is linked to a CRM record while the CRM is synced; unlink the CRM app first',
      )
    store.contacts.delete(params.contact_id)
  },

  listContactConversations({ params, query }, { store }) {
    const { phone_number } = store.contacts.get(params.contact_id)
    const { items, ...page } = store.conversations.page(phone_number, sliceOf(query))
    return { ...page, items: items.map(entryOf) }
  },
} satisfies Partial<Handlers<Context>>

/** The contact with the fields of a request. Refuses with 400 what the configuration has no place for. */
function changed(
  world: World,
  contact: Schemas['ContactResponse'],
  { custom_fields, contact_tag_ids, ...fields }: Schemas['UpdateContactRequest'],
): Schemas['ContactResponse'] {
  const { custom_fields: known = [] } = crmConfigOf(world)
  for (const [name, value] of Object.entries(custom_fields ?? {})) {
    const field = known.find(each => each.name === name)
    if (!field) throw badRequest(`Custom field ${name} is not defined in the CRM config`)
    if (value !== null && !fits(field, value))
      throw badRequest(`Custom field ${name} must be of type ${field.type}`)
  }
  registerTags(world, fields.tags ?? [])
  const custom = custom_fields && patched(contact.custom_fields ?? {}, custom_fields)
  return patched(contact, {
    ...fields,
    ...(custom ? { custom_fields: custom } : {}),
    ...(contact_tag_ids ? { contact_tags: tagsWithIds(world, contact_tag_ids) } : {}),
  })
}

/** Refuses with 400 to reach a contact that does not want it; the status is documented, the wording is ours. */
export function refuseDoNotCall(store: Store, number: string): void {
  if (store.contacts.findByNumber(number)?.do_not_call) throw badRequest(`${number} is marked do_not_call`)
}

/** A call or a chat as an entry of a contact's timeline. */
function entryOf(conversation: Conversation): Schemas['ContactConversation'] {
  if ('call' in conversation) {
    const { call } = conversation
    const { call_summary, call_successful, user_sentiment } =
      call.call_analysis ?? call.scrubbed_call_analysis ?? {}
    const { direction, duration_ms, start_timestamp, disconnection_reason } = call
    const found = { summary: call_summary, sentiment: user_sentiment, successful: call_successful }
    const facts = { direction, duration_ms, start_timestamp, disconnection_reason, ...found }
    return { type: 'call', call_id: call.call_id, ...present(facts) }
  }
  const { chat, direction, reason } = conversation
  const { chat_summary, chat_successful, user_sentiment } = chat.chat_analysis ?? {}
  const { start_timestamp, end_timestamp } = chat
  const found = { summary: chat_summary, sentiment: user_sentiment, successful: chat_successful }
  const duration_ms = start_timestamp && end_timestamp ? end_timestamp - start_timestamp : undefined
  const facts = { direction, duration_ms, start_timestamp, disconnection_reason: reason, ...found }
  return { type: 'chat', chat_id: chat.chat_id, ...present(facts) }
}

type Present<Facts> = { [Key in keyof Facts]?: NonNullable<Facts[Key]> }

/** What is known of the facts. */
const present = <Facts extends object>(facts: Facts): Present<Facts> =>
  Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined && value !== null),
  ) as Present<Facts>
