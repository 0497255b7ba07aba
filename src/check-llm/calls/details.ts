import { error, warning } from '../../referee/rule.ts'
import { begun, type TestCase } from '../test-case.ts'

/** Where the call's details do not come, or have no numbers in them, the server is to greet all the same. */
export const details: TestCase = {
  name: 'call details',
  about: 'a web call, and a call whose details do not come',
  checks: ['greets'],
  async run({ call: callOf, findings, known, limits }) {
    if (!known.wantsDetails) return
    const web = callOf('a web call', { web: true })
    await web.explaining(() => begun(web))
    const greeted = (await web.reply(0, 0)).complete
    const seen = 'does not greet a web call, whose details have no numbers'
    findings.judge('greets', web, greeted ? undefined : error(seen))
    const silent = callOf('a call without details', { withholdDetails: true })
    await silent.explaining(async () => {
      await silent.connect().catch(() => {})
      const reply = await silent.reply(0, limits.slowGreetMs)
      const waits = `has no begin message ${limits.slowGreetMs} ms after a config that call_details did not follow`
      findings.judge('greets', silent, reply.complete ? undefined : warning(waits))
    })
  },
}
