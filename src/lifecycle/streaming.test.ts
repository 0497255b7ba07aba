import { expect, test } from 'vitest'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { api, customAgent, dial, getCall } from '../testing/calls.ts'
import { answer, type Frame, type LlmManners, startLlmServer } from '../testing/llm-server.ts'

const SCENARIO = {
  name: 'own',
  rings: { for_ms: 100, then: 'answer' as const },
  caller: [
    { say: 'Is Friday free?', expect: { contains: 'nine' } },
    { hang_up: true as const, after_ms: 10_000 },
  ],
}

/** A call on a running clock whose server answers in pieces, each when the test says so. */
async function streamed(pieces: readonly string[], more: Frame = {}) {
  const fake = await startFakeRetell({ time: '200x', scenarios: [SCENARIO] })
  const next: (() => void)[] = []
  const manners: LlmManners = {
    onFrame: (frame, say) => {
      if (frame.interaction_type !== 'response_required') return answer(frame, say)
      for (const [index, content] of pieces.entries()) {
        const content_complete = index === pieces.length - 1
        const { response_id } = frame
        next.push(() =>
          say({
            response_type: 'response',
            response_id,
            content,
            content_complete,
            ...(content_complete ? more : {}),
          }),
        )
      }
      next.shift()!()
    },
  }
  const server = await startLlmServer(manners)
  const { call_id } = await dial(fake, await customAgent(fake, server.url), { scenario: 'own' })
  return {
    fake,
    callId: call_id,
    next: () => next.shift()!(),
    async [Symbol.asyncDispose]() {
      await fake.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

async function until(
  fake: FakeRetell,
  callId: string,
  isSo: (transcript: string, status: string) => boolean,
) {
  for (;;) {
    const call = await getCall(fake, { call_id: callId })
    if (isSo(call.transcript ?? '', call.call_status)) return call
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

test('where time runs the agent begins with the first whole sentence, long before the answer is complete', async () => {
  await using call = await streamed([
    'One moment, please. ',
    'On Friday',
    ' at nine. ',
    'Does that suit you?',
  ])
  await until(call.fake, call.callId, transcript => transcript.endsWith('Agent: One moment, please.\n'))
  call.next()
  call.next()
  await until(call.fake, call.callId, transcript => transcript.includes('On Friday at nine.'))
  call.next()
  const ended = await until(call.fake, call.callId, (_, status) => status === 'ended')
  const agent = ended.transcript_object!.filter(({ role }) => role === 'agent')
  expect(
    agent
      .slice(1)
      .map(({ content }) => content)
      .join(''),
  ).toBe('One moment, please. On Friday at nine. Does that suit you?')
  for (const { metadata } of agent.slice(1)) expect(metadata).toEqual({ response_id: 1 })
  expect(call.fake.conversation(call.callId).expectations).toMatchObject([{ met: true }])
})

test('the action of an answer waits for its last word', async () => {
  await using call = await streamed(['Goodbye then. ', 'Have a nice day.'], { end_call: true })
  await until(call.fake, call.callId, transcript => transcript.includes('Goodbye then.'))
  call.next()
  const ended = await until(call.fake, call.callId, (_, status) => status === 'ended')
  expect(ended.disconnection_reason).toBe('agent_hangup')
  expect(ended.transcript).toMatch(/Have a nice day\.\n$/)
})

test('a running clock that is moved waits for the whole answer', async () => {
  await using call = await streamed(['One moment, please. ', 'Nine.'])
  await call.fake.advance(100)
  const done = call.fake.runUntilIdle()
  const released = setInterval(() => {
    try {
      call.next()
    } catch {}
  }, 20)
  await done
  clearInterval(released)
  const ended = await getCall(call.fake, { call_id: call.callId })
  expect(ended.disconnection_reason).toBe('user_hangup')
  expect(ended.transcript).toContain('Nine.')
})

test('the caller who takes the floor meanwhile ends what the agent had still to say', async () => {
  await using call = await streamed(['One moment, please. ', 'Nine.'])
  await until(call.fake, call.callId, transcript => transcript.includes('One moment, please.'))
  await api(call.fake, 'POST', `/_fake/calls/${call.callId}/actions`, {
    action: 'say',
    content: 'Never mind.',
  })
  call.next()
  const ended = await until(call.fake, call.callId, transcript => transcript.includes('Never mind.'))
  expect(ended.transcript).not.toContain('Nine.')
})
