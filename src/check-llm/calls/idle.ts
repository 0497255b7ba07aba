import { warning } from '../../referee/rule.ts'
import { begun, type TestCase } from '../test-case.ts'

/** A long silence with keepalives, for hosts that cut connections after some minutes. Only where it is asked for. */
export const idle: TestCase = {
  name: 'long call',
  about: 'holds a call in silence',
  checks: ['lasts-long-calls'],
  async run({ call: callOf, findings, idleMinutes, lines }) {
    if (idleMinutes === 0) return
    const call = callOf('long call')
    if (!(await begun(call))) return
    await call.explaining(() => call.until(() => !call.connected, idleMinutes * 60_000))
    const minutes = (call.atMs / 60_000).toFixed(1)
    const lost = call.connected
      ? undefined
      : warning(`the connection was gone after ${minutes} minutes of silence`)
    findings.judge('lasts-long-calls', call, lost)
    if (call.connected) await call.turn(lines[0]!)
  },
}
