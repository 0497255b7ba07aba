// The socket to the customer's LLM server over a call's life: opened in three attempts, kept alive, opened again when
// it breaks, and what its loss means for the call. The protocol itself is elsewhere.

import { inDialect } from '../dialect.ts'
import type { Journal } from '../journal.ts'
import type { CallPlan, Moment } from './call-plan.ts'
import { builtInOf } from './call-variables.ts'
import type { End } from './ending.ts'
import type { LineOrder, Lines } from './line.ts'
import { lostPing } from './physics.ts'
import { variablesOf } from './run.ts'

/** Retell docs, setting up a WebSocket server: three attempts, three seconds apart. */
const ATTEMPTS = 3
const BETWEEN_ATTEMPTS_MS = 3_000
/** Retell docs, LLM WebSocket: a keepalive every two seconds; five without one and the socket counts as lost. */
const PING_EVERY_MS = 2_000
const PING_DEADLINE_MS = 5_000
const PING_RECONNECTS = 2
/** Real ms that a healthy server has to echo; on a frozen clock the five seconds do not pass meanwhile. */
const PONG_PATIENCE_MS = 2_000

export interface LlmSocket {
  /** To be called when a turn found no socket. */
  mend(moment: Moment): void
}

export function defineLlmSocket(
  plan: CallPlan,
  { end, lines, journal, opened }: { end: End; lines: Lines; journal: Journal; opened(moment: Moment): void },
): LlmSocket {
  plan.errand(
    'call.socket',
    async (moment, _payload, signal) => {
      if (moment.run.scenario.llm_socket === 'unreachable') return { fault: 'unreachable by the scenario' }
      const order = lineOrderOf(moment)
      return { fault: order ? await lines.open(moment.world, order, signal) : 'the agent has no LLM server' }
    },
    (moment, { fault }, { attempt, reconnect }) => {
      const { world, run } = moment
      if (fault === undefined) {
        run.socket = 'open'
        plan.cancel(moment, 'call.ping')
        plan.later(moment, 'call.ping', PING_EVERY_MS, { pongAt: world.now() })
        // The caller may have spoken before the server was there.
        return reconnect || run.begun ? askAgain(moment) : opened(moment)
      }
      journal.report({ type: 'call', callId: run.callId, text: `LLM socket, attempt ${attempt}: ${fault}` })
      world.store.frames.add(run.callId, {
        at: world.now(),
        direction: 'note',
        frame: `LLM Ws init attempt ${attempt}: ${fault}`,
        real_ms: null,
      })
      if (attempt + 1 < ATTEMPTS) {
        return plan.later(moment, 'call.socket', BETWEEN_ATTEMPTS_MS, { attempt: attempt + 1, reconnect })
      }
      end(moment, reconnect ? 'error_llm_websocket_lost_connection' : 'error_llm_websocket_open')
    },
  )

  plan.errand(
    'call.ping',
    async moment => {
      const { world, run } = moment
      if (!lines.wantsPings(world, run.callId)) return { wanted: false, answered: false }
      const lost = lostPing(moment)
      if (lost === 'pings') return { wanted: true, answered: false }
      const waitMs = lost === 'pongs' ? 0 : Math.min(world.settings.llm_patience_ms, PONG_PATIENCE_MS)
      const answered = await lines.ping(world, run.callId, waitMs)
      return { wanted: true, answered: answered && lost === undefined }
    },
    (moment, { wanted, answered }, payload) => {
      const { world, run } = moment
      if (!lines.isOpen(world, run.callId)) return mend(moment)
      if (!wanted) return
      const pongAt = answered ? world.now() : payload.pongAt
      if (world.now() - pongAt < PING_DEADLINE_MS) {
        plan.later(moment, 'call.ping', PING_EVERY_MS, { pongAt })
        return 'unchanged'
      }
      if (run.reconnects.ping >= PING_RECONNECTS) return end(moment, 'error_llm_websocket_lost_connection')
      run.reconnects.ping += 1
      run.socket = 'opening'
      lines.close(world, run.callId)
      plan.later(moment, 'call.socket', 0, { attempt: 0, reconnect: true })
    },
  )

  /** A restart of the mock took the socket with it: it is opened anew, unless that is under way already. */
  function mend(moment: Moment): void {
    if (moment.run.socket !== 'open') return
    moment.run.socket = 'opening'
    plan.later(moment, 'call.socket', 0, { attempt: 0, reconnect: true })
  }

  plan.step('call.lost', (moment, { reason, reconnects }) => {
    const { run } = moment
    if (reason === 'agent_hangup' || reconnects === 0) return end(moment, reason)
    if (run.reconnects.abnormal >= reconnects) return end(moment, reason)
    run.reconnects.abnormal += 1
    plan.later(moment, 'call.socket', 0, { attempt: 0, reconnect: true })
  })

  return { mend }

  /** What was asked and not answered on the lost connection is asked again, under a new id. */
  function askAgain(moment: Moment): void {
    const { run } = moment
    if (run.startedAt === undefined) return
    if (run.awaiting === 'begin' || !run.begun) return plan.later(moment, 'call.begin', 0, null)
    if (run.awaiting === 'response_required')
      plan.later(moment, 'call.reply', 0, { kind: 'response_required' })
    delete run.awaiting
  }
}

/** What a call asks of the socket to its LLM server; undefined when its agent has none, or none that can be reached. */
export function lineOrderOf(moment: Moment): LineOrder | undefined {
  const { run, call, world } = moment
  const { response_engine: engine } = run.agent
  if (engine.type !== 'custom-llm' || run.scenario.llm_socket === 'unreachable') return undefined
  return {
    callId: run.callId,
    url: engine.llm_websocket_url,
    variables: variablesOf(run),
    builtIn: builtInOf(moment),
    nextResponseId: run.nextResponseId,
    callDetails: () => inDialect(world.settings.dialect, detailsOf(call)),
  }
}

/** The call as `call_details` shows it: what creating it answered, without the browser's token. */
function detailsOf(call: Moment['call']): Record<string, unknown> {
  const {
    access_token: _token,
    latency: _latency,
    call_cost: _cost,
    ...details
  } = call as Record<string, unknown>
  return details
}
