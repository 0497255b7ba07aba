import { error } from '../../referee/rule.ts'
import { begun, type TestCase } from '../test-case.ts'

export const unknownFrame: TestCase = {
  name: 'unknown frame',
  about: 'a frame of a kind that does not exist yet',
  checks: ['ignores-unknown-frames'],
  async run({ call: callOf, findings, lines }) {
    const call = callOf('unknown frame')
    if (!(await begun(call))) return
    await call.explaining(async () => {
      call.send({ interaction_type: 'from_the_future', response_id_of: null, detail: { added: 'later' } })
      call.hear(lines[0]!)
      const reply = await call.reply(call.request())
      const what = call.connected ? 'answered nothing after' : 'closed the socket at'
      findings.judge(
        'ignores-unknown-frames',
        call,
        reply.complete ? undefined : error(`${what} a frame of an unknown interaction_type`),
      )
    })
  },
}
