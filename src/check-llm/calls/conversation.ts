import { error, warning } from '../../referee/rule.ts'
import type { Reply } from '../reply.ts'
import { begun, type TestCase } from '../test-case.ts'

/** The caller's lines one after the other, a silence, and the end: alone on the server, so that its times are its own. */
export const conversation: TestCase = {
  name: 'conversation',
  about: 'a whole conversation, with a silence before its end',
  checks: ['answers-reminders'],
  async run({ call: callOf, findings, lines, limits, known }) {
    const call = callOf('conversation')
    if (!(await begun(call))) return
    let before: Reply | undefined
    let unanswered = 0
    for (const [at, line] of lines.entries()) {
      if (!call.connected) return
      // While an answer is open Retell sends no reminder.
      if (at === lines.length - 1 && before?.complete) {
        const reply = await call.explaining(() => call.reply(call.request('reminder_required')))
        call.spoken(reply)
        if (!call.connected) return
        const seen = `reminder ${reply.id} was ${reply.frames.length === 0 ? 'not answered' : 'never completed'}`
        if (!reply.complete) findings.judge('answers-reminders', call, error(seen, reply.frames.at(-1)))
        else {
          const same = reply.content.trim() !== '' && reply.content === before.content
          const again = warning('the reminder repeats the answer before it', reply.frames.at(-1))
          findings.judge('answers-reminders', call, same ? again : undefined)
        }
      }
      const reply = await call.turn(line)
      before = reply
      known.answers ||= reply.complete
      unanswered = reply.complete ? 0 : unanswered + 1
      if (reply.endCall || unanswered === 2) break
    }
    await call.watch(limits.quietMs)
  },
}
