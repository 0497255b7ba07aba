// What the suite does not test, and why. A line that has become untrue fails the last test, so that none outlives its
// reason.

import type { ClientName } from './call-record.ts'
import type { OperationId } from './raw-client.ts'

export interface Excuse {
  operation: OperationId
  client: Exclude<ClientName, 'harness'>
  reason: string
}

export const ledger: readonly Excuse[] = []
