import { begun, type TestCase } from '../test-case.ts'

const PINGS = 3

/** Pings while an answer is being made: a server whose read loop waits for its model misses them. The rules judge. */
export const keepalive: TestCase = {
  name: 'keepalive',
  about: 'pings while it answers',
  checks: ['echoes-pings'],
  async run({ call: callOf, lines, limits, known }) {
    if (!known.wantsPings) return
    const call = callOf('keepalive')
    if (!(await begun(call))) return
    call.hear(lines[1] ?? lines[0]!)
    const id = call.request()
    for (let at = 0; at < PINGS && call.connected; at++) {
      call.ping()
      await call.watch(limits.eagerMs)
    }
    await call.reply(id)
    call.ping()
    const { frames } = call.log
    const unanswered = () => frames.findLastIndex(isPing) > frames.findLastIndex(isPong)
    await call.until(() => !call.connected || !unanswered(), limits.pongMs + limits.quietMs)
  },
}

type Frame = { direction: string; text: string }
const isPing = ({ direction, text }: Frame) => direction === 'sent' && text.includes('"ping_pong"')
const isPong = ({ direction, text }: Frame) => direction === 'received' && text.includes('ping_pong')
