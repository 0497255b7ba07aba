// Batches of outbound calls: what of a batch is refused before it is scheduled, and what each of its calls is. When
// they are dialled is the lifecycle's.

import type { Handlers, PhoneNumber, Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { scenarioIn } from '../lifecycle/scenario.ts'
import { isTimezone } from '../lifecycle/time-windows.ts'
import type { Batch, BatchTask } from '../store/batches.ts'
import { callAgent } from './call-agent.ts'
import { outboundCall, refuseUndialable } from './calls.ts'
import type { Context } from './context.ts'

type Order = Schemas['CreateBatchCallRequest']
type Window = NonNullable<Order['call_time_window']>

/** The end of the year 9999, in ms: a guess. What is later is no time in ms. */
const LAST_TRIGGER = 253_402_300_799_999

export const batchCallHandlers = {
  createBatchCall({ body }, context) {
    const { world, store, batches, newId, now } = context
    const { from_number, tasks, reserved_concurrency = 0 } = body
    const call_time_window = body.call_time_window && checkedWindow(body.call_time_window)
    if (body.trigger_timestamp !== undefined && body.trigger_timestamp > LAST_TRIGGER)
      throw badRequest(`request/body/trigger_timestamp must be <= ${LAST_TRIGGER}`)
    refuseTasks(context, store.phoneNumbers.get(from_number), tasks)
    refuseReservation(reserved_concurrency, context.settings.concurrency_limit)
    const batch_call_id = newId('batchCall')
    const scheduled_timestamp = Math.round(body.trigger_timestamp ?? now())
    const window = call_time_window ? { call_time_window } : {}
    store.batches.insert(
      { batch_call_id, from_number, reservedConcurrency: reserved_concurrency, ...window },
      tasks,
    )
    batches.start(world, batch_call_id, scheduled_timestamp - now())
    return {
      batch_call_id,
      name: body.name ?? `Batch call of ${new Date(now()).toISOString()}`,
      from_number,
      scheduled_timestamp,
      total_task_count: tasks.length,
      ...window,
    }
  },
} satisfies Partial<Handlers<Context>>

/** Makes one call of a batch. Refuses, as creating a phone call does, what has gone since the batch was made. */
export function batchCall(context: Context, { batch_call_id, from_number }: Batch, task: BatchTask): void {
  outboundCall(context, { ...task, from_number }, batch_call_id)
}

/**
 * Retell docs, batch calls: the number needs an outbound agent, or every task an agent of its own. All that would keep a
 * call from being made is refused with the whole batch; that it is, and the words, are a guess.
 */
function refuseTasks(context: Context, number: PhoneNumber, tasks: readonly BatchTask[]): void {
  if (tasks.length === 0) throw badRequest('request/body/tasks must NOT have fewer than 1 items')
  const seen = new Set<string>()
  for (const [index, task] of tasks.entries()) {
    refuseUndialable(number, task, `request/body/tasks/${index}/to_number`)
    if (!task.override_agent_id && !number.outbound_agents?.length) {
      throw badRequest(
        `${number.phone_number} has no outbound agent; bind one or give every task override_agent_id (task ${index} has none)`,
      )
    }
    const { override_agent_id: id, override_agent_version: version, agent_override: override } = task
    // A name that nobody knows is better refused now than never dialled.
    const named = scenarioIn(task.metadata)
    const wanted = JSON.stringify([id, version, override, named])
    if (seen.has(wanted)) continue
    seen.add(wanted)
    if (id) callAgent(context, id, version, override)
    else
      for (const bound of number.outbound_agents ?? [])
        callAgent(context, bound.agent_id, version ?? bound.agent_version, override)
    if (named !== undefined) context.scenarios.named(named)
  }
}

/** A batch that leaves no place for itself would wait for ever. The words are a guess. */
function refuseReservation(reserved: number, limit: number): void {
  if (reserved >= limit)
    throw badRequest(`request/body/reserved_concurrency must be lower than the concurrency limit, ${limit}`)
}

const MINUTE_MS = 60_000

/** What of a window is kept. Retell SDK 5: start comes before end, and the zone is an IANA name. */
function checkedWindow({ windows, timezone, day }: Window) {
  const at = 'request/body/call_time_window'
  for (const [index, { start, end }] of windows.entries()) {
    // No whole millisecond lies in some windows, so that they would never open.
    if (Math.ceil(start * MINUTE_MS) >= end * MINUTE_MS)
      throw badRequest(`${at}/windows/${index}/start must be < end`)
  }
  if (timezone !== undefined && !isTimezone(timezone))
    throw badRequest(`${at}/timezone must be an IANA time zone, such as America/New_York`)
  return {
    windows: windows.map(({ start, end }) => ({ start, end })),
    ...(timezone === undefined ? {} : { timezone }),
    ...(day === undefined ? {} : { day }),
  }
}
