// How much metadata a call or chat may hold.

/** Retell docs, update call. */
export const MAX_METADATA_BYTES = 50_000

export const isTooLarge = (metadata: unknown): boolean =>
  metadata !== undefined && Buffer.byteLength(JSON.stringify(metadata)) > MAX_METADATA_BYTES
