// Receivers with one bug each, and the check that finds it.

import { type Bug, findPlantedBugs } from '../../testing/planted-bugs.ts'
import { genuine } from '../../testing/planted-receiver.ts'
import { bytes } from './bytes.ts'

function rewritten(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body))
  } catch {
    return body
  }
}

const bugs: readonly Bug[] = [
  {
    check: 'raw-body',
    severity: 'error',
    bug: 'verifies what it parsed and wrote anew',
    plant: () => ({ verify: ({ body, signature }) => genuine({ body: rewritten(body), signature }) }),
  },
  {
    check: 'accented',
    severity: 'error',
    bug: 'reads the body as Latin-1',
    plant: () => ({
      verify: ({ bytes, signature }) => genuine({ body: bytes.toString('latin1'), signature }),
    }),
  },
  {
    check: 'large-body',
    severity: 'error',
    bug: 'takes 100 kB, as Express does',
    plant: () => ({
      instead: ({ bytes }, response) => bytes.length > 100 * 1_024 && Boolean(response.writeHead(413).end()),
    }),
  },
  {
    check: 'header-case',
    severity: 'error',
    bug: 'looks for the header in one spelling',
    plant: () => ({
      verify: request =>
        request.incoming.rawHeaders.includes('X-Retell-Signature') ? genuine(request) : false,
    }),
  },
  {
    check: 'charset',
    severity: 'warning',
    bug: 'compares the whole content type',
    plant: () => ({
      instead: ({ incoming, method }, response) =>
        method === 'POST' &&
        incoming.headers['content-type'] !== 'application/json' &&
        Boolean(response.writeHead(415).end()),
    }),
  },
  {
    check: 'chunked',
    severity: 'warning',
    bug: 'insists on a content length',
    plant: () => ({
      instead: ({ incoming, method }, response) =>
        method === 'POST' &&
        incoming.headers['content-length'] === undefined &&
        Boolean(response.writeHead(411).end()),
    }),
  },
]

findPlantedBugs(bytes, bugs)
