import { error } from '../../referee/rule.ts'
import { begun, type TestCase } from '../test-case.ts'

const MANY = 40

/** Many updates and no question: nothing is to come, and the next question is to be answered. */
export const updates: TestCase = {
  name: 'updates',
  about: `${MANY} updates that want no answer`,
  checks: ['keeps-quiet-on-updates'],
  async run({ call: callOf, findings, limits }) {
    const call = callOf('updates')
    if (!(await begun(call))) return
    await call.explaining(async () => {
      call.update('user_turn')
      for (let at = 0; at < MANY; at++) call.update(at % 10 === 9 ? 'agent_turn' : undefined)
      await call.watch(limits.quietMs)
    })
    findings.judge(
      'keeps-quiet-on-updates',
      call,
      call.connected ? undefined : error('closed the socket on update_only frames'),
    )
  },
}
