import { warning } from '../../referee/rule.ts'
import { storyOf } from '../../referee/story.ts'
import { begun, type TestCase } from '../test-case.ts'

/** The same request twice, as after a hitch of the network. */
export const redelivery: TestCase = {
  name: 'second delivery',
  about: 'the same request twice',
  checks: ['repeats-itself'],
  async run({ call: callOf, findings, lines, limits }) {
    const call = callOf('second delivery')
    if (!(await begun(call))) return
    call.hear(lines[0]!)
    const id = call.request()
    const reply = await call.reply(id)
    if (!reply.complete) return
    const before = call.log.frames.length
    call.send({ interaction_type: 'response_required', response_id: id, transcript: call.transcript })
    await call.watch(limits.quietMs)
    // Whatever was sent for it has come when the next answer is there.
    await call.explaining(() => call.turn(lines[0]!))
    const again = storyOf(call.log).strays.filter(
      ({ piece, why }) =>
        why === 'after-complete' && piece.id === id && piece.content !== '' && piece.index > before,
    )
    const words = again.map(({ piece }) => piece.content).join('')
    const differs = words !== '' && words !== reply.content
    const seen = `answered request ${id} again, in other words`
    findings.judge('repeats-itself', call, differs ? warning(seen, again[0]?.piece.index) : undefined)
  },
}
