// What only the API reference of the v2 days has: two paths of its own, and older names for the same things. The live
// API does not have them, so this is for the mock alone.

import { expect } from 'vitest'
import { allowCalls } from './makers.ts'
import { mockOnly } from './marks.ts'
import { everyPage } from './pages.ts'
import { refusal } from './refusal.ts'

const AUDIO = { audio_encoding: 's16le', audio_websocket_protocol: 'twilio', sample_rate: 8000 } as const

mockOnly(
  'a call is registered with its audio format, and answers the sample rate',
  async ({ api, make, cleanUp }) => {
    const { agent_id } = await make.agent()
    const registered = await api.registerPhoneCallReference({ body: { agent_id, ...AUDIO } })
    const { call_id } = registered
    cleanUp(() => api.deleteCall({ params: { call_id } }))
    expect(registered).toMatchObject({ agent_id, sample_rate: 8000 })
    const call = await api.getCall({ params: { call_id } })
    expect(call).toMatchObject({ call_type: 'phone_call', call_status: 'registered' })
    expect(call).not.toHaveProperty('sample_rate')
  },
)

mockOnly('registering in the form of the reference needs the audio format', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  expect(await refusal(api.unchecked.registerPhoneCallReference({ body: { agent_id } }))).toMatchObject({
    status: 400,
  })
  const body = { agent_id, ...AUDIO, sample_rate: 44_100 }
  expect(await refusal(api.unchecked.registerPhoneCallReference({ body }))).toEqual({
    status: 400,
    message: 'request/body/sample_rate must be equal to one of the allowed values: 8000, 16000, 24000, 48000',
  })
})

mockOnly('the list of the reference is a page of whole calls', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const calls = [
    await make.webCall({ agent_id }),
    await make.webCall({ agent_id }),
    await make.webCall({ agent_id }),
  ]
  const filter_criteria = { agent_id: [agent_id] }
  const pages = await everyPage(pagination_key =>
    api.listCallReference({ body: { filter_criteria, limit: 2, sort_order: 'ascending', pagination_key } }),
  )
  expect(pages.map(page => page.map(call => call.call_id))).toEqual([
    [calls[0]!.call_id, calls[1]!.call_id],
    [calls[2]!.call_id],
  ])
  expect(pages[1]![0]).toEqual(await api.getCall({ params: { call_id: calls[2]!.call_id } }))
})

mockOnly('the list of the reference holds a thousand calls at a time', async ({ api, make, fake }) => {
  await allowCalls(fake, 51)
  const { agent_id } = await make.agent()
  for (let count = 0; count < 51; count++) await make.webCall({ agent_id })
  const page = await api.listCallReference({ body: { filter_criteria: { agent_id: [agent_id] } } })
  expect(page.items).toHaveLength(51)
})

mockOnly('the reference tells phone calls apart by their type', async ({ api, make, cleanUp }) => {
  const { agent_id } = await make.agent()
  const register = async (direction: 'inbound' | 'outbound') => {
    const { call_id } = await api.registerPhoneCall({ body: { agent_id, direction } })
    cleanUp(() => api.deleteCall({ params: { call_id } }))
    return call_id
  }
  const [inbound, outbound] = [await register('inbound'), await register('outbound')]
  const found = async (type: 'inbound_phone_call' | 'outbound_phone_call') => {
    const filter_criteria = { agent_id: [agent_id], call_type: [type] }
    return (await api.listCallReference({ body: { filter_criteria } })).items.map(call => call.call_id)
  }
  expect(await found('inbound_phone_call')).toEqual([inbound])
  expect(await found('outbound_phone_call')).toEqual([outbound])
})

mockOnly('the reference calls the agent of a phone call agent_id', async ({ api, make, cleanUp }) => {
  const { agent_id } = await make.agent()
  const { phone_number } = await make.number()
  const body = { from_number: phone_number, to_number: '+14155550142', agent_id }
  const call = (await api.unchecked.createPhoneCall({ body })) as { call_id: string; agent_id: string }
  cleanUp(() => api.deleteCall({ params: { call_id: call.call_id } }))
  expect(call.agent_id).toBe(agent_id)
})

mockOnly(
  'the reference buys a number with its area as text and single agents',
  async ({ api, make, cleanUp }) => {
    const { agent_id } = await make.agent()
    const body = {
      area_code: '415',
      inbound_agent_id: agent_id,
      outbound_agent_id: agent_id,
      nickname: 'Old style',
    }
    const number = await api.createPhoneNumber({ body })
    cleanUp(() => api.deletePhoneNumber({ params: { phone_number: number.phone_number } }))
    const agents = [{ agent_id, weight: 1 }]
    expect(number).toMatchObject({
      area_code: 415,
      nickname: 'Old style',
      inbound_agents: agents,
      outbound_agents: agents,
    })
  },
)

mockOnly('settings that have left the API since are kept', async ({ make }) => {
  const older = {
    enable_voicemail_detection: true,
    voicemail_message: 'Please call back.',
    voicemail_detection_timeout_ms: 30_000,
    normalize_for_speech: true,
    voice_model: 'eleven_turbo_v2',
  } as const
  expect(await make.agent(older)).toMatchObject(older)
})

mockOnly(
  'in the dialect of the reference a fault is a 422, and a type tells the direction',
  async ({ fake, api, make }) => {
    const { agent_id } = await make.agent()
    fake.settings({ dialect: 'reference' })
    try {
      const fault = await fake.fetch('/create-agent', { method: 'POST', body: '{}' })
      expect(fault.status).toBe(422)
      const body = JSON.stringify({ agent_id, direction: 'outbound' })
      const call = await fake.fetch('/v2/register-phone-call', { method: 'POST', body })
      expect(await call.json()).toMatchObject({ call_type: 'outbound_phone_call' })
    } finally {
      fake.settings({ dialect: 'live' })
    }
    expect(await api.getConcurrency()).toMatchObject({ current_concurrency: 1 })
  },
)
