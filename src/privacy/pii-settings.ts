// Which kinds of personal data are taken out of the records of an agent.

import type { Schemas } from '../contract.ts'
import type { PiiCategory } from './pii-patterns.ts'

export type Storage = Schemas['DataStorageSetting']

/**
 * The categories to scrub; none when the agent names none. Of what keeps only basic attributes nothing is left to scrub.
 * That an agent which stores everything has scrubbed copies beside the originals follows from roles that may see only the
 * scrubbed history (Retell docs: access control).
 */
export function piiCategories(
  { pii_config }: { pii_config?: Schemas['PiiConfig'] | null | undefined },
  storage: Storage | null | undefined,
): readonly PiiCategory[] {
  return storage === 'basic_attributes_only' ? [] : (pii_config?.categories ?? [])
}
