import { error } from '../../referee/rule.ts'
import { begun, type TestCase } from '../test-case.ts'

const WORDS = ['amber', 'birch', 'cedar', 'dune', 'ember', 'fjord', 'grove', 'heath', 'inlet', 'jade']

/** Many calls at once, each with a word of its own that no other call may hear. */
export const crowd: TestCase = {
  name: 'crowd',
  about: 'many calls at once',
  checks: ['keeps-calls-apart'],
  async run({ call: callOf, findings, crowd: size, limits }) {
    const calls = Array.from({ length: size }, (_, at) => ({
      call: callOf(`crowd, ${at + 1} of ${size}`),
      word: `${WORDS[at % WORDS.length]}${100 + at}`,
    }))
    await Promise.all(
      calls.map(async ({ call, word }) => {
        if (!(await begun(call))) return findings.judge('keeps-calls-apart', call, error('was not let in'))
        const reply = await call.explaining(() => call.turn(`My code word is ${word}. What is my code word?`))
        const foreign = calls.find(other => other.word !== word && reply.content.includes(other.word))
        const lost = error(`had no answer among ${size} calls`)
        const crossed =
          foreign && error(`heard ${foreign.word}, the word of ${foreign.call.name}`, reply.frames.at(-1))
        findings.judge('keeps-calls-apart', call, reply.complete ? crossed : lost)
        await call.watch(limits.quietMs)
      }),
    )
  },
}
