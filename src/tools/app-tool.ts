// What a tool of another system answers. Every app of the mock is one to the CRM that it plays, and every template finds a
// contact there: a guess, as the catalogue of templates is not published.

import type { Schemas } from '../contract.ts'
import type { World } from '../world.ts'

type AppTool = Schemas['AppTool']

/**
 * The first record with these fields, or `{}`. `content` is what the agent sees of it, `answer` all of it. Throws a sentence
 * when the app is not connected.
 */
export function appAnswer({ store }: World, tool: AppTool, wanted: Readonly<Record<string, unknown>>) {
  const app = store.apps.find(tool.app_id)
  if (app?.connection_status !== 'connected') throw new Error(`app ${tool.app_id} is not connected`)
  const criteria = Object.entries(wanted).filter(([name]) => name !== 'object_type')
  const record = store.crmRecords
    .all()
    .find(({ fields }) => criteria.every(([name, value]) => String(fields[name]) === String(value)))
  const whole = record ? { id: record.id, ...record.fields } : {}
  return { content: JSON.stringify(shown(tool, whole)), successful: true, answer: JSON.stringify(whole) }
}

/** A record is flat, so that a path into it is a name. */
function shown({ output_selection: selection }: AppTool, whole: Readonly<Record<string, unknown>>) {
  if (selection?.mode !== 'subset') return whole
  return Object.fromEntries(Object.entries(whole).filter(([name]) => selection.fields.includes(name)))
}
