// Receivers with one bug each, and the check that finds it.

import { expect, test } from 'vitest'
import {
  alone,
  type Bug,
  errorsOf,
  findPlantedBugs,
  recordingForTests,
  told,
} from '../../testing/planted-bugs.ts'
import { genuine, KEY, startPlantedReceiver } from '../../testing/planted-receiver.ts'
import { checkReceiver } from '../check-webhook.ts'
import { repeats } from './repeats.ts'

const bugs: readonly Bug[] = [
  {
    check: 'duplicate',
    severity: 'error',
    bug: 'answers 409 to what it knows',
    plant: () => {
      const seen = new Set<string>()
      return {
        status({ key }) {
          if (seen.has(key)) return 409
          seen.add(key)
          return 204
        },
      }
    },
  },
  {
    check: 'simultaneous',
    severity: 'warning',
    bug: 'fails when two write the same row',
    plant: () => {
      const first = new Map<string, (status: number) => void>()
      return {
        status({ event, key }) {
          if (event !== 'call_ended') return 204
          const answer = first.get(key)
          answer?.(204)
          return answer ? 500 : new Promise(resolve => first.set(key, resolve))
        },
      }
    },
    options: alone('simultaneous'),
  },
  {
    check: 'replay',
    severity: 'warning',
    bug: 'takes each signature once',
    plant: () => {
      const seen = new Set<string>()
      return {
        async verify(request) {
          if (seen.has(request.signature)) return false
          seen.add(request.signature)
          return genuine(request)
        },
      }
    },
  },
]

findPlantedBugs(repeats, bugs, { elsewhere: ['handled-once'] })

const recording = recordingForTests()

test('with a probe a receiver that handles duplicates is found, and one that answers before it verifies is not', async () => {
  const handled = new Map<string, number>()
  await using receiver = await startPlantedReceiver({
    refuse: response => void response.writeHead(204).end(),
    status: ({ key }) => {
      handled.set(key, (handled.get(key) ?? 0) + 1)
      return 204
    },
  })
  const options = {
    apiKey: KEY,
    settleMs: 0,
    handled: ({ event, id }: { event: string; id: string }) => handled.get(`${event}:${id}`) ?? 0,
  }
  const report = await checkReceiver(receiver.url, options, recording())
  expect(errorsOf(report), told(report)).toEqual(['handled-once'])
  expect(report.results.find(({ name }) => name === 'verifies')).toMatchObject({
    state: 'passed',
    note: 'answered like any other, but not handled',
  })
})

test('a probe that gives no number leaves the question open, and says why', async () => {
  await using receiver = await startPlantedReceiver()
  const options = {
    apiKey: KEY,
    settleMs: 0,
    only: ['handled-once'],
    handled: () => Promise.reject(new Error('no table')),
  }
  const { results } = await checkReceiver(receiver.url, options, recording())
  expect(results.at(-1)).toMatchObject({ name: 'handled-once', state: 'skipped', note: 'no table' })
})
