// The same event more than once. Retell repeats what was not answered in time, and there is no delivery id.

import type { Check } from '../../checkup/checkup.ts'
import { found, passed, skipped } from '../../checkup/finding.ts'
import { wall } from '../../clock.ts'
import { type Bench, signatureOf } from '../bench.ts'
import { eventOf, expectAccepted, handledCount, introduce } from '../judging.ts'
import type { Sample } from '../recording.ts'
import { ONCE } from '../snippets.ts'

const theme = 'Repeats'
const needs = ['whole-call']

/** call_ended of a call whose call_started has been sent. */
async function freshEnd(bench: Bench): Promise<Sample> {
  const story = await bench.stories.next('phone')
  await introduce(bench, story)
  return eventOf(story, 'call_ended')
}

export const repeats: readonly Check<Bench>[] = [
  {
    name: 'duplicate',
    theme,
    about: 'an event that comes again, signed anew, is acknowledged again',
    needs,
    lane: 'together',
    async run(bench) {
      const { body } = await freshEnd(bench)
      await bench.fire('genuine', body)
      return expectAccepted(bench, [{ what: 'The same call_ended a second time', body }], {
        change:
          'Answer 2xx to what you have handled already; anything else makes Retell send it a third time.',
        snippet: ONCE,
      })
    },
  },
  {
    name: 'simultaneous',
    theme,
    about: 'the same event twice at the same time is acknowledged twice',
    needs,
    lane: 'together',
    async run(bench) {
      const { body } = await freshEnd(bench)
      const answers = await Promise.all([bench.fire('genuine', body), bench.fire('genuine', body)])
      const refused = answers.find(({ accepted }) => !accepted)
      if (!refused) return passed()
      return found({
        severity: 'warning',
        seen: `The same call_ended twice at once: one of them it ${refused.text}.`,
        change:
          'Let the database decide who is first, by a unique key, and answer 2xx to the other one, too.',
        snippet: ONCE,
      })
    },
  },
  {
    name: 'replay',
    theme,
    about: 'the very same request again, signature and all, is acknowledged',
    needs,
    lane: 'together',
    async run(bench) {
      const { body } = await freshEnd(bench)
      const signature = signatureOf(body, bench.key)
      await bench.fire('genuine', body, { signature })
      return expectAccepted(bench, [{ what: 'The same request a second time', body, shot: { signature } }], {
        severity: 'warning',
        change:
          'Whether Retell signs each attempt anew is not known. Let the five minutes and your table of handled events do the work: a signature may be seen twice.',
      })
    },
  },
  {
    name: 'handled-once',
    theme,
    about: 'an event that comes twice is handled once (needs --probe)',
    needs,
    lane: 'together',
    async run(bench) {
      if (!bench.handled) {
        return skipped(
          'cannot be seen from outside; --probe URL lets the receiver say how often it handled an event',
        )
      }
      const sample = await freshEnd(bench)
      for (let time = 0; time < 2; time++) await bench.fire('genuine', sample.body)
      await wall.sleep(bench.settleMs)
      const count = await handledCount(bench, sample)
      if (typeof count === 'string') return skipped(count)
      if (count === 1) return passed()
      return found({
        severity: 'error',
        seen: `The same call_ended came twice, and was handled ${count} times.`,
        change:
          count === 0
            ? 'The probe must count this event: its name and call_id are in the question.'
            : 'Remember event and call_id, in the transaction of the work, and do the work only for the first.',
        snippet: ONCE,
      })
    },
  },
]
