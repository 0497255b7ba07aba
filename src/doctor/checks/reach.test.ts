// Receivers with one bug each, and the check that finds it.

import { setTimeout as delay } from 'node:timers/promises'
import { type Bug, findPlantedBugs } from '../../testing/planted-bugs.ts'
import { genuine, hmac } from '../../testing/planted-receiver.ts'
import { reach } from './reach.ts'

const bugs: readonly Bug[] = [
  {
    check: 'reachable',
    severity: 'error',
    bug: 'drops every connection',
    plant: () => ({ instead: (_request, response) => Boolean(response.destroy()) }),
  },
  {
    check: 'reachable',
    severity: 'error',
    bug: 'breaks off in the middle of its answer',
    plant: () => ({
      instead: (_request, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('half')
        setImmediate(() => response.destroy())
        return true
      },
    }),
  },
  {
    check: 'in-time',
    severity: 'error',
    bug: 'never answers',
    plant: () => ({ instead: () => true }),
    options: { timeoutMs: 200 },
  },
  {
    check: 'redirect',
    severity: 'error',
    bug: 'redirects to a URL with a slash',
    plant: () => ({
      instead: (_request, response) => Boolean(response.writeHead(307, { location: '/webhook/' }).end()),
    }),
  },
  {
    check: 'genuine',
    severity: 'error',
    bug: 'has another key',
    plant: () => ({ verify: request => genuine(request, 'key_of_somebody_else') }),
  },
  {
    check: 'genuine',
    severity: 'error',
    bug: 'expects the HMAC of the body',
    plant: () => ({ verify: ({ body, signature }) => signature === hmac(body) }),
  },
  {
    check: 'whole-call',
    severity: 'error',
    bug: 'fails at the analysis',
    plant: () => ({ status: ({ event }) => (event === 'call_analyzed' ? 500 : 204) }),
  },
  {
    check: 'speed',
    severity: 'warning',
    bug: 'works before it answers',
    plant: () => ({ status: () => delay(2_100, 204) }),
    options: { only: ['speed'], timeoutMs: 4_000 },
  },
]

findPlantedBugs(reach, bugs)
