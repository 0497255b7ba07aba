// A request as misdelivered: the entries of misdeeds.ts applied to it, stage by stage, whatever their order.

import type { Mishap } from '../faults/misdelivery.ts'
import { isObject } from '../json-object.ts'
import { MISDEEDS, type Misdeed, type Parcel, type Payload, type Signed, type Stamp } from './misdeeds.ts'

/** The body as it is written and signed. */
export function misdeliveredBody(body: string, mishaps: readonly Mishap[]): string {
  const edits = deeds(mishaps, 'payload')
  const payload = edits.length === 0 ? undefined : objectIn(body)
  const said = payload
    ? JSON.stringify(edits.reduce((edited, { deed, order }) => deed(edited, order), payload))
    : body
  return deeds(mishaps, 'text').reduce((text, { deed, order }) => deed(text, order), said)
}

export const misdeliveredStamp = (stamp: Stamp, mishaps: readonly Mishap[]): Stamp =>
  deeds(mishaps, 'stamp').reduce((changed, { deed, order }) => deed(changed, order), stamp)

/** `value` is undefined where the target's style has no header, and stays so. */
export const misdeliveredSignature = (
  value: string | undefined,
  signed: Signed,
  mishaps: readonly Mishap[],
): string | undefined =>
  deeds(mishaps, 'signature').reduce(
    (changed, { deed }) => (changed === undefined ? undefined : deed(changed, signed)),
    value,
  )

export const misdeliveredParcel = (parcel: Parcel, mishaps: readonly Mishap[]): Parcel =>
  deeds(mishaps, 'parcel').reduce((changed, { deed, order }) => deed(changed, order), parcel)

/** What the mishaps do at one stage, in their order. */
function deeds<Stage extends keyof Misdeed>(mishaps: readonly Mishap[], stage: Stage) {
  return mishaps.flatMap(({ name, order }) => {
    const deed = MISDEEDS[name]?.[stage]
    return deed ? [{ deed, order }] : []
  })
}

function objectIn(body: string): Payload | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return isObject(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
