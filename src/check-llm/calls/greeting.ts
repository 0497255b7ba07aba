import { messageOf } from '../../errors.ts'
import { error, warning } from '../../referee/rule.ts'
import type { TestCase } from '../test-case.ts'

/** The first call, on which all others depend. */
export const greeting: TestCase = {
  name: 'greeting',
  about: 'dials, and waits for the begin message',
  checks: ['accepts-the-upgrade', 'greets'],
  async run({ call: callOf, findings, limits, known }) {
    const call = callOf('greeting')
    try {
      const tookMs = await call.connect()
      const slow = `opened the socket after ${Math.round(tookMs)} ms`
      findings.judge('accepts-the-upgrade', call, tookMs > limits.slowDialMs ? warning(slow) : undefined)
    } catch (failure) {
      return findings.judge('accepts-the-upgrade', call, error(messageOf(failure)))
    }
    const reply = await call.greeting()
    // One that does not greet is not waited for again and again.
    known.greetMs = reply.complete ? limits.greetMs : limits.quietMs
    known.wantsDetails = call.wants('call_details')
    known.wantsPings = call.wants('auto_reconnect')
    await call.watch(limits.quietMs)
  },
}
