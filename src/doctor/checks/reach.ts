// Whether there is a receiver at all, and whether it takes what is genuine. Everything else rests on these.

import type { Check } from '../../checkup/checkup.ts'
import { found, passed, skipped } from '../../checkup/finding.ts'
import type { Bench } from '../bench.ts'
import { diagnose } from '../diagnosis.ts'
import { expectAccepted, told } from '../judging.ts'
import { timingsOf } from '../timings.ts'

const theme = 'Reach'

export const reach: readonly Check<Bench>[] = [
  {
    name: 'reachable',
    theme,
    about: 'an HTTP server answers at this URL',
    lane: 'first',
    async run(bench) {
      const { answer } = await bench.opening()
      if (answer.status !== null || answer.timedOut) return passed()
      return found({
        severity: 'error',
        seen: `A first event went out, and it ${answer.text}.`,
        change: 'Start the receiver, and give the URL under which this machine reaches it.',
      })
    },
  },
  {
    name: 'in-time',
    theme,
    about: 'it answers before Retell gives up',
    needs: ['reachable'],
    lane: 'first',
    async run(bench) {
      const { answer } = await bench.opening()
      if (!answer.timedOut) return passed(`${answer.durationMs} ms`)
      return found({
        severity: 'error',
        seen: `A genuine event: it ${answer.text}.`,
        change:
          'Answer as soon as the signature is verified, and do the work afterwards, in a queue. Retell gives up after webhook_timeout_ms, 10 s unless set, and sends again.',
      })
    },
  },
  {
    name: 'redirect',
    theme,
    about: 'it answers itself instead of redirecting',
    needs: ['in-time'],
    lane: 'first',
    async run(bench) {
      const { answer } = await bench.opening()
      const { status, headers } = answer
      if (status === null || status < 300 || status >= 400) return passed()
      return found({
        severity: 'error',
        seen: `A genuine event: it answered ${status}${headers.location ? `, to ${withoutQuery(headers.location)}` : ''}.`,
        change:
          'Retell does not follow redirects: give it the final URL. Mind http and https, www, and a slash at the end.',
      })
    },
  },
  {
    name: 'genuine',
    theme,
    about: 'a call_started that is signed as Retell signs is accepted',
    needs: ['redirect'],
    lane: 'first',
    async run(bench) {
      const { story, answer } = await bench.opening()
      if (answer.accepted) return passed(`answered ${answer.status}`)
      const remedy = await diagnose(bench, story[0]!, answer)
      return found({ severity: 'error', seen: `call_started of a phone call: it ${answer.text}.`, ...remedy })
    },
  },
  {
    name: 'whole-call',
    theme,
    about: 'call_ended and call_analyzed of that call are accepted, too',
    needs: ['genuine'],
    lane: 'first',
    async run(bench) {
      const { story } = await bench.opening()
      return expectAccepted(bench, told(story.slice(1), 'a phone call'), {
        change:
          'Answer 2xx to every event that you can read: Retell drops one after three more attempts, and never tells you.',
      })
    },
  },
  {
    name: 'speed',
    theme,
    about: 'genuine events are answered in less than half of the time there is',
    needs: ['genuine'],
    lane: 'last',
    async run(bench) {
      const timings = timingsOf(bench.exchanges)
      if (!timings) return skipped('nothing genuine was accepted')
      const { p50Ms, p95Ms, slowestMs } = timings
      const measured = `p50 ${p50Ms} ms, p95 ${p95Ms} ms, slowest ${slowestMs} ms`
      if (p95Ms * 2 <= bench.timeoutMs) return passed(measured)
      return found({
        severity: 'warning',
        seen: `Genuine events were answered slowly: ${measured}. Retell gives up after ${bench.timeoutMs} ms.`,
        change: 'Answer as soon as the signature is verified, and work from a queue.',
      })
    },
  },
]

const withoutQuery = (url: string) => url.replace(/[?#].*$/s, '')
