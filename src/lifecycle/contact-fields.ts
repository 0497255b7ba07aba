// The fields of a contact: which there are, what fits into each, and how a value from a file, a CRM or an analysis gets
// there. Who may change what, and when, is decided elsewhere.

import type { Schemas } from '../contract.ts'
import type { Contact } from '../store/contacts.ts'

export type CustomField = Schemas['CustomContactField']
type Config = Pick<Schemas['CrmConfig'], 'custom_fields'>

/** What a contact is made of without any configuration. */
export const BUILT_IN_FIELDS: readonly string[] = [
  'contact_id',
  'org_id',
  'phone_number',
  'first_name',
  'last_name',
  'tags',
  'contact_tags',
  'contact_memory',
  'custom_fields',
  'do_not_call',
  'external_id',
  'conversation_count',
  'last_conversation_timestamp',
  'created_timestamp',
  'user_modified_timestamp',
]

/** The built-in fields that a mapping may lead to, beside `phone_number`. */
const WRITABLE: readonly CustomField[] = [
  { name: 'first_name', type: 'string' },
  { name: 'last_name', type: 'string' },
  { name: 'do_not_call', type: 'boolean' },
]

/** The field that a mapping leads to; undefined when there is none of this name. */
export function fieldNamed(config: Config, name: string): CustomField | undefined {
  return [...WRITABLE, ...(config.custom_fields ?? [])].find(field => field.name === name)
}

/** Whether a value is of a field's type. A date is `2026-01-31`, a datetime begins so and has a time. */
export function fits({ type, options }: CustomField, value: unknown): boolean {
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value)
  if (type === 'boolean') return typeof value === 'boolean'
  if (typeof value !== 'string') return false
  if (type === 'date') return /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
  if (type === 'datetime')
    return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value) && !Number.isNaN(Date.parse(value))
  return type === 'enum' ? (options ?? []).includes(value) : true
}

const WORDS_OF_TRUTH: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
}

/** The value that a text stands for in this field; undefined when it fits not. */
export function valueIn(field: CustomField, text: string): unknown {
  const trimmed = text.trim()
  if (field.type === 'boolean') return WORDS_OF_TRUTH[trimmed.toLowerCase()]
  const value = field.type === 'number' && trimmed !== '' ? Number(trimmed) : trimmed
  return fits(field, value) ? value : undefined
}

/** The value that a contact has in this field. */
export function fieldOf(contact: Contact, name: string): unknown {
  const custom: unknown = contact.custom_fields?.[name]
  return custom ?? Reflect.get(contact, name)
}

/** The contact with a value in this field, which must fit. */
export function withValue(contact: Contact, { name }: CustomField, value: unknown): Contact {
  return WRITABLE.some(field => field.name === name)
    ? { ...contact, [name]: value }
    : { ...contact, custom_fields: { ...contact.custom_fields, [name]: value } }
}

/** The contact with what an analysis told, by one mapping. A value that fits not is skipped, as documented. */
export function withAnalysis(
  contact: Contact,
  config: Config,
  { field_name, update_mode }: Schemas['AnalysisMapping'],
  told: unknown,
): Contact {
  const field = fieldNamed(config, field_name)
  if (!field || told === undefined || told === null || !fits(field, told)) return contact
  const present = fieldOf(contact, field_name)
  const isEmpty = present === undefined || present === null || present === ''
  if (update_mode === 'fill_if_empty' && !isEmpty) return contact
  if (update_mode !== 'merge' || isEmpty) return withValue(contact, field, told)
  // How texts are merged is not said: the new one comes on a line of its own, once.
  const lines = String(present).split('\n')
  return lines.includes(String(told)) ? contact : withValue(contact, field, [...lines, told].join('\n'))
}
