// What webhooks tell of a transfer under way.

import type { Schemas } from '../contract.ts'
import { isObject } from '../json-object.ts'
import type { Moment } from './call-plan.ts'
import type { Tell } from './tell.ts'

export type TransferEvent = 'transfer_started' | 'transfer_bridged' | 'transfer_cancelled'

/** Tells of the latest transfer of the call. */
export function tellTransfer(tell: Tell, { world, run, call }: Moment, event: TransferEvent): void {
  const { number, extension, option } = run.transfer ?? { number: '' }
  tell(world, event, call, run, {
    transfer_destination: { number, ...(extension === undefined ? {} : { extension }) },
    ...(option ? { transfer_option: camelCased(option) } : {}),
  })
}

/** The options of a transfer as webhooks spell them, unlike the API. (Retell docs: transfer events.) */
function camelCased(option: Schemas['TransferOption']): Record<string, unknown> {
  const spelt = (value: unknown): unknown => {
    if (!isObject(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
        spelt(inner),
      ]),
    )
  }
  return spelt(option) as Record<string, unknown>
}
