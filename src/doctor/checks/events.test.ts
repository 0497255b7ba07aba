// Receivers with one bug each, and the check that finds it.

import { alone, type Bug, findPlantedBugs } from '../../testing/planted-bugs.ts'
import { events } from './events.ts'

const bugs: readonly Bug[] = [
  {
    check: 'web-call',
    severity: 'error',
    bug: 'needs the phone numbers',
    plant: () => ({ status: ({ call }) => (call && !call.from_number ? 400 : 204) }),
  },
  {
    check: 'never-connected',
    severity: 'error',
    bug: 'needs the start of the call',
    plant: () => ({ status: ({ call }) => (call && !call.start_timestamp ? 422 : 204) }),
  },
  {
    check: 'unknown-fields',
    severity: 'error',
    bug: 'validates strictly',
    plant: () => ({
      status: (_event, { body }) =>
        Object.keys(JSON.parse(body)).every(name => ['event', 'call'].includes(name)) ? 204 : 422,
    }),
  },
  {
    check: 'unknown-values',
    severity: 'error',
    bug: 'knows all reasons',
    plant: () => ({
      status: ({ call }) =>
        ['user_hangup', 'dial_busy', 'call_transfer', undefined].includes(
          call?.disconnection_reason as string,
        )
          ? 204
          : 422,
    }),
  },
  {
    check: 'unknown-event',
    severity: 'warning',
    bug: 'refuses events that it does not know',
    plant: () => ({ status: ({ event }) => (/^call_(started|ended|analyzed)$/.test(event) ? 204 : 400) }),
  },
  {
    check: 'opt-in-events',
    severity: 'advice',
    bug: 'refuses transfers',
    plant: () => ({ status: ({ event }) => (event.startsWith('transfer') ? 404 : 204) }),
  },
  {
    check: 'opt-in-events',
    severity: 'warning',
    bug: 'fails at transcript_updated',
    plant: () => ({ status: ({ event }) => (event === 'transcript_updated' ? 500 : 204) }),
  },
  {
    check: 'chat',
    severity: 'advice',
    bug: 'refuses what is no call',
    plant: () => ({ status: ({ call }) => (call ? 204 : 400) }),
  },
  {
    check: 'out-of-order',
    severity: 'error',
    bug: 'refuses for good what comes before call_started',
    plant: () => {
      const begun = new Set<unknown>()
      const spoilt = new Set<unknown>()
      return {
        status({ event, call }) {
          if (call?.call_status === 'not_connected') return 204
          if (event === 'call_started') begun.add(call?.call_id)
          if (call && !begun.has(call.call_id)) spoilt.add(call.call_id)
          return spoilt.has(call?.call_id) ? 409 : 204
        },
      }
    },
  },
  {
    check: 'out-of-order',
    severity: 'advice',
    bug: 'refuses for now what comes before call_started',
    plant: () => {
      const begun = new Set<unknown>()
      return {
        status({ event, call }) {
          if (event === 'call_started') begun.add(call?.call_id)
          return !call || begun.has(call.call_id) || call.call_status === 'not_connected' ? 204 : 503
        },
      }
    },
  },
  {
    check: 'burst',
    severity: 'error',
    bug: 'refuses more than eight at once',
    plant: () => {
      const waiting: ((status: number) => void)[] = []
      return {
        status() {
          if (waiting.length < 8) return new Promise(resolve => waiting.push(resolve))
          for (const answer of waiting) answer(204)
          return 429
        },
      }
    },
    options: alone('burst'),
  },
]

findPlantedBugs(events, bugs)
