import { error } from '../../referee/rule.ts'
import { begun, type TestCase } from '../test-case.ts'

const MANY = 40

/** Many updates and no question: nothing is to come, and the next question is to be answered. */
export const updates: TestCase = {
  name: 'updates',
  about: `${MANY} updates that want no answer`,
  checks: ['keeps-quiet-on-updates'],
  async run({ call: callOf, findings, limits, lines }) {
    const call = callOf('updates')
    if (!(await begun(call))) return
    const reply = await call.explaining(async () => {
      call.update('user_turn')
      for (let at = 0; at < MANY; at++) call.update(at % 10 === 9 ? 'agent_turn' : undefined)
      await call.watch(limits.quietMs)
      call.hear(lines[0]!)
      return call.reply(call.request())
    })
    const how = call.connected ? 'answered nothing after' : 'closed the socket on'
    const seen = error(`${how} ${MANY} update_only frames`)
    findings.judge('keeps-quiet-on-updates', call, reply.complete ? undefined : seen)
  },
}
