// What contacts can be filtered by and searched in, as conditions over their documents.

import type { Schemas } from '../contract.ts'
import type { Condition } from '../store/select.ts'
import { among, conditionOn, keyedCondition, limited, not } from './filter-conditions.ts'

const CUSTOM = "doc -> '$.custom_fields'"

/** All of them must hold. Who never had a conversation counts as one at 0, as when sorting. */
export function contactConditions({
  filter_criteria,
  search_query,
  excluded_contact_ids: excluded = [],
}: Schemas['ListContactsRequest']): Condition[] {
  return [
    ...limited(filterConditions(filter_criteria ?? {})),
    ...(search_query ? [containing(search_query)] : []),
    ...(excluded.length > 0 ? [not(among('id', excluded))] : []),
  ]
}

function filterConditions({
  contact_id,
  tags,
  contact_tag_ids,
  do_not_call,
  custom_fields,
  ...columns
}: Schemas['ContactFilter']): Condition[] {
  const { phone_number, external_id, last_conversation_timestamp } = columns
  return [
    ...(contact_id ? [conditionOn('id', contact_id)] : []),
    ...(phone_number ? [conditionOn('phone_number', phone_number)] : []),
    ...(external_id ? [conditionOn('external_id', external_id)] : []),
    // A contact about which nothing was said may be called.
    ...(do_not_call ? [conditionOn("coalesce(doc ->> '$.do_not_call', 0)", do_not_call)] : []),
    ...(last_conversation_timestamp ? [conditionOn('last_spoken', last_conversation_timestamp)] : []),
    ...(tags ? [anyTag(tags.value)] : []),
    ...(contact_tag_ids ? [anyTagId(contact_tag_ids.value)] : []),
    ...(custom_fields ?? []).map(filter => keyedCondition(CUSTOM, filter)),
  ]
}

const anyTag = (tags: readonly string[]) => anyIn('$.tags', among('tag.value', tags))
const anyTagId = (ids: readonly string[]) => anyIn('$.contact_tags', among("(tag.value ->> '$.id')", ids))

const anyIn = (list: '$.tags' | '$.contact_tags', { sql, values }: Condition): Condition => ({
  sql: `EXISTS (SELECT 1 FROM json_each(doc, '${list}') AS tag WHERE ${sql})`,
  values,
})

/** Published description: part of a number, a name, an external id or a custom field, in any case. */
function containing(text: string): Condition {
  const places = ['phone_number', 'external_id', "doc ->> '$.first_name'", "doc ->> '$.last_name'"]
  const parts = [
    ...places.map(place => `instr(lower(${place}), lower(?)) > 0`),
    `EXISTS (SELECT 1 FROM json_each(doc, '$.custom_fields') AS custom WHERE instr(lower(custom.value), lower(?)) > 0)`,
  ]
  return { sql: `(${parts.join(' OR ')})`, values: parts.map(() => text) }
}
