import { error } from '../../referee/rule.ts'
import { begun, type TestCase } from '../test-case.ts'

/** The caller pauses and goes on: a request is superseded while its answer is being made, which is what usually happens. */
export const eagerness: TestCase = {
  name: 'eagerness',
  about: 'requests that a newer one takes the place of',
  checks: ['answers-the-newest', 'stops-when-superseded'],
  async run({ call: callOf, findings, lines, limits }) {
    const call = callOf('eagerness')
    if (!(await begun(call))) return
    for (const [at, line] of lines.slice(0, 2).entries()) {
      call.hear(`${line} I mean`)
      call.request()
      // The second time without a pause, for servers that are quicker than one.
      const pauseMs = at === 0 ? limits.eagerMs : 0
      if (pauseMs > 0) await call.watch(pauseMs)
      call.hear(line)
      const reply = await call.explaining(() => call.reply(call.request()))
      if (!call.connected) return
      findings.judge(
        'answers-the-newest',
        call,
        reply.complete
          ? undefined
          : error(`request ${reply.id}, ${pauseMs} ms after the one before, was not answered`),
      )
      call.spoken(reply)
      await call.watch(limits.staleMs + limits.quietMs)
      if (!reply.complete) return
    }
  },
}
