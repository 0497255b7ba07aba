import { expect, test } from 'vitest'
import type { ControlSchemas } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import { api, dial, getCall } from '../testing/calls.ts'
import { temporaryFolder } from '../testing/folder.ts'
import { ended, linesOf, llmAgent, speaking, talking } from '../testing/model-calls.ts'
import { type ModelAnswer, startModelServer } from '../testing/model-server.ts'

test.each<[what: string, answer: ModelAnswer, why: string, timeoutMs?: number]>([
  ['answers 500', { json: { error: { message: 'out of memory' } }, status: 500 }, 'out of memory'],
  ['sends no JSON', response => void response.writeHead(200).end('<html>'), 'its answer has no message'],
  ['sends a list', { json: [] }, 'its answer has no message'],
  ['breaks off', response => void response.destroy(), 'connection closed'],
  ['hangs', () => {}, 'it did not answer within 100 ms', 100],
  [
    'refuses the key',
    { json: { error: { message: 'no such key: key_of_a_friend' } }, status: 401 },
    'no such key: …',
  ],
])(
  'a model server that %s does not end the call: the rules speak, and it is said why',
  async (_what, answer, why, timeoutMs) => {
    // Once more, as the library tries again.
    await using model = await startModelServer(answer, answer)
    await using fake = await speaking(model.baseURL, talking({ say: 'When are you open?' }), {
      timeoutMs,
      apiKey: 'key_of_a_friend',
    })
    const call = await ended(fake, await llmAgent(fake, { begin_message: 'Hello.' }))
    expect(call.disconnection_reason).toBe('user_hangup')
    expect(linesOf(call).at(-1)).toBe('agent: I see. Could you tell me a little more?')
    const { frames } = await api<{ frames: ControlSchemas['Frame'][] }>(
      fake,
      'GET',
      `/_fake/conversations/${call.call_id}`,
    )
    expect(frames).toMatchObject([{ direction: 'note', frame: expect.stringContaining(why) }])
    expect(await (await fake.fetch(call.public_log_url!)).text()).toContain(why)
  },
)

test('a function that does not exist is not called, and arguments that are no JSON are a call that failed', async () => {
  await using model = await startModelServer(
    {
      say: 'One moment.',
      calls: [
        ['fly_away', {}],
        ['note', '{"text": "ti'],
      ],
    },
    'It is noted.',
  )
  await using fake = await speaking(model.baseURL, talking({ say: 'Note this.' }))
  const agent = await llmAgent(fake, {
    begin_message: 'Hello.',
    general_tools: [{ type: 'custom', name: 'note', url: 'http://127.0.0.1:9/never' }],
  })
  const call = await ended(fake, agent)
  expect(linesOf(call).slice(2)).toEqual([
    'agent: One moment.',
    'note {}',
    '→ The arguments are no JSON object.',
    'agent: It is noted.',
  ])
})

test('a model that calls functions without end is asked twelve times a turn, and then the call goes on', async () => {
  const again: ModelAnswer = { calls: [['press', { digit: '1' }]] }
  await using model = await startModelServer(...Array.from({ length: 40 }, () => again))
  await using fake = await speaking(model.baseURL, talking({ say: 'Press one.' }))
  const agent = await llmAgent(fake, {
    begin_message: 'Hello.',
    general_tools: [{ type: 'press_digit', name: 'press' }],
  })
  const call = await ended(fake, agent)
  expect(model.asked).toHaveLength(12)
  expect(call.disconnection_reason).toBe('user_hangup')
})

test('a call goes on where a restart found it waiting for a model', async () => {
  using folder = temporaryFolder()
  const scenario = talking({ say: 'When?' })
  let asked = () => {}
  const isAsked = new Promise<void>(resolve => {
    asked = resolve
  })
  await using model = await startModelServer(() => asked(), 'At nine.')
  const options = {
    time: 'frozen',
    scenarios: [scenario],
    db: folder.file('calls.db'),
    llm: { baseURL: model.baseURL, model: 'small' },
  }
  const first = await startFakeRetell(options)
  const call = await dial(first, await llmAgent(first, { begin_message: 'Hello.' }), { scenario: 'talking' })
  void first.runUntilIdle()
  await isAsked
  await first.close()
  await using second = await startFakeRetell(options)
  await second.runUntilIdle()
  expect(linesOf(await getCall(second, call)).at(-1)).toBe('agent: At nine.')
})
