// Receivers with one bug each, and the check that finds it.

import { type Bug, findPlantedBugs } from '../../testing/planted-bugs.ts'
import { oddRequests } from './odd-requests.ts'

const bugs: readonly Bug[] = [
  {
    check: 'get-request',
    severity: 'warning',
    bug: 'fails at a GET',
    plant: () => ({
      instead: ({ method }, response) => method === 'GET' && Boolean(response.writeHead(500).end()),
    }),
  },
  {
    check: 'empty-body',
    severity: 'error',
    bug: 'dies of an empty body',
    plant: () => ({
      instead: ({ method, body }, response) =>
        method === 'POST' && body === '' && Boolean(response.destroy()),
    }),
  },
  {
    check: 'invalid-json',
    severity: 'error',
    bug: 'dies of broken JSON',
    plant: () => ({ instead: ({ body }, response) => body.endsWith('{') && Boolean(response.destroy()) }),
  },
  {
    check: 'not-an-event',
    severity: 'warning',
    bug: 'fails without a call',
    plant: () => ({
      instead: ({ body }, response) =>
        body === '{"event":"call_ended"}' && Boolean(response.writeHead(500).end('oh')),
    }),
  },
  {
    check: 'long-signature',
    severity: 'error',
    bug: 'dies of a long signature',
    plant: () => ({
      instead: ({ signature }, response) => signature.length > 1_000 && Boolean(response.destroy()),
    }),
  },
  {
    check: 'survives',
    severity: 'error',
    bug: 'is never the same after broken JSON',
    plant: () => {
      let broken = false
      return {
        instead({ body }, response) {
          if (broken) response.writeHead(503).end()
          const answered = broken
          broken ||= body.endsWith('{')
          return answered
        },
      }
    },
  },
]

findPlantedBugs(oddRequests, bugs)
