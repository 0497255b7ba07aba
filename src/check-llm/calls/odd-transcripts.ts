import { error } from '../../referee/rule.ts'
import { begun, type TestCase } from '../test-case.ts'
import { utterance } from '../utterance.ts'

const QUESTION = utterance('user', 'Are you still there?', 9)

/** What real transcripts hold now and then, one oddity a request. */
const oddities: readonly (readonly [what: string, ...items: object[]])[] = [
  ['speech that nobody understood', { role: 'user', content: '(unintelligible audio)', words: [] }],
  ['a blank turn of the caller', { role: 'user', content: '', words: [] }],
  ['two turns of the caller in a row', utterance('user', 'Hello?', 8), QUESTION],
  [
    'two turns of the agent in a row',
    utterance('agent', 'One moment. ', 7),
    utterance('agent', 'Yes? ', 8),
    QUESTION,
  ],
  ['a turn without words', { role: 'user', content: 'Are you still there?' }],
  [
    'the person that a call was transferred to',
    { role: 'transfer_target', content: 'Front desk.', words: [] },
    QUESTION,
  ],
  [
    'fields that are new',
    { ...QUESTION, metadata: { response_id: 1, is_backchannel: false }, added_later: [1] },
  ],
]

export const oddTranscripts: TestCase = {
  name: 'odd transcripts',
  about: `${oddities.length} requests with transcripts as real calls have them`,
  checks: ['reads-odd-transcripts'],
  async run({ call: callOf, findings }) {
    let call = callOf('odd transcripts')
    if (!(await begun(call))) return
    for (const [what, ...items] of oddities) {
      const reply = await call.explaining(() =>
        call.reply(call.request('response_required', [...call.transcript, ...items])),
      )
      const how = call.connected ? 'did not answer' : 'closed the socket at'
      findings.judge(
        'reads-odd-transcripts',
        call,
        reply.complete ? undefined : error(`${how} a request with ${what}`, reply.frames.at(-1)),
      )
      if (reply.complete) continue
      call = callOf('odd transcripts, continued')
      if (!(await begun(call))) return
    }
  },
}
