// Custom telephony as the API reference has it: numbers that are imported, and calls that are registered with the form of
// their sound.

import { expect } from 'vitest'
import { fictionalNumber } from '../makers.ts'
import { mockOnly, test } from '../marks.ts'
import { refusal } from '../refusal.ts'
import { ask } from './ask.ts'

const AUDIO = { audio_encoding: 's16le', audio_websocket_protocol: 'twilio', sample_rate: 8000 } as const

test('S184 S185 S186 a number is imported with the address of its trunk', async ({ target, cleanUp }) => {
  const body = { phone_number: fictionalNumber(), termination_uri: 'trunk.example.com' }
  const made = await ask(target, 'POST', '/import-phone-number', body)
  cleanUp(() => ask(target, 'DELETE', `/delete-phone-number/${encodeURIComponent(body.phone_number)}`))
  expect(made).toMatchObject({
    status: 201,
    body: {
      phone_number: body.phone_number,
      sip_outbound_trunk_config: { termination_uri: 'trunk.example.com' },
    },
  })
  for (const name of ['phone_number', 'termination_uri'])
    expect((await ask(target, 'POST', '/import-phone-number', { ...body, [name]: undefined })).status).toBe(
      400,
    )
})

mockOnly(
  'S187 S188 an imported number has an agent for either direction',
  async ({ target, make, cleanUp, fake }) => {
    const [inbound, outbound] = [(await make.agent()).agent_id, (await make.agent()).agent_id]
    const phone_number = fictionalNumber()
    const number = {
      phone_number,
      termination_uri: 'trunk.example.com',
      inbound_agent_id: inbound,
      outbound_agent_id: outbound,
    }
    expect((await ask(target, 'POST', '/import-phone-number', number)).status).toBe(201)
    cleanUp(() => ask(target, 'DELETE', `/delete-phone-number/${encodeURIComponent(phone_number)}`))
    const { call_id } = await fake.inboundCall({ to_number: phone_number })
    expect((await ask(target, 'GET', `/v2/get-call/${call_id}`)).body.agent_id).toBe(inbound)
    const order = { from_number: phone_number, to_number: '+14155550142' }
    expect((await ask(target, 'POST', '/v2/create-phone-call', order)).body.agent_id).toBe(outbound)
  },
)

mockOnly(
  'S189 S190 S196 S197 S198 a call is registered, and answers its id, agent and sample rate',
  async ({ api, make, cleanUp }) => {
    const { agent_id } = await make.agent()
    const registered = await api.registerPhoneCallReference({ body: { agent_id, ...AUDIO } })
    const { call_id } = registered
    cleanUp(() => api.deleteCall({ params: { call_id } }))
    expect(registered).toMatchObject({
      call_id: expect.stringMatching(/^call_/),
      agent_id,
      sample_rate: 8000,
    })
    const call = await api.getCall({ params: { call_id } })
    expect(call).toMatchObject({ call_type: 'phone_call', call_status: 'registered' })
    expect(call).not.toHaveProperty('sample_rate')
    const unknown = { agent_id: 'agent_0', ...AUDIO }
    expect(await refusal(api.registerPhoneCallReference({ body: unknown }))).toMatchObject({ status: 404 })
  },
)

mockOnly.for([
  ['S191 audio_encoding', ['s16le', 'mulaw'], 'mp3'],
  ['S192 audio_websocket_protocol', ['twilio', 'vonage', 'telnyx', 'web'], 'carrier-pigeon'],
  ['S193 sample_rate', [8000, 16_000, 24_000, 48_000], 44_100],
] as const)('%s is needed, and one of a few', async ([name, taken, other], { target, make }) => {
  const { agent_id } = await make.agent()
  const field = name.split(' ')[1]!
  const register = (value: unknown) =>
    ask(target, 'POST', '/register-phone-call', { agent_id, ...AUDIO, [field]: value })
  for (const value of taken) expect((await register(value)).status).toBe(201)
  for (const value of [other, undefined]) {
    expect(await register(value)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining(field) },
    })
  }
})

mockOnly('S194 S195 a registered call knows who calls whom', async ({ target, make }) => {
  const { agent_id } = await make.agent()
  const numbers = { from_number: '+14155550142', to_number: '+14155550143' }
  const { body } = await ask(target, 'POST', '/register-phone-call', { agent_id, ...AUDIO, ...numbers })
  expect((await ask(target, 'GET', `/v2/get-call/${body.call_id}`)).body).toMatchObject(numbers)
})
