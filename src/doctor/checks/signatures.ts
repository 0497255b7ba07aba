// Forgeries: what somebody without the key could send, or send again. All are to be refused.

import type { Check } from '../../checkup/checkup.ts'
import { skipped } from '../../checkup/finding.ts'
import { type Bench, partsOf, signatureOf } from '../bench.ts'
import { expectRefused, type Forgery } from '../judging.ts'
import type { Sample } from '../recording.ts'
import { AWAIT_VERIFY } from '../snippets.ts'

const theme = 'Signatures'
const needs = ['verifies']
const MINUTE_MS = 60_000
const SIX_MINUTES_MS = 6 * MINUTE_MS
const WRONG_KEY = 'key_00000000000000000000000000ff'

const freshStart = async (bench: Bench): Promise<Sample> => (await bench.stories.next('phone'))[0]!

/** As somebody with this key would have signed, `agoMs` before now. */
const signedBy =
  (key: string, agoMs = 0) =>
  ({ body }: Sample) =>
    signatureOf(body, key, agoMs)

/** Forgeries of one event each, from the name of a signature to how it is made. */
async function forged(
  bench: Bench,
  makers: Record<string, (sample: Sample) => string | null>,
): Promise<Forgery[]> {
  const forgeries: Forgery[] = []
  for (const [what, make] of Object.entries(makers)) {
    const sample = await freshStart(bench)
    forgeries.push({ what, sample, signature: make(sample) })
  }
  return forgeries
}

export const signatures: readonly Check<Bench>[] = [
  {
    name: 'verifies',
    theme,
    about: 'a made-up signature is refused',
    needs: ['genuine'],
    lane: 'first',
    async run(bench) {
      const madeUp = (digit: string) => (sample: Sample) =>
        `v=${partsOf(signatureOf(sample.body, bench.key)).v},d=${digit.repeat(64)}`
      const forgeries = await forged(bench, {
        'A signature of zeros': madeUp('0'),
        'Another made-up signature': madeUp('a'),
      })
      return expectRefused(bench, forgeries, {
        change:
          'Anybody can send it events. Most often Retell.verify of SDK 5 is not awaited: a Promise is always true. Or verification is off where this runs, or it comes after the answer, which looks the same from here: verify first, or let --probe show that nothing is done.',
        snippet: AWAIT_VERIFY,
      })
    },
  },
  {
    name: 'unsigned',
    theme,
    about: 'an event without a signature is refused',
    needs,
    lane: 'together',
    run: async bench =>
      expectRefused(bench, await forged(bench, { 'No X-Retell-Signature': () => null }), {
        change:
          'Refuse what has no signature with 401. A check that runs only when the header is there protects from nobody.',
      }),
  },
  {
    name: 'tampered-body',
    theme,
    about: 'a body that was changed after signing is refused',
    needs,
    lane: 'together',
    async run(bench) {
      const sample = await freshStart(bench)
      const signature = signatureOf(sample.body, bench.key)
      // A genuine request first: whoever remembers signatures instead of checking them would let the next ones in.
      await bench.fire('genuine', sample.body, { signature })
      const changed = { ...sample, id: `${sample.id.slice(0, -4)}beef` }
      const forgeries = [
        {
          what: 'The call_id was changed after signing',
          sample: changed,
          body: sample.body.replaceAll(sample.id, changed.id),
          signature,
        },
        { what: 'The signature of another event', sample: await freshStart(bench), signature },
      ]
      return expectRefused(bench, forgeries, {
        change: 'Compute the digest over the body of this very request, every time.',
        snippet: AWAIT_VERIFY,
      })
    },
  },
  {
    name: 'tampered-time',
    theme,
    about: 'an old signature does not pass with a newer time',
    needs,
    lane: 'together',
    async run(bench) {
      const parts = ({ body }: Sample) => {
        const old = partsOf(signatureOf(body, bench.key, SIX_MINUTES_MS))
        return { old, fresh: partsOf(signatureOf(body, bench.key)).v }
      }
      const forgeries = await forged(bench, {
        'An old digest with the time of now': sample => {
          const { old, fresh } = parts(sample)
          return `v=${fresh},d=${old.d}`
        },
        'An old signature behind the time of now': sample => {
          const { old, fresh } = parts(sample)
          return `v=${fresh},v=${old.v},d=${old.d}`
        },
        'An old signature before the time of now': sample => {
          const { old, fresh } = parts(sample)
          return `v=${old.v},d=${old.d},v=${fresh}`
        },
      })
      return expectRefused(bench, forgeries, {
        change:
          'Read both parts with one anchored pattern, ^v=(\\d+),d=([0-9a-f]{64})$, and use the same v for the age and for the digest; Retell.verify does.',
        snippet: AWAIT_VERIFY,
      })
    },
  },
  {
    name: 'wrong-key',
    theme,
    about: 'a signature by another key is refused, and one by an empty key',
    needs,
    lane: 'together',
    async run(bench) {
      const forgeries = await forged(bench, {
        'Signed with another key': signedBy(WRONG_KEY),
        'Signed with the empty key': signedBy(''),
        'Signed with the key “undefined”': signedBy('undefined'),
      })
      return expectRefused(bench, forgeries, {
        change:
          'Verify with the API key alone, and stop at the start when it is not set: process.env.RETELL_API_KEY ?? "" makes an empty key that anybody can sign with.',
      })
    },
  },
  {
    name: 'old-key',
    theme,
    about: 'the key that was replaced is refused (needs --old-key)',
    needs,
    lane: 'together',
    async run(bench) {
      const { oldKey } = bench
      if (oldKey === undefined) return skipped('no --old-key was given')
      const forgeries = await forged(bench, {
        'Signed with the old key': signedBy(oldKey),
      })
      return expectRefused(bench, forgeries, {
        severity: 'warning',
        change: 'Take the old key away once Retell signs with the new one.',
      })
    },
  },
  {
    name: 'stale',
    theme,
    about: 'a signature that is six minutes old is refused',
    needs,
    lane: 'together',
    async run(bench) {
      const forgeries = await forged(bench, {
        'A signature six minutes old': signedBy(bench.key, SIX_MINUTES_MS),
        'A signature a day old': signedBy(bench.key, 24 * 60 * MINUTE_MS),
      })
      return expectRefused(bench, forgeries, {
        change:
          'Refuse a v that is more than five minutes away from now, or whoever saw a request once can send it for ever. Retell.verify does.',
        snippet: AWAIT_VERIFY,
      })
    },
  },
  {
    name: 'future',
    theme,
    about: 'a signature from six minutes ahead is refused',
    needs,
    lane: 'together',
    run: async bench =>
      expectRefused(
        bench,
        await forged(bench, {
          'A signature from six minutes ahead': signedBy(bench.key, -SIX_MINUTES_MS),
        }),
        {
          severity: 'warning',
          change: 'Compare the distance, Math.abs(now - v), with five minutes, as Retell.verify does.',
        },
      ),
  },
  {
    name: 'malformed',
    theme,
    about: 'a header that is no signature is refused',
    needs,
    lane: 'together',
    run: async bench =>
      expectRefused(
        bench,
        await forged(bench, {
          'A time without a digest': ({ body }) => `v=${partsOf(signatureOf(body, bench.key)).v}`,
          'A header that is no signature': () => 'hello',
          'An empty header': () => '',
        }),
        {
          change: 'Refuse what cannot be read: if (!match) return false, before anything else.',
          snippet: AWAIT_VERIFY,
        },
      ),
  },
  {
    name: 'partial-digest',
    theme,
    about: 'a digest that is cut short is refused',
    needs,
    lane: 'together',
    async run(bench) {
      const cut =
        (digits: number) =>
        ({ body }: Sample) => {
          const { v, d } = partsOf(signatureOf(body, bench.key))
          return `v=${v},d=${d.slice(0, digits)}`
        }
      const forgeries = await forged(bench, {
        'The first half of the digest': cut(32),
        'The first digit of the digest': cut(1),
        'An empty digest': cut(0),
      })
      return expectRefused(bench, forgeries, {
        change:
          'Compare the whole digest, with crypto.timingSafeEqual on two buffers of 32 bytes: startsWith, or a loop over the shorter one, lets a guess of one digit pass.',
        snippet: AWAIT_VERIFY,
      })
    },
  },
]
