import { error } from '../../referee/rule.ts'
import { begun, type TestCase } from '../test-case.ts'
import { utterance } from '../utterance.ts'

const LONG = 'I have been thinking about this for a very long time. '.repeat(400)

/** Requests at which a model may fail: the answer has to come to its end all the same. */
const hard: readonly (readonly [what: string, transcript: object[]])[] = [
  ['an empty transcript', []],
  [`a turn of ${LONG.length} characters`, [utterance('user', LONG, 1)]],
]

export const failingRequests: TestCase = {
  name: 'failing requests',
  about: 'requests that a model may not digest',
  checks: ['answers-odd-requests'],
  async run({ call: callOf, findings }) {
    for (const [what, transcript] of hard) {
      const call = callOf(what)
      if (!(await begun(call))) return
      const reply = await call.explaining(() => call.reply(call.request('response_required', transcript)))
      const how = call.connected ? 'no complete answer' : 'the socket was closed'
      const fault = error(`${how} at a request with ${what}`, reply.frames.at(-1))
      findings.judge('answers-odd-requests', call, reply.complete ? undefined : fault)
    }
  },
}
