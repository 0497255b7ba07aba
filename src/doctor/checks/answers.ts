// What all answers together tell: how they refused, what they gave away, and by which clock. Nothing is sent here.

import type { Check } from '../../checkup/checkup.ts'
import { found, passed, skipped } from '../../checkup/finding.ts'
import { signatureHeader } from '../../webhooks/sign.ts'
import { type Bench, type Exchange, partsOf } from '../bench.ts'
import { failed } from '../judging.ts'
import { aheadMs } from '../receiver-clock.ts'

const theme = 'Answers'
const MINUTE_MS = 60_000
/** Of Node, or of Python. */
const STACK = /\bat .+:\d+:\d+\)?(\s|$|\\n|<br>)|Traceback \(most recent call last\)/

export const answers: readonly Check<Bench>[] = [
  {
    name: 'refusal-status',
    theme,
    about: 'what is forged is refused by 4xx, not by failing',
    needs: ['verifies'],
    lane: 'last',
    async run({ exchanges }) {
      const bad = exchanges.filter(({ purpose, answer }) => purpose === 'forged' && failed(answer))
      if (bad.length === 0) return passed()
      return found({
        severity: 'warning',
        seen: `${bad.length === 1 ? 'One forged event was' : `${bad.length} forged events were`} not refused but made it fail: it ${bad[0]!.answer.text}.`,
        change:
          'Answer 401. A 5xx says that the check itself threw, for example timingSafeEqual on buffers of different lengths.',
      })
    },
  },
  {
    name: 'leak',
    theme,
    about: 'no answer gives away the key, the right signature or a stack',
    needs: ['in-time'],
    lane: 'last',
    run: async bench => leaks(bench),
  },
  {
    name: 'clock',
    theme,
    about: 'its clock is right to a minute, by the Date of its answers',
    needs: ['in-time'],
    lane: 'last',
    async run(bench) {
      const ahead = aheadMs((await bench.opening()).answer)
      if (ahead === undefined) return skipped('its answers have no Date')
      if (Math.abs(ahead) <= MINUTE_MS) return passed()
      return found({
        severity: 'warning',
        seen: `Its clock is ${Math.round(Math.abs(ahead) / 1_000)} s ${ahead > 0 ? 'ahead of' : 'behind'} the one of this machine.`,
        change: 'Set both by NTP: at five minutes every genuine signature looks stale.',
      })
    },
  },
  {
    name: 'page',
    theme,
    about: 'it answers like a receiver, not with a page',
    needs: ['in-time'],
    lane: 'last',
    async run(bench) {
      const { answer } = await bench.opening()
      if (!answer.accepted || !/\bhtml\b/.test(answer.headers['content-type'] ?? '')) return passed()
      return found({
        severity: 'warning',
        seen: `A genuine event: it answered ${answer.status} with an HTML page.`,
        change:
          'Pages are for people: this may be the fallback of a web application, a login or the notice of a tunnel, and no webhook handler at all.',
      })
    },
  },
]

function leaks({ exchanges, key }: Bench) {
  if (exchanges.some(exchange => textOf(exchange).includes(key))) {
    return found({
      severity: 'error',
      seen: 'An answer contains the API key.',
      change: 'Answer a refusal without details: who has the key can use your account and forge every event.',
    })
  }
  if (exchanges.some(exchange => showsTheWay(exchange, key))) {
    return found({
      severity: 'error',
      seen: 'An answer to a forged event contains the digest that would have been right.',
      change:
        'Answer 401 without details: whoever sends a forged event learns how to sign it, and sends it again.',
    })
  }
  const stack = exchanges.find(exchange => STACK.test(textOf(exchange)))
  if (!stack) return passed()
  return found({
    severity: 'warning',
    seen: `An answer (${stack.answer.status}) contains a stack trace.`,
    change: 'Keep stacks in the log. With Express, NODE_ENV=production does so.',
  })
}

const textOf = ({ answer }: Pick<Exchange, 'answer'>) =>
  [answer.body, ...Object.values(answer.headers)].join('\n')

/** Whether an answer to a forged request says what would have made it genuine, and the request did not say so itself. */
function showsTheWay({ purpose, body, signature, answer }: Exchange, key: string): boolean {
  const v = /v=(\d+)/.exec(signature ?? '')?.[1]
  if (purpose !== 'forged' || v === undefined) return false
  const { d } = partsOf(signatureHeader('retell', body, key, Number(v)) ?? '')
  return !signature?.includes(d) && textOf({ answer }).toLowerCase().includes(d)
}
