// What is remembered of a contact: a brief that agents which may do so rewrite after each conversation. Retell has a model do
// that; here a conversation adds its summary.

import type { Schemas } from '../contract.ts'
import type { Contact } from '../store/contacts.ts'

/** How rewriting is done when nobody said how. Retell's own preset is not published: these words are ours. */
export const DEFAULT_MEMORY_PROMPT =
  'Rewrite the notes about this contact with what the latest conversation adds. Keep facts, drop small talk.'

/** The notes of so many conversations are kept. */
const MAX_LINES = 10

interface Remembering {
  contact_memory_config?: Schemas['ContactMemoryConfig'] | undefined
}

/** What a conversation with this agent adds: nothing where the agent does not update what is remembered. */
export function notesOf(agent: Remembering | undefined, summary: string | undefined): string | undefined {
  if (!agent?.contact_memory_config?.enable_update || !summary) return undefined
  return summary.replaceAll('\n', ' ')
}

/** The contact with a line more; the same one where there is none. */
export function withNotes(contact: Contact, notes: string | undefined): Contact {
  if (notes === undefined) return contact
  const lines = [...(contact.contact_memory?.split('\n') ?? []), notes]
  return { ...contact, contact_memory: lines.slice(-MAX_LINES).join('\n') }
}
