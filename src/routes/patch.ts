// How a request changes a stored document. It checks nothing: that is the contract's work and the rules' beside it.

/** Changes to a document: what is absent stays, `null` clears. */
export type Changes<Doc> = { [Key in keyof Doc]?: Doc[Key] | null }

/**
 * The document with the changes: an absent field stays, `null` removes the key, everything else (lists and objects
 * too) is replaced whole. Retell docs: every PATCH, where nullable fields are cleared by null.
 */
export function patched<Doc extends object>(doc: Doc, changes: Changes<Doc>): Doc {
  // All at once and then mended: set one by one, the fields of a large request cost more than storing it.
  const merged: Doc = Object.assign({}, doc, changes)
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined && Object.hasOwn(doc, key)) Reflect.set(merged, key, Reflect.get(doc, key))
    else if (value === null || value === undefined) Reflect.deleteProperty(merged, key)
  }
  return merged
}
