// A sync between contacts and the CRM that the mock plays: its records come in by the inbound mappings, contacts go out
// by the outbound ones. Which CRM is linked, and how, is configured elsewhere.

import type { Schemas } from '../contract.ts'
import type { Contact } from '../store/contacts.ts'
import type { CrmRecord } from '../store/crm.ts'
import type { World } from '../world.ts'
import { crmConfigOf, newContact, saveCrmConfig } from './contact-book.ts'
import { type CustomField, fieldNamed, fieldOf, fits, valueIn, withValue } from './contact-fields.ts'
import { readNumber } from './contact-number.ts'
import type { Portion } from './workspace-job.ts'

export interface SyncOrder {
  appId: string
}

type Mapping = Schemas['FieldMapping']

/** The whole sync: what changed in the CRM since the last one, then what the contacts have to give. */
export function syncPortion(world: World, { appId }: SyncOrder): Portion<number> {
  const { store } = world
  const app = store.apps.find(appId)
  const config = crmConfigOf(world)
  // Unlinked or deleted while it waited: nothing is left to do.
  if (!app || config.app_id !== appId) return { succeeded: 0, failed: 0 }
  const accepted = store.appCredentials.find(appId)?.accepted ?? false
  store.apps.put(appId, { ...app, connection_status: accepted ? 'connected' : 'error' })
  if (!accepted) return { succeeded: 0, failed: 0 }
  const { inbound_sync_mappings: inbound = [], outbound_sync_mappings: outbound = [] } = app.crm_config ?? {}
  const readsAll = store.crmCursors.find('cursor')?.appId !== appId
  const records = store.crmRecords.all().filter(record => readsAll || record.unread)
  const taken = inbound.length === 0 ? [] : records.map(record => takeIn(world, record, inbound))
  for (const record of records) store.crmRecords.put(record.id, { ...record, unread: false })
  const given = giveOut(world, outbound, app.crm_config?.sync_new_contacts ?? false)
  const cursor = { appId }
  if (store.crmCursors.find('cursor')) store.crmCursors.put('cursor', cursor)
  else store.crmCursors.insert('cursor', cursor)
  saveCrmConfig(world, { ...crmConfigOf(world), last_sync_timestamp: world.now() })
  const succeeded = taken.filter(Boolean).length + given
  return { succeeded, failed: taken.filter(done => !done).length }
}

/** Makes or changes the contact of a record; false when its number or a value cannot be taken. */
function takeIn(world: World, { id, fields }: CrmRecord, mappings: readonly Mapping[]): boolean {
  const { store } = world
  const config = crmConfigOf(world)
  const source = mappings.find(({ field_name }) => field_name === 'phone_number')
  const number = source && readNumber(String(fields[source.external_field_name] ?? ''))
  if (!number) return false
  const known = store.contacts.findByNumber(number)
  let contact: Contact = { ...(known ?? newContact(world, number)), external_id: id }
  for (const { field_name, external_field_name } of mappings) {
    if (field_name === 'phone_number') continue
    // A name that the CRM does not have is an error of the sync, not of the configuration: documented.
    if (!(external_field_name in fields)) return false
    const field = fieldNamed(config, field_name)
    const value = field && taken(field, fields[external_field_name])
    if (!field || value === undefined) return false
    contact = withValue(contact, field, value)
  }
  if (known) store.contacts.put(contact.contact_id, contact)
  else store.contacts.insert(contact.contact_id, contact)
  return true
}

const taken = (field: CustomField, value: unknown) =>
  typeof value === 'string' ? valueIn(field, value) : fits(field, value) ? value : undefined

/** Writes contacts into the CRM; new records only for those with a conversation, and only when wanted. */
function giveOut(world: World, mappings: readonly Mapping[], createsRecords: boolean): number {
  const { store } = world
  if (mappings.length === 0) return 0
  let given = 0
  for (const contact of store.contacts.all()) {
    const isNew = contact.external_id === undefined
    if (isNew && !(createsRecords && (contact.conversation_count ?? 0) > 0)) continue
    const id = contact.external_id ?? world.newId('crmRecord')
    const present = store.crmRecords.find(id)
    const fields = { ...present?.fields, ...fieldsOf(contact, mappings) }
    if (present && JSON.stringify(present.fields) === JSON.stringify(fields)) continue
    const record = { id, fields, unread: false, modified_timestamp: world.now() }
    if (present) store.crmRecords.put(id, record)
    else store.crmRecords.insert(id, record)
    if (isNew) store.contacts.put(contact.contact_id, { ...contact, external_id: id })
    given += 1
  }
  return given
}

function fieldsOf(contact: Contact, mappings: readonly Mapping[]): Record<string, unknown> {
  const pairs = mappings.map(({ field_name, external_field_name }) => [
    external_field_name,
    fieldOf(contact, field_name),
  ])
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined))
}
