import { expect, test } from 'vitest'
import { answering, converse, lastWords, whole } from '../testing/llm-calls.ts'

const LONG = 'Let me look that up for you, it will take me a moment or two. There it is, on the third page.'
const slowly = answering(1, (frame, say) => say(whole(frame, { content: LONG })))

test('a pause inside a saying is asked about, and what follows takes the place of that request', async () => {
  const { server, said } = await converse([
    { say: ['I would like', { pause_ms: 1_500 }, 'a table for four.'] },
  ])
  expect(server.of('response_required').map(frame => frame.response_id)).toEqual([1, 2])
  expect(lastWords(server.of('response_required'))).toEqual([
    'I would like',
    'I would like a table for four.',
  ])
  expect(said).toEqual([
    'agent: Harbor Clinic, good morning.',
    'user: I would like a table for four.',
    'agent: This is answer 2, as you asked.',
  ])
})

test('a pause takes as long as it says, and the times of the words have it', async () => {
  const { call } = await converse([{ say: ['Hello there', { pause_ms: 4_000 }, 'again'] }])
  const { words } = call.transcript_object![1]!
  expect(words.map(({ word }) => word).join('')).toBe('Hello there again')
  expect(words[2]!.start! - words[1]!.end!).toBeCloseTo(4, 3)
})

test('the end of a sentence inside a longer saying is asked about', async () => {
  const { server } = await converse([{ say: 'No. I want Friday. At nine, please.' }])
  expect(lastWords(server.of('response_required'))).toEqual([
    'No.',
    'No. I want Friday.',
    'No. I want Friday. At nine, please.',
  ])
})

test('one request a turn where eager requests are off', async () => {
  const { server } = await converse([{ say: ['No. I want Friday', { pause_ms: 3_000 }, 'at nine.'] }], {
    settings: { eager_requests: false },
  })
  expect(server.of('response_required')).toHaveLength(1)
})

test.each([
  [1, 3],
  [0.9, 3],
  [0.8, 2],
  [0.2, 1],
])(
  'an agent of responsiveness %d takes some pauses for the end of a turn',
  async (responsiveness, requests) => {
    const caller = [{ say: ['I want Friday. At nine', { pause_ms: 900 }, 'or ten.'] }]
    const { server } = await converse(caller, { agent: { responsiveness } })
    expect(server.of('response_required')).toHaveLength(requests)
  },
)

test('update_agent makes the agent slower to ask in mid-call', async () => {
  const { server, call } = await converse([{ say: 'First. Second.' }, { say: 'Third. Fourth.' }], {
    manners: answering(2, (frame, say) => {
      say(whole(frame, {}))
      say({ response_type: 'update_agent', agent_config: { responsiveness: 0 } })
    }),
  })
  expect(lastWords(server.of('response_required'))).toEqual(['First.', 'First. Second.', 'Third. Fourth.'])
  expect(call.latency!.e2e!.values![1]).toBeGreaterThan(2_000)
})

test('the answer to a question that was asked in passing is never spoken, however quick the server is', async () => {
  const { said, conversation } = await converse([{ say: 'One. Two. Three.' }])
  expect(said.slice(1)).toEqual(['user: One. Two. Three.', 'agent: This is answer 3, as you asked.'])
  const complete = conversation.frames.filter(
    ({ direction, frame }) =>
      direction === 'received' && (frame as { content_complete?: boolean }).content_complete,
  )
  expect(complete.map(({ frame }) => (frame as { response_id: number }).response_id)).toEqual([0, 1, 2, 3])
})

test('what a server records for a question asked in passing stands behind what the caller says', async () => {
  const { call } = await converse([{ say: 'I want Friday. At nine.' }], {
    manners: {
      onFrame: (frame, say) => {
        if (frame.interaction_type !== 'response_required') return
        say({
          response_type: 'tool_call_invocation',
          tool_call_id: `t${frame.response_id}`,
          name: 'find',
          arguments: '{}',
        })
        say(whole(frame, {}))
      },
    },
  })
  const items = call.transcript_with_tool_calls!
  expect(items.map(item => (item.role === 'tool_call_invocation' ? item.tool_call_id : item.role))).toEqual([
    'agent',
    'user',
    't1',
    't2',
    'agent',
  ])
  const times = items.flatMap(item => (item.role === 'tool_call_invocation' ? [item.time_sec] : []))
  expect(times[0]).toBe(times[1])
})

test('the transcript and its times are the same however slow the server is', async () => {
  const talk = (delayMs: number) =>
    converse([{ say: 'Well. I want Friday, at nine. Or ten.' }, { say: 'Good. Thank you.' }], {
      manners: {
        onFrame: (frame, say) => {
          if (frame.interaction_type === 'ping_pong') return say({ response_type: 'ping_pong', timestamp: 1 })
          if (frame.response_id === undefined) return
          setTimeout(() => say(whole(frame, { content: `Answer ${frame.response_id}.` })), delayMs)
        },
      },
    })
  const [quick, slow] = [await talk(0), await talk(40)]
  expect(slow.call.transcript_object).toEqual(quick.call.transcript_object)
  expect(slow.call.duration_ms).toBe(quick.call.duration_ms)
})

test('an utterance is told of as it grows, three times at most', async () => {
  const words = 'one, two, three, four, five, six'
  const { server } = await converse([{ say: words }], { settings: { eager_requests: false } })
  const growing = server.of('update_only').filter(frame => frame.turntaking === undefined)
  expect(lastWords(growing).filter(text => text !== '' && text !== words)).toEqual([
    'one,',
    'one, two,',
    'one, two, three,',
  ])
})

test('the words of the agent are told of as it says them', async () => {
  const { server } = await converse([{ say: 'Hello' }], { manners: slowly })
  const growing = lastWords(server.of('update_only'), 'agent')
  expect(growing).toContain('Let me look that up for you,')
})

test('nothing is told of as it grows where interim updates are off', async () => {
  const { server } = await converse([{ say: 'one, two, three' }], { settings: { interim_updates: 0 } })
  expect(server.of('update_only').map(({ turntaking }) => turntaking)).toEqual([
    'agent_turn',
    undefined,
    'user_turn',
    'agent_turn',
    undefined,
  ])
})

test('a caller who mumbles takes a turn that nobody can make out', async () => {
  const { said, call } = await converse([{ mumble: true }])
  expect(said[1]).toBe('user: (unintelligible audio)')
  expect(call.transcript_object![1]!.words).toEqual([])
  expect(said).toHaveLength(3)
})

test('a caller who changes its mind is asked about twice, and the transcript has the second words alone', async () => {
  const { server, said } = await converse([{ change_mind: 'I need two rooms', to: 'Three rooms, sorry.' }], {
    settings: { eager_requests: false },
  })
  expect(lastWords(server.of('response_required'))).toEqual(['I need two rooms', 'Three rooms, sorry.'])
  expect(said.slice(1)).toEqual(['user: Three rooms, sorry.', 'agent: This is answer 2, as you asked.'])
})

test('a scenario may cut in after so many words, and the transcript has those', async () => {
  const { said, server } = await converse([{ say: 'Hello' }, { interrupt: 'Stop!', after_words: 4 }], {
    manners: slowly,
  })
  expect(said.slice(2)).toEqual([
    'agent: Let me look that',
    'user: Stop!',
    'agent: This is answer 2, as you asked.',
  ])
  expect(lastWords([server.of('response_required')[1]!], 'agent')).toEqual(['Let me look that'])
})

test('a caller who wants to cut in after more words than the agent says speaks when it is done', async () => {
  const { said } = await converse([{ say: 'Hello' }, { interrupt: 'Stop!', after_words: 400 }], {
    manners: slowly,
  })
  expect(said.slice(2, 4)).toEqual([`agent: ${LONG}`, 'user: Stop!'])
})

test('a sign of listening does not cut the agent off, takes no turn, and is marked', async () => {
  const { call, said, server } = await converse(
    [{ say: 'Hello' }, { backchannel: 'uh-huh', after_words: 3 }, { backchannel: 'right', after_words: 9 }],
    { manners: slowly },
  )
  expect(said.slice(1)).toEqual(['user: Hello', `agent: ${LONG}`, 'user: uh-huh', 'user: right'])
  const [aside] = call.transcript_object!.slice(3)
  expect(aside).toMatchObject({ metadata: { is_backchannel: true } })
  const agent = call.transcript_object![2]!
  expect(aside!.words[0]!.start).toBe(agent.words[2]!.end)
  expect(server.of('response_required')).toHaveLength(1)
})

test('a sign of listening while nobody speaks is heard, and the caller goes on', async () => {
  const { said } = await converse([{ backchannel: 'hm', after_ms: 60_000 }, { say: 'Hello' }])
  expect(said.slice(1)).toEqual(['user: hm', 'user: Hello', 'agent: This is answer 1, as you asked.'])
})

test('a caller hangs up while the agent speaks, and the transcript has what was said', async () => {
  const { said, call } = await converse(
    [{ say: 'Hello' }, { hang_up: true, while_agent_speaks: true, after_words: 2 }],
    {
      manners: slowly,
    },
  )
  expect(said.at(-1)).toBe('agent: Let me')
  expect(call.disconnection_reason).toBe('user_hangup')
})

test('a caller may hang up so many milliseconds into the greeting', async () => {
  const { call } = await converse([{ hang_up: true, while_agent_speaks: true, after_ms: 500 }])
  expect(call.duration_ms).toBe(500)
  expect(call.transcript).toBe('Agent: Harbor\n')
})
