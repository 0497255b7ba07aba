import { warning } from '../../referee/rule.ts'
import { begun, type TestCase } from '../test-case.ts'

const HANDSHAKE_MS = 2_000

/** Retell hangs up while an answer is being made. */
export const hangUp: TestCase = {
  name: 'hang-up',
  about: 'hangs up in mid-answer',
  checks: ['ends-when-hung-up'],
  async run({ call: callOf, findings, lines, limits }) {
    const call = callOf('hang-up')
    if (!(await begun(call))) return
    call.hear(lines[1] ?? lines[0]!)
    call.request()
    await call.watch(limits.eagerMs)
    const before = call.log.frames.length
    const closed = await call.hangUp(HANDSHAKE_MS)
    const late = call.log.frames.slice(before).filter(({ direction }) => direction === 'received')
    const seen = `kept the socket open for ${HANDSHAKE_MS} ms after the hang-up, and sent ${late.length} more frames`
    findings.judge('ends-when-hung-up', call, closed ? undefined : warning(seen))
  },
}
