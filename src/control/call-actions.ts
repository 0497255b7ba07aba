// Being the far end of a call, one action at a time. What an action does to the call is the lifecycle's.

import type { Call, ControlHandlers, ControlSchemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import type { Moment } from '../lifecycle/call-plan.ts'
import type { FarEnd } from '../lifecycle/far-end.ts'
import type { ControlContext } from './context.ts'

export const callActionHandlers = {
  async actOnCall({ params, body }, { world, jobs, route, atomically }) {
    const { call_id } = params
    // Whoever acts may be the very one whose answer the workspace waits for.
    const mayWait = world.clock.frozen && !jobs.isUnderWay(world)
    const { call_status } = atomically(() => {
      refuseOver(world.store.calls.get(call_id))
      route.lifecycle.change(world, call_id, moment => act(route.lifecycle.farEnd, moment, body))
      return world.store.calls.get(call_id)
    })
    // The agent's first words belong to this moment, and come before whatever is done next.
    if (body.action === 'answer' && mayWait) await jobs.settled(world)
    return { call_id, call_status }
  },
} satisfies Partial<ControlHandlers<ControlContext>>

function act(farEnd: FarEnd, moment: Moment, body: ControlSchemas['CallAction']): void {
  switch (body.action) {
    case 'answer':
      return farEnd.answer(moment)
    case 'say':
      return farEnd.say(moment, body.content)
    case 'press':
      return farEnd.press(moment, body.digits)
    case 'silence':
      return farEnd.fallSilent(moment, body.silence_ms)
    case 'hang_up':
      return farEnd.hangUp(moment, body.reason, body.transfer_to)
  }
}

function refuseOver({ call_id, call_status }: Call): void {
  if (call_status !== 'registered' && call_status !== 'ongoing')
    throw badRequest(`Call ${call_id} is over: it is ${call_status}`)
}
