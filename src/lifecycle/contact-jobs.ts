// The jobs about contacts: a file that is imported, and past calls that are written into contacts anew.

import type { Schemas } from '../contract.ts'
import type { Jobs } from '../jobs.ts'
import type { Contact } from '../store/contacts.ts'
import { callsWith } from '../store/conversations.ts'
import { sliceOf } from '../store/paging.ts'
import type { Condition } from '../store/select.ts'
import type { World } from '../world.ts'
import { crmConfigOf, newContact, withFindings } from './contact-book.ts'
import { fieldNamed, valueIn, withValue } from './contact-fields.ts'
import { readNumber } from './contact-number.ts'
import { type LabelledTag, labelledTags, registerTags } from './contact-tags.ts'
import { type SyncOrder, syncPortion } from './crm-sync.ts'
import { parseCsv } from './csv.ts'
import { defineExports, type ExportOrder } from './exports.ts'
import { type Begin, defineWorkspaceJob, PORTION_ITEMS, type Portion } from './workspace-job.ts'

export interface ImportOrder {
  uploadId: string
  mapping: readonly Schemas['FieldMapping'][]
  country: string
  tags: readonly string[]
  /** Labels of tags that have an id. */
  labels: readonly string[]
}

export interface BackfillOrder {
  attributes: readonly string[]
  /** Which calls count. */
  conditions: readonly Condition[]
}

export interface ContactJobs {
  startImport: Begin<ImportOrder>
  startBackfill: Begin<BackfillOrder>
  startSync: Begin<SyncOrder>
  startExport(world: World, order: ExportOrder): Schemas['ExportRequest']
}

/** How many calls of one contact a backfill looks at. */
const MAX_CALLS = 1_000

export function createContactJobs(jobs: Jobs<World>): ContactJobs {
  return {
    startImport: defineWorkspaceJob(jobs, 'contact-import', 0, importPortion),
    startBackfill: defineWorkspaceJob(jobs, 'contact-backfill', '', backfillPortion),
    startSync: defineWorkspaceJob(jobs, 'crm-sync', 0, syncPortion),
    startExport: defineExports(jobs),
  }
}

function importPortion(world: World, order: ImportOrder, from: number): Portion<number> {
  const { store } = world
  const upload = store.contactUploads.find(order.uploadId)
  const [headers = [], ...rows] = parseCsv(upload?.text ?? '')
  const portion = rows.slice(from, from + PORTION_ITEMS)
  const labelled = order.labels.length > 0 ? labelledTags(world, order.labels) : []
  const results = portion.map(row => importRow(world, { ...order, labelled }, headers, row))
  const succeeded = results.filter(Boolean).length
  const failed = results.length - succeeded
  if (succeeded > 0) registerTags(world, order.tags)
  const next = from + PORTION_ITEMS
  if (next < rows.length) return { succeeded, failed, next }
  // A file is for one import; keeping it longer would only fill the database.
  if (upload) store.contactUploads.delete(order.uploadId)
  return { succeeded, failed }
}

/** Makes or changes the contact of a row; false when the row is rejected, with nothing changed. */
function importRow(
  world: World,
  order: ImportOrder & { labelled: readonly LabelledTag[] },
  headers: string[],
  row: string[],
): boolean {
  const { store } = world
  const config = crmConfigOf(world)
  const cell = (name: string) => row[headers.indexOf(name)] ?? ''
  const numbers = order.mapping.find(({ field_name }) => field_name === 'phone_number')
  const number = numbers && readNumber(cell(numbers.external_field_name), order.country)
  if (!number) return false
  const known = store.contacts.findByNumber(number)
  let contact: Contact = known ?? newContact(world, number)
  for (const { field_name, external_field_name } of order.mapping) {
    const text = cell(external_field_name)
    // An empty cell says nothing; that it does not clear the field is a guess.
    if (field_name === 'phone_number' || text.trim() === '') continue
    const field = fieldNamed(config, field_name)
    const value = field && valueIn(field, text)
    if (!field || value === undefined) return false
    contact = withValue(contact, field, value)
  }
  if (order.tags.length > 0) contact = { ...contact, tags: mergedTags(contact, order.tags) }
  if (order.labelled.length > 0) contact = { ...contact, contact_tags: mergedLabels(contact, order.labelled) }
  contact = { ...contact, user_modified_timestamp: world.now() }
  if (known) store.contacts.put(contact.contact_id, contact)
  else store.contacts.insert(contact.contact_id, contact)
  return true
}

const mergedTags = ({ tags = [] }: Contact, added: readonly string[]) =>
  [...new Set([...tags, ...added])].slice(0, 50)

const mergedLabels = ({ contact_tags = [] }: Contact, added: readonly LabelledTag[]) => [
  ...contact_tags,
  ...added.filter(({ id }) => !contact_tags.some(tag => tag.id === id)),
]

function backfillPortion(world: World, order: BackfillOrder, from: string): Portion<string> {
  const { store } = world
  const mappings = (crmConfigOf(world).crm_analysis_data_mappings ?? []).filter(({ field_name }) =>
    order.attributes.includes(field_name),
  )
  const page = store.contacts.list({
    conditions: [],
    ...sliceOf({ limit: PORTION_ITEMS, sort_order: 'ascending', pagination_key: from || undefined }),
  })
  let succeeded = 0
  for (const contact of page.items) {
    const conditions = [callsWith(contact.phone_number), ...order.conditions]
    const calls = store.calls.page({ conditions, limit: MAX_CALLS, order: 'ascending' }).items
    if (calls.length === 0) continue
    const changed = calls.reduce(
      (result, call) =>
        withFindings(world, result, call.call_analysis ?? call.scrubbed_call_analysis, mappings),
      contact,
    )
    if (changed !== contact) store.contacts.put(contact.contact_id, changed)
    succeeded += 1
  }
  return { succeeded, failed: 0, ...(page.pagination_key === undefined ? {} : { next: page.pagination_key }) }
}
