// Reading and moving a workspace's clock. An answer comes when everything that fell due is settled.

import type { ControlHandlers, ControlSchemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import type { World } from '../world.ts'
import type { ControlContext } from './context.ts'

export const clockHandlers = {
  getClock(_input, { world }) {
    return faceOf(world)
  },

  async setClock({ body }, { world, jobs }) {
    const { mode, speed, advance_ms: advanceMs, run_until_idle: untilIdle } = body
    if ((mode === 'scaled') !== (speed !== undefined))
      throw badRequest('request/body/speed goes with the mode "scaled", and that with it')
    if (mode) {
      world.clock.run({ mode, speed: { real: 1, frozen: 0, scaled: speed ?? 1 }[mode] })
      world.saveClock()
      jobs.poke(world)
    }
    if (advanceMs !== undefined) await jobs.advance(world, advanceMs)
    if (untilIdle) await jobs.runUntilIdle(world)
    else await jobs.settled(world)
    return faceOf(world)
  },
} satisfies Partial<ControlHandlers<ControlContext>>

function faceOf({ clock }: World): ControlSchemas['ClockFace'] {
  const { mode, speed } = clock.state
  return { now: clock.now(), mode, speed }
}
