// Receivers with one bug each, and the check that finds it.

import { type Bug, findPlantedBugs } from '../../testing/planted-bugs.ts'
import { genuine, hmac, type Request } from '../../testing/planted-receiver.ts'
import { signatureForms } from './signature-forms.ts'

const FIVE_MINUTES_MS = 300_000
const fresh = (v: string | undefined) => Math.abs(Date.now() - Number(v)) <= FIVE_MINUTES_MS
const loosely =
  (pattern: RegExp) =>
  ({ body, signature }: Request) => {
    const [, v, d] = pattern.exec(signature) ?? []
    return d === hmac(`${body}${v}`) && fresh(v)
  }

const bugs: readonly Bug[] = [
  {
    check: 'window',
    severity: 'warning',
    bug: 'allows one minute',
    plant: () => ({
      verify: async request => {
        const v = /^v=(\d+)/.exec(request.signature)?.[1]
        return Math.abs(Date.now() - Number(v)) <= 60_000 && genuine(request)
      },
    }),
  },
  {
    check: 'body-only',
    severity: 'warning',
    bug: 'takes the older scheme, too',
    plant: () => ({
      verify: async request => (await genuine(request)) || request.signature === hmac(request.body),
    }),
  },
  {
    check: 'loose-header',
    severity: 'warning',
    bug: 'does not look behind the digest',
    plant: () => ({ verify: loosely(/v=(\d+),d=([0-9a-f]{64})/) }),
  },
  {
    check: 'loose-header',
    severity: 'advice',
    bug: 'does not look before the time',
    plant: () => ({ verify: loosely(/v=(\d+),d=(.*)/) }),
  },
]

findPlantedBugs(signatureForms, bugs)
