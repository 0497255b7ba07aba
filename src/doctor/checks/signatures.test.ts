// Receivers with one bug each, and the check that finds it.

import Retell from 'retell-sdk'
import { type Bug, findPlantedBugs } from '../../testing/planted-bugs.ts'
import { genuine, hmac, KEY } from '../../testing/planted-receiver.ts'
import { signatures } from './signatures.ts'

const FIVE_MINUTES_MS = 300_000
const fresh = (v: string | undefined) => Math.abs(Date.now() - Number(v)) <= FIVE_MINUTES_MS

const bugs: readonly Bug[] = [
  {
    check: 'verifies',
    severity: 'error',
    bug: 'does not await Retell.verify',
    plant: () => ({ verify: ({ body, signature }) => ({ promise: Retell.verify(body, KEY, signature) }) }),
  },
  { check: 'verifies', severity: 'error', bug: 'verifies nothing', plant: () => ({ verify: () => true }) },
  {
    check: 'verifies',
    severity: 'error',
    bug: 'answers before it verifies',
    plant: () => ({ refuse: response => void response.writeHead(204).end() }),
  },
  {
    check: 'unsigned',
    severity: 'error',
    bug: 'checks only what is signed',
    plant: () => ({
      verify: request => request.incoming.headers['x-retell-signature'] === undefined || genuine(request),
    }),
  },
  {
    check: 'tampered-body',
    severity: 'error',
    bug: 'remembers signatures that were good',
    plant: () => {
      const good = new Set<string>()
      return {
        async verify(request) {
          if (!good.has(request.signature) && !(await genuine(request))) return false
          good.add(request.signature)
          return true
        },
      }
    },
  },
  {
    check: 'tampered-time',
    severity: 'error',
    bug: 'reads the time twice, differently',
    plant: () => ({
      verify: ({ body, signature }) => {
        const { v, d } = Object.fromEntries(signature.split(',').map(part => part.split('=')))
        return fresh(/v=(\d+)/.exec(signature)?.[1]) && d === hmac(`${body}${v}`)
      },
    }),
  },
  {
    check: 'wrong-key',
    severity: 'error',
    bug: 'falls back to an empty key',
    plant: () => ({ verify: async request => (await genuine(request)) || genuine(request, '') }),
  },
  {
    check: 'old-key',
    severity: 'warning',
    bug: 'still takes the old key',
    plant: () => ({
      verify: async request => (await genuine(request)) || genuine(request, 'key_of_last_year'),
    }),
    options: { oldApiKey: 'key_of_last_year' },
  },
  {
    check: 'stale',
    severity: 'error',
    bug: 'never looks at the time',
    plant: () => ({
      verify: ({ body, signature }) => {
        const [, v, d] = /^v=(\d+),d=(.*)$/.exec(signature) ?? []
        return d === hmac(`${body}${v}`)
      },
    }),
  },
  {
    check: 'future',
    severity: 'warning',
    bug: 'looks only into the past',
    plant: () => ({
      verify: ({ body, signature }) => {
        const [, v, d] = /^v=(\d+),d=(.*)$/.exec(signature) ?? []
        return d === hmac(`${body}${v}`) && Date.now() - Number(v) <= FIVE_MINUTES_MS
      },
    }),
  },
  {
    check: 'malformed',
    severity: 'error',
    bug: 'lets pass what it cannot read',
    plant: () => ({
      verify: ({ body, signature, incoming }) => {
        if (incoming.headers['x-retell-signature'] === undefined) return false
        const [read, v, d] = /v=(\d+),d=(.*)/.exec(signature) ?? []
        return read === undefined || (d === hmac(`${body}${v}`) && fresh(v))
      },
    }),
  },
  {
    check: 'partial-digest',
    severity: 'error',
    bug: 'compares the beginning',
    plant: () => ({
      verify: ({ body, signature }) => {
        const [, v, d = '-'] = /^v=(\d+),d=(.*)$/.exec(signature) ?? []
        return hmac(`${body}${v}`).startsWith(d) && fresh(v)
      },
    }),
  },
]

findPlantedBugs(signatures, bugs)
