import { expect, test } from 'vitest'
import { answering, converse, lastWords, whole } from '../testing/llm-calls.ts'
import { shieldedUntil, shieldsOf } from './shields.ts'
import { utter } from './speech.ts'

const CHUNKS = ['This call is recorded for training. ', 'Now, what day would suit you best, do you think?']
/** The first chunk must not be interrupted unless `shielded` says otherwise. */
const inTwo = (more: object = {}, shielded: (boolean | undefined)[] = [true, undefined]) =>
  answering(1, (frame, say) => {
    say(whole(frame, { content: CHUNKS[0], content_complete: false, no_interruption_allowed: shielded[0] }))
    say(whole(frame, { content: CHUNKS[1], no_interruption_allowed: shielded[1], ...more }))
  })
const CUTS_IN = [{ say: 'Hello' }, { interrupt: 'Stop!', after_words: 2 }]

test('words that must not be interrupted are heard to their end, those behind them are not', async () => {
  const { said } = await converse(CUTS_IN, { manners: inTwo() })
  expect(said.slice(2, 4)).toEqual(['agent: This call is recorded for training.', 'user: Stop!'])
})

test('an answer that must not be interrupted at all is heard whole, and its action is done', async () => {
  const { said, call } = await converse(CUTS_IN, { manners: inTwo({ end_call: true }, [true, true]) })
  expect(said.at(-1)).toBe(`agent: ${CHUNKS.join('')}`)
  expect(call.disconnection_reason).toBe('agent_hangup')
})

test.each([{ end_call: true }, { transfer_number: '+14155550177' }])(
  'who cuts in takes back what the answer was to do: %j',
  async action => {
    const { said, call } = await converse(CUTS_IN, { manners: inTwo(action, [false, false]) })
    expect(said.slice(2)).toEqual([
      'agent: This call',
      'user: Stop!',
      'agent: This is answer 2, as you asked.',
    ])
    expect(call.disconnection_reason).toBe('user_hangup')
  },
)

test('an agent of sensitivity 0 is never interrupted, and one that becomes so neither', async () => {
  const [never, later] = [
    await converse(CUTS_IN, { manners: inTwo({}, [false, false]), agent: { interruption_sensitivity: 0 } }),
    await converse(CUTS_IN, {
      manners: answering(1, (frame, say) => {
        say({ response_type: 'update_agent', agent_config: { interruption_sensitivity: 0 } })
        say(whole(frame, { content: CHUNKS.join('') }))
      }),
    }),
  ]
  expect(never.said.slice(2, 4)).toEqual([`agent: ${CHUNKS.join('')}`, 'user: Stop!'])
  expect(later.said.slice(2, 4)).toEqual(never.said.slice(2, 4))
})

test('a sign of listening leaves shielded words alone', async () => {
  const { said, server } = await converse([{ say: 'Hello' }, { backchannel: 'uh-huh', after_words: 2 }], {
    manners: inTwo(),
  })
  expect(said.slice(2)).toEqual([`agent: ${CHUNKS.join('')}`, 'user: uh-huh'])
  expect(lastWords(server.of('update_only'))).toContain('uh-huh')
})

test('what an LLM server says unasked is marked by its own number', async () => {
  const { call } = await converse([{ say: 'Hello' }], {
    manners: answering(1, (_frame, say) =>
      say({
        response_type: 'agent_interrupt',
        interrupt_id: 7,
        content: 'The gate is closing.',
        content_complete: true,
      }),
    ),
  })
  expect(call.transcript_object!.at(-1)).toMatchObject({
    content: 'The gate is closing.',
    metadata: { interrupt_id: 7 },
  })
})

test('a shield covers the words that its characters touch, and one behind a pause joins it', () => {
  const { words } = utter('One two. Three four.', 0)
  const ms = (index: number, side: 'start' | 'end') => Math.round(words[index]![side] * 1000)
  expect(shieldsOf(words, [[4, 7]])).toEqual([[ms(1, 'start'), ms(1, 'end')]])
  const shields = shieldsOf(words, [
    [4, 8],
    [9, 14],
  ])
  expect(shieldedUntil({ shields }, ms(1, 'start'))).toBe(ms(2, 'end'))
  expect(shieldedUntil({ shields }, ms(0, 'start'))).toBeUndefined()
  expect(shieldedUntil({ shields }, ms(3, 'start'))).toBeUndefined()
  expect(shieldedUntil({}, 0)).toBeUndefined()
})
