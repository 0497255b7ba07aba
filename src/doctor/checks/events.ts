// Events that a receiver meets sooner or later: other kinds of calls, what Retell may add, odd orders, many at once.

import type { Check } from '../../checkup/checkup.ts'
import { type Finding, found, passed } from '../../checkup/finding.ts'
import type { Bench } from '../bench.ts'
import {
  type Answered,
  eventOf,
  expectAccepted,
  failed,
  type Genuine,
  introduce,
  seenOf,
  told,
} from '../judging.ts'
import { withCallFields, withFields } from '../payloads.ts'
import type { Story } from '../recording.ts'
import { TOLERANT } from '../snippets.ts'

const theme = 'Events'
const needs = ['genuine']
const AT_ONCE = 20

export const events: readonly Check<Bench>[] = [
  {
    name: 'web-call',
    theme,
    about: 'events of a web call are accepted, though it has no phone numbers',
    needs: ['whole-call'],
    lane: 'together',
    run: async bench =>
      expectAccepted(bench, told(await bench.stories.next('web'), 'a web call'), {
        change: 'Take from_number, to_number and direction as optional: a web call has none.',
      }),
  },
  {
    name: 'never-connected',
    theme,
    about: 'a call that nobody answered is accepted: no call_started, no transcript, no timestamps',
    needs: ['whole-call'],
    lane: 'together',
    run: async bench =>
      expectAccepted(bench, told(await bench.stories.next('unconnected'), 'a call to a busy line'), {
        change:
          'A call that never connects begins with call_ended, and has no start_timestamp, end_timestamp, transcript_object, recording_url or summary: take all of them as optional.',
      }),
  },
  {
    name: 'unknown-fields',
    theme,
    about: 'fields that it does not know are ignored',
    needs,
    lane: 'together',
    async run(bench) {
      const extra = { added_by_retell_one_day: { nested: [1, 'two'] } }
      const [inside] = await bench.stories.next('phone')
      const [beside] = await bench.stories.next('phone')
      const requests = [
        { what: 'call_started with an unknown field in its call', body: withCallFields(inside!.body, extra) },
        { what: 'call_started with an unknown field beside its call', body: withFields(beside!.body, extra) },
      ]
      return expectAccepted(bench, requests, {
        change:
          'Do not validate strictly what somebody else may extend (zod: no .strict(); JSON Schema: no additionalProperties: false).',
      })
    },
  },
  {
    name: 'unknown-values',
    theme,
    about: 'a disconnection_reason that it does not know is accepted',
    needs: ['whole-call'],
    lane: 'together',
    async run(bench) {
      const story = await bench.stories.next('phone')
      await introduce(bench, story)
      const body = withCallFields(eventOf(story, 'call_ended').body, {
        disconnection_reason: 'reason_of_tomorrow',
      })
      return expectAccepted(bench, [{ what: 'call_ended with an unknown disconnection_reason', body }], {
        change: 'Take disconnection_reason as any string: the list of reasons has grown several times.',
      })
    },
  },
  {
    name: 'unknown-event',
    theme,
    about: 'an event that it does not know is acknowledged',
    needs,
    lane: 'together',
    async run(bench) {
      const [started] = await bench.stories.next('phone')
      const body = withFields(started!.body, { event: 'call_moved' })
      return lenient([await answered(bench, 'The event call_moved', body)], {
        refused: 'warning',
        change: 'Answer 2xx to events that are not for you: everything else is sent three more times.',
        snippet: TOLERANT,
      })
    },
  },
  {
    name: 'opt-in-events',
    theme,
    about: 'transcript_updated and transfer events are acknowledged',
    needs: ['whole-call'],
    lane: 'together',
    async run(bench) {
      const story = await bench.stories.next('transferred')
      const answers = await each(bench, story)
      return lenient(answers, {
        refused: 'advice',
        change: 'They come only to agents whose webhook_events name them. Answer 2xx to be ready.',
        snippet: TOLERANT,
      })
    },
  },
  {
    name: 'chat',
    theme,
    about: 'chat events are acknowledged',
    needs,
    lane: 'together',
    async run(bench) {
      const answers = await each(bench, await bench.stories.next('chat'))
      return lenient(answers, {
        refused: 'advice',
        change:
          'A webhook of the whole account hears of chats, too: they have chat in place of call. Answer 2xx to be ready.',
        snippet: TOLERANT,
      })
    },
  },
  {
    name: 'out-of-order',
    theme,
    about: 'events of a call are accepted in any order',
    needs: ['whole-call'],
    lane: 'together',
    run: async bench => inReverse(bench, await bench.stories.next('phone')),
  },
  {
    name: 'burst',
    theme,
    about: `${AT_ONCE} events at once are accepted`,
    needs,
    lane: 'last',
    async run(bench) {
      const stories = await Promise.all(Array.from({ length: AT_ONCE }, () => bench.stories.next('phone')))
      const answers = await Promise.all(stories.map(([started]) => bench.fire('genuine', started!.body)))
      const refused = answers.filter(({ accepted }) => !accepted)
      if (refused.length === 0)
        return passed(`the slowest took ${Math.max(...answers.map(a => a.durationMs))} ms`)
      return found({
        severity: 'error',
        seen: `Of ${AT_ONCE} call_started at the same time ${refused.length} were not accepted; the first of these it ${refused[0]!.text}.`,
        change:
          'A batch call starts and ends many calls at once: leave webhooks out of rate limits, and queue the work.',
      })
    },
  },
]

const answered = async (bench: Bench, what: string, body: string): Promise<Answered> => ({
  what,
  answer: await bench.fire('genuine', body),
})

/** The events of a story one after another, up to the first that is not answered at all. */
async function each(bench: Bench, story: Story): Promise<Answered[]> {
  const answers: Answered[] = []
  for (const { event, body } of story) {
    const one = await answered(bench, event, body)
    answers.push(one)
    if (one.answer.timedOut) break
  }
  return answers
}

/** What need not be handled, only acknowledged: a 4xx weighs as `refused` says, and a failure is at least a warning. */
function lenient(
  answers: readonly Answered[],
  { refused, ...remedy }: { refused: 'warning' | 'advice'; change: string; snippet: string },
) {
  const bad = answers.filter(({ answer }) => !answer.accepted)
  if (bad.length === 0) return passed()
  const finding: Finding = {
    severity: bad.some(({ answer }) => failed(answer)) ? 'warning' : refused,
    seen: seenOf(bad),
    ...remedy,
  }
  return found(finding)
}

/** Sends the last event first, and those that were refused once more, as Retell does. */
async function inReverse(bench: Bench, story: Story) {
  const reversed = told([...story].reverse(), 'a phone call, in reverse order')
  const again: Genuine[] = []
  for (const request of reversed) {
    const { accepted, timedOut } = await bench.fire('genuine', request.body)
    if (!accepted) again.push(request)
    if (timedOut) break
  }
  const verdict = await expectAccepted(bench, again, {
    change:
      'An event does not wait for the one before it, so call_ended may come before call_started. Make each one an upsert on call_id; call_ended and call_analyzed carry all that went before.',
  })
  const names = again.map(({ what }) => what.split(' ')[0]).join(', ')
  if (again.length === 0 || 'skipped' in verdict || verdict.findings.length > 0) return verdict
  return found({
    severity: 'advice',
    seen: `Events of a call in reverse order: ${names} had to be sent a second time.`,
    change:
      'It works by the attempts that Retell repeats, of which there are three. An upsert on call_id needs none.',
  })
}
