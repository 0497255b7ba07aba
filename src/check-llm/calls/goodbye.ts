import { error } from '../../referee/rule.ts'
import { begun, type TestCase } from '../test-case.ts'

/** The caller cuts into the goodbye, which drops its end_call, and says goodbye once more. */
export const goodbye: TestCase = {
  name: 'goodbye',
  about: 'cuts into the goodbye, and says goodbye again',
  checks: ['repeats-a-dropped-action'],
  async run({ call: callOf, findings, lines }) {
    const call = callOf('goodbye')
    if (!(await begun(call))) return
    const farewell = lines.at(-1)!
    const first = await call.turn(farewell)
    if (!first.endCall || !call.connected) return
    const second = await call.turn(`Wait, sorry. ${farewell}`)
    if (!call.connected || !second.complete) return
    const seen = `answer ${second.id} does not hang up, although end_call of answer ${first.id} was cut off`
    findings.judge(
      'repeats-a-dropped-action',
      call,
      second.endCall ? undefined : error(seen, second.frames.at(-1)),
    )
  },
}
