// How a request changes a stored document. It checks nothing: that is the contract's work and the rules' beside it.

/** Changes to a document: what is absent stays, `null` clears. */
export type Changes<Doc> = { [Key in keyof Doc]?: Doc[Key] | null }

/**
 * The document with the changes: an absent field stays, `null` removes the key, everything else (lists and objects
 * too) is replaced whole. Retell docs: every PATCH, where nullable fields are cleared by null.
 */
export function patched<Doc extends object>(doc: Doc, changes: Changes<Doc>): Doc {
  const merged = { ...doc }
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) Reflect.deleteProperty(merged, key)
    else if (value !== undefined) Reflect.set(merged, key, value)
  }
  return merged
}
