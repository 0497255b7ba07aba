import { messageOf } from '../../errors.ts'
import { error } from '../../referee/rule.ts'
import { begun, type TestCase } from '../test-case.ts'

/** The connection breaks in the middle of an answer; Retell dials the same call again, and ids go on. */
export const cut: TestCase = {
  name: 'broken connection',
  about: 'breaks off in mid-answer, and dials the same call again',
  checks: ['survives-a-cut'],
  async run({ call: callOf, findings, lines, limits }) {
    const call = callOf('broken connection')
    if (!(await begun(call))) return
    call.spoken(await call.turn(lines[0]!))
    if (!call.connected) return
    call.hear(lines[1] ?? lines[0]!)
    call.request()
    call.cut()
    await call.explaining(async () => {
      try {
        await call.connect()
      } catch (failure) {
        const why = messageOf(failure)
        return findings.judge('survives-a-cut', call, error(`did not take the call again: ${why}`))
      }
      await call.reply(0, Math.min(limits.greetMs, limits.slowGreetMs))
      const reply = await call.reply(call.request())
      const how = call.connected ? 'did not answer' : 'closed the socket'
      findings.judge(
        'survives-a-cut',
        call,
        reply.complete ? undefined : error(`${how} when request ${reply.id} came after the break`),
      )
    })
    await call.watch(limits.quietMs)
  },
}
