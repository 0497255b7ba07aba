// What a CRM configuration must keep to. Rules: published description of update-crm-config; the wording is ours.

import type { Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { BUILT_IN_FIELDS, fieldNamed } from '../lifecycle/contact-fields.ts'

/** Refuses with 400. Only what the request says is looked at, and mappings against the fields there will be. */
export function checkCrmConfig(config: Schemas['CrmConfig'], sent: Schemas['UpdateCrmConfigRequest']): void {
  for (const field of sent.custom_fields ?? []) checkField(field)
  const names = (sent.custom_fields ?? []).map(({ name }) => name)
  const double = names.find((name, index) => names.indexOf(name) !== index)
  if (double !== undefined) throw badRequest(`Custom field ${double} is defined twice`)
  for (const mapping of config.crm_analysis_data_mappings ?? []) checkMapping(config, mapping)
}

function checkField({ name, type, options }: Schemas['CustomContactField']): void {
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name))
    throw badRequest(`Custom field ${name} must be in snake_case`)
  if (BUILT_IN_FIELDS.includes(name)) throw badRequest(`Custom field ${name} is a built-in contact field`)
  if (/^(contact|external)/.test(name))
    throw badRequest(`Custom field ${name} must not start with contact or external`)
  if (type === 'enum' && (options ?? []).length === 0)
    throw badRequest(`Custom field ${name} of type enum must have options`)
}

function checkMapping(config: Schemas['CrmConfig'], mapping: Schemas['AnalysisMapping']): void {
  const { field_name, update_mode } = mapping
  if (field_name === 'phone_number') throw badRequest('An analysis data mapping cannot target phone_number')
  const field = fieldNamed(config, field_name)
  if (!field) throw badRequest(`An analysis data mapping targets ${field_name}, which is not a contact field`)
  if (update_mode === 'merge' && field.type !== 'string')
    throw badRequest(`update_mode merge is for text, and ${field_name} is of type ${field.type}`)
}
