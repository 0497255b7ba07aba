// The tags of contacts in both their forms: text, as in SDK 5, and with an id and a label, as in SDK 6. A workspace has text
// until it is given labelled tags; from then on all that are new get an id.

import type { Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import type { Contact } from '../store/contacts.ts'
import type { World } from '../world.ts'
import { crmConfigOf, saveCrmConfig } from './contact-book.ts'

export type LabelledTag = Schemas['LabelledTag']
type Tags = Schemas['CrmConfig']['contact_tags']

const MAX_TAGS = 1_000

/** Adds text to the tags that the organisation has; more than a thousand are not kept. */
export function registerTags(world: World, texts: readonly string[]): void {
  const config = crmConfigOf(world)
  const known = config.contact_tags
  if (isLabelled(known)) {
    labelledTags(world, texts)
    return
  }
  const all = [...new Set([...(known ?? []), ...texts])].slice(0, MAX_TAGS)
  if (all.length > (known ?? []).length) saveCrmConfig(world, { ...config, contact_tags: all })
}

/** The tags with these labels, trimmed and each once; one that is not there is made, unless there are a thousand. */
export function labelledTags(world: World, labels: readonly string[]): LabelledTag[] {
  const config = crmConfigOf(world)
  const known = config.contact_tags
  const kept = isLabelled(known) ? known : (known ?? []).map(label => newTag(world, label))
  const wanted = [...new Set(labels.map(label => label.trim()))]
  const missing = wanted.filter(label => !kept.some(tag => tag.label === label))
  const all = [...kept, ...missing.map(label => newTag(world, label))].slice(0, MAX_TAGS)
  if (all.length > 0) saveCrmConfig(world, { ...config, contact_tags: all })
  return all.filter(({ label }) => wanted.includes(label))
}

/** Tags as a request has them, with trimmed labels. Refuses with 400 an id that occurs twice. */
export function checkedTags(tags: readonly LabelledTag[]): LabelledTag[] {
  const ids = tags.map(({ id }) => id.toLowerCase())
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw badRequest(`Contact tag ${twice} is defined twice`)
  return tags.map(({ id, label }) => ({ id, label: label.trim() }))
}

/** The tags with these ids. Refuses with 400 one that the organisation has not. */
export function tagsWithIds(world: World, ids: readonly string[]): LabelledTag[] {
  const known = crmConfigOf(world).contact_tags
  return [...new Set(ids)].map(id => {
    const tag = isLabelled(known) ? known.find(each => each.id === id) : undefined
    if (!tag) throw badRequest(`Contact tag ${id} is not defined in the CRM config`)
    return tag
  })
}

/** A contact as it is answered: of its tags, those that the organisation still has, as they are called now. */
export function shownContact(world: World, contact: Contact): Contact {
  if (contact.contact_tags === undefined) return contact
  const known = crmConfigOf(world).contact_tags
  const ids = new Set(contact.contact_tags.map(({ id }) => id))
  return { ...contact, contact_tags: isLabelled(known) ? known.filter(({ id }) => ids.has(id)) : [] }
}

function isLabelled(tags: Tags): tags is LabelledTag[] {
  return typeof tags?.[0] === 'object'
}

const newTag = (world: World, label: string): LabelledTag => ({ id: world.newId('contactTag'), label })
