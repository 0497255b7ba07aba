// Which call an LLM server that connects by itself may speak for, and in which workspace. It opens no socket.

import { badRequest, conflict, NotFound, Refusal, unauthorized } from '../errors.ts'
import type { Workspaces } from '../workspaces.ts'
import type { World } from '../world.ts'
import type { LineOrder } from './line-events.ts'
import type { LineRegistry } from './lines.ts'

export interface AdmissionParts {
  workspaces: Workspaces
  lines: LineRegistry
  /** What a call under way asks of such a server; undefined when it takes none. */
  attend(world: World, callId: string): LineOrder | undefined
}

export interface Admission {
  /**
   * The workspace that a server may speak in. Without an `Authorization` header, as on Retell's own socket, the call's id
   * says which that is. Refuses with 401 a header that is not a key that is let in, with 404 a call that is nowhere.
   */
  worldOf(callId: string, authorization: string | undefined): World
  /**
   * What a call asks of its server. Refuses with 404 a call that is not of this workspace, with 410 one that is over,
   * with 400 one whose agent asks no LLM server, with 409 one that has its server already.
   */
  orderOf(world: World, callId: string): LineOrder
}

export const admissionTo = ({ workspaces, lines, attend }: AdmissionParts): Admission => ({
  worldOf(callId, authorization) {
    if (authorization !== undefined) return workspaces.of(keyIn(authorization))
    const world = worldOfCall(workspaces, callId)
    if (!world) throw new NotFound('call', callId)
    return world
  },
  orderOf(world, callId) {
    const { call_status } = world.store.calls.get(callId)
    if (call_status !== 'registered' && call_status !== 'ongoing') {
      throw new Refusal(410, `call ${callId} is over (${call_status})`)
    }
    const order = attend(world, callId)
    if (!order) throw badRequest(`call ${callId} asks no LLM server: its agent is no custom-llm`)
    if (lines.isOpen(world, callId)) throw conflict(`call ${callId} has an LLM server already`)
    return order
  },
})

function worldOfCall(workspaces: Workspaces, callId: string): World | undefined {
  for (const world of workspaces.all()) if (world.store.calls.find(callId)) return world
  return undefined
}

function keyIn(authorization: string): string {
  const key = /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
  if (key === undefined) throw unauthorized()
  return key
}
