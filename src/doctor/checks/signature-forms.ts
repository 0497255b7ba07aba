// How strictly the signature is read. Nothing here lets a stranger in: whoever makes these has the key.

import type { Check } from '../../checkup/checkup.ts'
import { found, passed } from '../../checkup/finding.ts'
import { wall } from '../../clock.ts'
import { signatureHeader } from '../../webhooks/sign.ts'
import { type Bench, signatureOf } from '../bench.ts'
import { expectAccepted, expectRefused } from '../judging.ts'
import { AWAIT_VERIFY } from '../snippets.ts'

const theme = 'Signatures'
/** Well within the five minutes, whatever a slow machine takes from them. */
const WITHIN_MS = 270_000

const freshStart = async (bench: Bench) => (await bench.stories.next('phone'))[0]!

export const signatureForms: readonly Check<Bench>[] = [
  {
    name: 'window',
    theme,
    about: 'a signature that is four and a half minutes off is accepted',
    needs: ['verifies'],
    lane: 'together',
    async run(bench) {
      const off = async (what: string, agoMs: number) => {
        const { body } = await freshStart(bench)
        return { what, body, shot: { signature: signatureOf(body, bench.key, agoMs) } }
      }
      const requests = [
        await off('A signature four and a half minutes old', WITHIN_MS),
        await off('A signature from four and a half minutes ahead', -WITHIN_MS),
      ]
      return expectAccepted(bench, requests, {
        severity: 'warning',
        change:
          'Leave five minutes to both sides, as Retell.verify does: clocks differ, and a request may have waited on its way.',
      })
    },
  },
  {
    name: 'body-only',
    theme,
    about: 'the HMAC of the body alone, of an older scheme, is refused',
    needs: ['verifies'],
    lane: 'together',
    async run(bench) {
      const styled = async (what: string, style: 'body-hex' | 'sha256-body-hex') => {
        const sample = await freshStart(bench)
        return { what, sample, signature: signatureHeader(style, sample.body, bench.key, wall.now()) ?? null }
      }
      const forgeries = [
        await styled('The HMAC of the body alone', 'body-hex'),
        await styled('The same behind sha256=', 'sha256-body-hex'),
      ]
      return expectRefused(bench, forgeries, {
        severity: 'warning',
        change:
          'Retell does not send these, and they never grow old: whoever learns one, from a log or another system, can send it for ever. Take v=…,d=… alone.',
        snippet: AWAIT_VERIFY,
      })
    },
  },
  {
    name: 'loose-header',
    theme,
    about: 'a signature with something around it is refused',
    needs: ['verifies'],
    lane: 'together',
    async run(bench) {
      const accepts = async (around: (signature: string) => string) => {
        const { body } = await freshStart(bench)
        return (await bench.fire('odd', body, { signature: around(signatureOf(body, bench.key)) })).accepted
      }
      if (await accepts(signature => `${signature},x=1`)) {
        return found({
          severity: 'warning',
          seen: 'A good signature with ",x=1" behind it was accepted.',
          change: 'Anchor the pattern at both ends: ^v=(\\d+),d=([0-9a-f]{64})$.',
          snippet: AWAIT_VERIFY,
        })
      }
      if (!(await accepts(signature => `x=1,${signature}`))) return passed()
      return found({
        severity: 'advice',
        seen: 'A good signature with "x=1," before it was accepted.',
        change: 'retell-sdk 4 reads it so, and it does no harm; retell-sdk 5.50 and later refuses it.',
      })
    },
  },
]
