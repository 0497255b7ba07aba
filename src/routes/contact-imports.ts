// Changing many contacts at a time: the requests that begin an import or a backfill, and how far each is. The work
// itself is in lifecycle/contact-jobs.ts.

import type { Handlers, Schemas } from '../contract.ts'
import { badRequest, conflict } from '../errors.ts'
import { crmConfigOf } from '../lifecycle/contact-book.ts'
import { fieldNamed } from '../lifecycle/contact-fields.ts'
import { parseCsv } from '../lifecycle/csv.ts'
import { isUnderWay, statusOf } from '../lifecycle/workspace-job.ts'
import { typedConditions } from './call-filters.ts'
import type { Context } from './context.ts'

export const contactImportHandlers = {
  uploadContactImportFile({ body: { file } }, { store, newId }) {
    const text = textOf(file.name, store.files.read(file))
    if (parseCsv(text).length === 0) throw badRequest(`${file.name} must have a row of column headers`)
    const uploadId = newId('upload')
    store.contactUploads.insert(uploadId, { fileName: file.name, text })
    return { upload_id: uploadId, file_name: file.name }
  },

  createContactImport({ body }, { world, store, contactJobs }) {
    const { text } = store.contactUploads.get(body.upload_id)
    if (isUnderWay(world, 'contact-import')) throw conflict('A contact import is already running')
    checkMapping(crmConfigOf(world), body.column_mapping, parseCsv(text)[0] ?? [])
    return contactJobs.startImport(world, {
      uploadId: body.upload_id,
      mapping: body.column_mapping,
      country: body.default_country ?? 'US',
      tags: body.tags ?? [],
      labels: body.contact_tags ?? [],
    })
  },

  getContactImport(_, { world }) {
    return statusOf(world, 'contact-import')
  },

  backfillContactAnalysisData({ body }, { world, contactJobs }) {
    const config = crmConfigOf(world)
    for (const name of body.backfill_attributes) {
      if (!fieldNamed(config, name)) throw badRequest(`Contact field ${name} does not exist`)
      if (!config.crm_analysis_data_mappings?.some(({ field_name }) => field_name === name))
        throw badRequest(`Contact field ${name} has no analysis data mapping`)
    }
    if (isUnderWay(world, 'contact-backfill')) throw badRequest('A contact backfill is already running')
    const { agent, start_timestamp } = body.backfill_call_filter ?? {}
    return contactJobs.startBackfill(world, {
      attributes: body.backfill_attributes,
      conditions: typedConditions({
        ...(agent ? { agent } : {}),
        ...(start_timestamp ? { start_timestamp } : {}),
      }),
    })
  },

  getBackfillContactJobStatus(_, { world }) {
    return statusOf(world, 'contact-backfill')
  },
} satisfies Partial<Handlers<Context>>

function textOf(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw badRequest(`${name} must be a CSV file in UTF-8`)
  }
}

/** Exactly one column leads to the number: documented. That each must be in the file and lead to a field is a guess. */
function checkMapping(
  config: Schemas['CrmConfig'],
  mapping: readonly Schemas['FieldMapping'][],
  headers: readonly string[],
): void {
  const numbers = mapping.filter(({ field_name }) => field_name === 'phone_number')
  if (numbers.length !== 1) throw badRequest('column_mapping must map exactly one column to phone_number')
  for (const { field_name, external_field_name } of mapping) {
    if (!headers.includes(external_field_name))
      throw badRequest(`Column ${external_field_name} is not in the file`)
    if (field_name !== 'phone_number' && !fieldNamed(config, field_name))
      throw badRequest(`Contact field ${field_name} does not exist`)
  }
}
