// Tools of other systems: what a round of setting one up asks for, and that a tool's app is there. The catalogue of
// templates is not published; here each is about the contacts of the CRM that the mock plays.

import type { Handlers, Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import type { Store } from '../store/store.ts'
import type { Context } from './context.ts'
import { crmFields } from './crm-schema.ts'

type Schema = Schemas['ToolParameters']

/** The first round: which kind of record. It fixes what the second can be. */
const OBJECT_ROUND: Schema = {
  type: 'object',
  properties: {
    object_type: {
      type: 'string',
      description: 'The kind of record.',
      enum: ['contact'],
      enum_labels: { contact: 'Contact' },
      default_input_mode: 'const',
    },
  },
  required: ['object_type'],
}

export const appToolHandlers = {
  /** One round: the fields that are still to be filled, until there are none. */
  getAppToolSchema({ params, body }, { store }) {
    const app = store.apps.get(params.app_id)
    if (app.connection_status !== 'connected') throw badRequest(`App ${app.app_id} is not connected`)
    const rounds = [OBJECT_ROUND, recordRound(store, app.provider)]
    const filled = body.parameters ?? []
    for (const [index, parameters] of filled.entries()) checkRound(rounds[index], parameters, index)
    const input_schema = rounds[filled.length]
    return filled.length < rounds.length - 1
      ? { complete: false, ...(input_schema ? { input_schema } : {}) }
      : { complete: true, ...(input_schema ? { input_schema } : {}), response_schema: answerOf(rounds[1]!) }
  },
} satisfies Partial<Handlers<Context>>

/** The second round: the fields of such a record; the first of them, its number, is what it is found by. */
function recordRound(store: Store, provider: string): Schema {
  const fields = crmFields(provider, store.crmRecords.all())
  const properties = fields.map(({ name, type }) => [
    name,
    { type, description: `The ${name} of the contact.`, default_input_mode: 'description' },
  ])
  return { type: 'object', properties: Object.fromEntries(properties), required: [fields[0]!.name] }
}

const answerOf = ({ properties }: Schema): Schema => ({
  type: 'object',
  properties: { id: { type: 'string' }, ...properties },
  additionalProperties: false,
})

/** Documented: as many as there were rounds, `required` as it was asked, each with a const or a description. */
function checkRound(asked: Schema | undefined, { properties, required = [] }: Schema, index: number): void {
  const at = `request/body/parameters/${index}`
  if (!asked) throw badRequest(`request/body/parameters must NOT have more than ${index} items`)
  for (const name of asked.required ?? []) {
    if (!(name in properties)) throw badRequest(`${at}/properties must have required property '${name}'`)
    if (!required.includes(name)) throw badRequest(`${at}/required must be [${asked.required?.join(', ')}]`)
  }
  for (const [name, value] of Object.entries(properties)) {
    if (!(name in asked.properties)) throw badRequest(`${at}/properties must NOT have property '${name}'`)
    if (!isConfigured(value)) throw badRequest(`${at}/properties/${name} must have a const or a description`)
  }
}

const isConfigured = (property: unknown) =>
  typeof property === 'object' && property !== null && ('const' in property || 'description' in property)

/**
 * Refuses with 400 a tool whose app is not there or of another provider, wherever in a request it stands. The rule is
 * documented; the wording is ours, and so is the status: to make an engine is nowhere said to answer 404.
 */
export function checkAppTools(store: Store, settings: unknown): void {
  if (Array.isArray(settings)) for (const item of settings) checkAppTools(store, item)
  else if (typeof settings === 'object' && settings !== null) {
    if (isAppTool(settings)) checkApp(store, settings)
    for (const value of Object.values(settings)) if (typeof value === 'object') checkAppTools(store, value)
  }
}

const isAppTool = (value: object): value is Schemas['AppTool'] =>
  'type' in value && value.type === 'integration_app' && 'app_id' in value && 'provider' in value

function checkApp(store: Store, { name, app_id, provider }: Schemas['AppTool']): void {
  const app = store.apps.find(app_id)
  if (!app) throw badRequest(`Tool "${name}" names app ${app_id}, which does not exist`)
  if (app.provider !== provider)
    throw badRequest(`Tool "${name}" is of provider ${provider}, and app ${app_id} of ${app.provider}`)
}
