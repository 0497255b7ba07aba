import type { AgentResponse } from 'retell-sdk/resources/agent'
import type { PhoneCallResponse } from 'retell-sdk/resources/call'
import { expect, test } from 'vitest'
import { analyse, type CallToAnalyse } from './analysis.ts'
import { type DisconnectionReason, endings } from './endings.ts'

const utterances: CallToAnalyse['utterances'] = [
  { role: 'agent', content: 'Hello, this is Ava. How can I help?' },
  { role: 'user', content: 'A table for 4, please.' },
  { role: 'agent', content: 'It is booked.' },
  { role: 'user', content: 'Perfect, thank you!' },
]
const call: CallToAnalyse = { utterances, disconnectionReason: 'user_hangup', agentName: 'Ava' }

test('a call that went well is summed up as one', () => {
  const analysis: PhoneCallResponse['call_analysis'] = analyse(call)
  expect(analysis).toEqual({
    call_summary: expect.stringMatching(/^Ava opened with .+ The user hung up\.$/),
    in_voicemail: false,
    user_sentiment: 'Positive',
    call_successful: true,
    custom_analysis_data: {},
  })
  expect(analyse(call)).toEqual(analysis)
})

test('fields come from the agent, as the SDK types them', () => {
  const fields: AgentResponse['post_call_analysis_data'] = [
    { type: 'string', name: 'topic', description: 'd', examples: ['dinner'] },
    { type: 'enum', name: 'outcome', description: 'd', choices: ['booked', 'declined'] },
    { type: 'boolean', name: 'new_guest', description: 'd' },
    { type: 'number', name: 'guests', description: 'd' },
    { type: 'system-presets', name: 'call_summary', description: 'd' },
  ]
  const { custom_analysis_data } = analyse({ ...call, fields, answers: { new_guest: true } })
  expect(custom_analysis_data).toEqual({ topic: 'dinner', outcome: 'booked', new_guest: true, guests: 4 })
  expect(analyse({ ...call, fields: null }).custom_analysis_data).toEqual({})
})

const unconnected = {
  in_voicemail: false,
  user_sentiment: 'Unknown',
  call_successful: false,
  custom_analysis_data: {},
}

test.each(['dial_no_answer', 'dial_busy', 'user_declined', 'error_user_not_joined'] as const)(
  'a call that never connected (%s) has neither summary nor custom fields',
  disconnectionReason => {
    const fields = [{ type: 'number' as const, name: 'guests' }]
    const answers = { guests: 3, call_summary: 'x', call_successful: true }
    expect(analyse({ utterances: [], disconnectionReason, fields, answers })).toEqual(unconnected)
  },
)

test('success depends on how the call ended', () => {
  const successful = (Object.keys(endings) as DisconnectionReason[]).filter(
    disconnectionReason => analyse({ ...call, disconnectionReason }).call_successful,
  )
  expect(successful).toEqual(['user_hangup', 'agent_hangup', 'call_transfer', 'transfer_bridged'])
})

test('a call in which the user said nothing is no success', () => {
  expect(analyse({ ...call, utterances: utterances.slice(0, 1) })).toMatchObject({
    call_successful: false,
    user_sentiment: 'Unknown',
  })
})

test('voicemail is told by the caller of this function or by the ending', () => {
  const voicemail = { in_voicemail: true, call_successful: false, user_sentiment: 'Unknown' }
  expect(analyse({ ...call, disconnectionReason: 'voicemail_reached' })).toMatchObject(voicemail)
  expect(analyse({ ...call, disconnectionReason: 'agent_hangup', inVoicemail: true })).toMatchObject(
    voicemail,
  )
})

test('answers dictate the built-in fields', () => {
  const answers = {
    call_summary: 'All well.',
    user_sentiment: 'Negative',
    call_successful: false,
    in_voicemail: true,
  }
  expect(analyse({ ...call, answers })).toEqual({ ...answers, custom_analysis_data: {} })
})

test('answers of the wrong type are no answers', () => {
  const answers = { call_summary: 3, user_sentiment: 'angry', call_successful: 'no', in_voicemail: 'yes' }
  expect(analyse({ ...call, answers })).toEqual(analyse(call))
})

test('a null answer leaves out a built-in field that the agent made optional', () => {
  const answers = { call_summary: null, user_sentiment: null, call_successful: null }
  expect(analyse({ ...call, answers })).toEqual(analyse(call))
  const preset = { type: 'system-presets' as const, required: false }
  const fields = Object.keys(answers).map(name => ({ ...preset, name }))
  expect(analyse({ ...call, fields, answers })).toEqual({ in_voicemail: false, custom_analysis_data: {} })
})

test('a required field that was not found makes a call unsuccessful', () => {
  const fields = [{ type: 'string' as const, name: 'email', required: true }]
  expect(analyse({ ...call, fields, answers: { email: null, call_successful: true } })).toMatchObject({
    call_successful: false,
    custom_analysis_data: {},
  })
})
