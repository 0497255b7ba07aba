// Receivers with one bug each, and the check that finds it.

import { type Bug, findPlantedBugs } from '../../testing/planted-bugs.ts'
import { hmac, KEY } from '../../testing/planted-receiver.ts'
import { answers } from './answers.ts'

const bugs: readonly Bug[] = [
  {
    check: 'refusal-status',
    severity: 'warning',
    bug: 'fails instead of refusing',
    plant: () => ({ refuse: response => void response.writeHead(500).end() }),
  },
  {
    check: 'leak',
    severity: 'error',
    bug: 'tells what it expected',
    plant: () => ({
      refuse: (response, { body, signature }) => {
        const v = /v=(\d+)/.exec(signature)?.[1]
        response.writeHead(401).end(`expected ${hmac(`${body}${v}`)}`)
      },
    }),
  },
  {
    check: 'leak',
    severity: 'error',
    bug: 'tells its key',
    plant: () => ({ refuse: response => void response.writeHead(401).end(`not signed with ${KEY}`) }),
  },
  {
    check: 'leak',
    severity: 'warning',
    bug: 'tells its stack',
    plant: () => ({ refuse: response => void response.writeHead(401).end(new Error('bad signature').stack) }),
  },
  {
    check: 'clock',
    severity: 'warning',
    bug: 'lives two minutes ago',
    plant: () => ({
      instead: (_request, response) => {
        response.setHeader('date', new Date(Date.now() - 120_000).toUTCString())
        return false
      },
    }),
  },
  {
    check: 'page',
    severity: 'warning',
    bug: 'answers with a page',
    plant: () => ({
      instead: (_request, response) => {
        response.setHeader('content-type', 'text/html; charset=utf-8')
        return false
      },
    }),
  },
]

findPlantedBugs(answers, bugs)
