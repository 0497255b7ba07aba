// Voice agents: made, read, edited, deleted.

import { expect } from 'vitest'
import { VOICE } from './makers.ts'
import { mockOnly, test } from './marks.ts'
import { refusal } from './refusal.ts'

const OWN_SERVER = { type: 'custom-llm', llm_websocket_url: 'wss://llm.example.com/socket' } as const

test('a new agent is draft version 0, without base and tags', async ({ api, make, cleanUp }) => {
  const { llm_id } = await make.llm()
  const agent = await api.createAgent({
    body: { response_engine: { type: 'retell-llm', llm_id }, voice_id: VOICE, agent_name: 'Reception' },
  })
  cleanUp(() => api.deleteAgent({ params: { agent_id: agent.agent_id } }))
  expect(agent).toMatchObject({
    version: 0,
    is_published: false,
    base_version: null,
    assigned_tags: [],
    agent_name: 'Reception',
    voice_id: VOICE,
  })
})

test('an agent id is agent_ and 26 hexadecimal digits', async ({ make }) => {
  expect((await make.agent()).agent_id).toMatch(/^agent_[0-9a-f]{26}$/)
})

test('an agent answers its engine with the version that it is bound to', async ({ make }) => {
  const { llm_id } = await make.llm()
  const agent = await make.agent({ response_engine: { type: 'retell-llm', llm_id } })
  expect(agent.response_engine).toEqual({ type: 'retell-llm', llm_id, version: 0 })
})

test('an agent with an LLM server of its own answers its address and no version', async ({ make }) => {
  expect((await make.agent({ response_engine: OWN_SERVER })).response_engine).toEqual(OWN_SERVER)
})

test('settings that were not sent are not filled in', async ({ make }) => {
  const agent = await make.agent({ responsiveness: 0.5 })
  expect(agent.responsiveness).toBe(0.5)
  expect(agent).not.toHaveProperty('voice_speed')
  expect(agent).not.toHaveProperty('webhook_url')
})

test('settings that the contract does not know are taken and forgotten', async ({ api, make }) => {
  const { agent_id, version } = await make.agent()
  const sent = { agent_name: 'Front desk', favourite_colour: 'green' }
  const agent = await api.updateAgent({ params: { agent_id }, body: sent })
  expect(agent).toMatchObject({ agent_name: 'Front desk', version })
  expect(agent).not.toHaveProperty('favourite_colour')
})

test('an agent reads back as it was answered when it was made', async ({ api, make }) => {
  const made = await make.agent({ agent_name: 'Echo', boosted_keywords: ['Retell'], voice_speed: 1.2 })
  expect(await api.getAgent({ params: { agent_id: made.agent_id } })).toEqual(made)
})

test('an agent needs a voice and an engine', async ({ api, make }) => {
  const { llm_id } = await make.llm()
  const withoutVoice = { response_engine: { type: 'retell-llm', llm_id } }
  expect(await refusal(api.unchecked.createAgent({ body: withoutVoice }))).toEqual({
    status: 400,
    message: "request/body must have required property 'voice_id'",
  })
  expect(await refusal(api.unchecked.createAgent({ body: { voice_id: VOICE } }))).toEqual({
    status: 400,
    message: "request/body must have required property 'response_engine'",
  })
})

test('a voice that is not in the catalogue makes no agent', async ({ api, make }) => {
  const { llm_id } = await make.llm()
  const body = { response_engine: { type: 'retell-llm', llm_id }, voice_id: '11labs-Nobody' } as const
  expect(await refusal(api.createAgent({ body }))).toEqual({
    status: 404,
    message: 'Item 11labs-Nobody not found from voice',
  })
})

test('an agent cannot change to a voice that is not in the catalogue', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  expect(
    await refusal(api.updateAgent({ params: { agent_id }, body: { voice_id: '11labs-Nobody' } })),
  ).toEqual({
    status: 404,
    message: 'Item 11labs-Nobody not found from voice',
  })
  expect(await api.getAgent({ params: { agent_id } })).toMatchObject({ voice_id: VOICE })
})

test('an engine that is not there makes no agent', async ({ api }) => {
  const engines = [
    { type: 'retell-llm', llm_id: 'llm_gone' },
    { type: 'conversation-flow', conversation_flow_id: 'conversation_flow_gone' },
  ] as const
  for (const response_engine of engines) {
    const body = { response_engine, voice_id: VOICE }
    expect(await refusal(api.createAgent({ body }))).toMatchObject({ status: 404 })
  }
})

test('a number beyond its bounds is refused with its path and its limit', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const faults = [
    [{ voice_speed: 0.4 }, 'request/body/voice_speed must be >= 0.5'],
    [{ responsiveness: 1.1 }, 'request/body/responsiveness must be <= 1'],
    [{ max_call_duration_ms: 59_999 }, 'request/body/max_call_duration_ms must be >= 60000'],
    [{ begin_message_delay_ms: 5_001 }, 'request/body/begin_message_delay_ms must be <= 5000'],
    [{ ring_duration_ms: 300_001 }, 'request/body/ring_duration_ms must be <= 300000'],
  ] as const
  for (const [body, message] of faults) {
    expect(await refusal(api.unchecked.updateAgent({ params: { agent_id }, body }))).toEqual({
      status: 400,
      message,
    })
  }
})

test('a word that is none of the allowed ones is refused with the list of them', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const body = { denoising_mode: 'loud' }
  expect(await refusal(api.unchecked.updateAgent({ params: { agent_id }, body }))).toEqual({
    status: 400,
    message:
      'request/body/denoising_mode must be equal to one of the allowed values: no-denoise, noise-cancellation, noise-and-background-speech-cancellation',
  })
})

test('call screening takes no keys but its own', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const call_screening_option = { agent_identity: 'Ada', call_purpose: 'a delivery', mood: 'good' }
  expect(
    await refusal(api.unchecked.updateAgent({ params: { agent_id }, body: { call_screening_option } })),
  ).toEqual({
    status: 400,
    message: 'request/body/call_screening_option must NOT have additional properties',
  })
})

test('a choice for the analysis needs at least one option', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const post_call_analysis_data = [{ type: 'enum', name: 'mood', description: 'How it went', choices: [] }]
  const refused = await refusal(
    api.unchecked.updateAgent({ params: { agent_id }, body: { post_call_analysis_data } }),
  )
  expect(refused.status).toBe(400)
  expect(refused.message).toContain('post_call_analysis_data/0/choices must NOT have fewer than 1 items')
})

test('an update changes what it names and leaves the rest', async ({ api, make }) => {
  const { agent_id } = await make.agent({
    agent_name: 'Before',
    voice_speed: 1.5,
    boosted_keywords: ['one', 'two'],
  })
  const changed = await api.updateAgent({ params: { agent_id }, body: { agent_name: 'After' } })
  expect(changed).toMatchObject({ agent_name: 'After', voice_speed: 1.5, boosted_keywords: ['one', 'two'] })
})

test('an update replaces lists and objects whole', async ({ api, make }) => {
  const { agent_id } = await make.agent({
    boosted_keywords: ['one', 'two'],
    pii_config: { mode: 'post_call', categories: ['person_name', 'email'] },
    handbook_config: { high_empathy: true, ai_disclosure: true },
  })
  const changed = await api.updateAgent({
    params: { agent_id },
    body: { boosted_keywords: ['three'], handbook_config: { smart_matching: true } },
  })
  expect(changed.boosted_keywords).toEqual(['three'])
  expect(changed.handbook_config).toEqual({ smart_matching: true })
  expect(changed.pii_config?.categories).toEqual(['person_name', 'email'])
})

test('null clears a setting', async ({ api, make }) => {
  const { agent_id } = await make.agent({
    webhook_url: 'https://hooks.example.com/retell',
    boosted_keywords: ['one'],
  })
  await api.updateAgent({ params: { agent_id }, body: { webhook_url: null, boosted_keywords: null } })
  const { webhook_url, boosted_keywords } = await api.getAgent({ params: { agent_id } })
  expect({ webhook_url: webhook_url ?? null, boosted_keywords: boosted_keywords ?? null }).toEqual({
    webhook_url: null,
    boosted_keywords: null,
  })
})

test('null is refused where a setting cannot be cleared', async ({ api, make }) => {
  const { agent_id } = await make.agent({ voice_speed: 1.5 })
  expect(
    await refusal(api.unchecked.updateAgent({ params: { agent_id }, body: { voice_speed: null } })),
  ).toEqual({
    status: 400,
    message: 'request/body/voice_speed must be number',
  })
  expect(await api.getAgent({ params: { agent_id } })).toMatchObject({ voice_speed: 1.5 })
})

test('an update edits the draft in place and notes the time', async ({ api, make, target }) => {
  const made = await make.agent()
  await target.passTime()
  const changed = await api.updateAgent({
    params: { agent_id: made.agent_id },
    body: { agent_name: 'Later' },
  })
  expect(changed.version).toBe(0)
  expect(changed.last_modification_timestamp).toBeGreaterThan(made.last_modification_timestamp)
})

test('what only Retell decides is ignored when it is sent back', async ({ api, make }) => {
  const made = await make.agent()
  const { agent_id } = made
  const sentBack = {
    ...made,
    version: 7,
    is_published: true,
    last_modification_timestamp: 1,
    agent_name: 'Back',
  }
  const changed = await api.updateAgent({ params: { agent_id }, body: sentBack })
  expect(changed).toMatchObject({ agent_id, version: 0, is_published: false, agent_name: 'Back' })
  expect(changed.last_modification_timestamp).toBeGreaterThanOrEqual(made.last_modification_timestamp)
})

test('a list of one language is answered as that language', async ({ make }) => {
  expect((await make.agent({ language: ['de-DE'] })).language).toBe('de-DE')
  expect((await make.agent({ language: ['de-DE', 'fr-FR'] })).language).toEqual(['de-DE', 'fr-FR'])
})

test('the language multi is stored as ten locales', async ({ make }) => {
  const { language } = await make.agent({ language: 'multi' })
  expect(language).toHaveLength(10)
  expect(language).toContain('en-US')
  expect(language).not.toContain('multi')
})

test('multi is no language within a list', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const body = { language: ['en-US', 'multi'] }
  expect(await refusal(api.unchecked.updateAgent({ params: { agent_id }, body }))).toMatchObject({
    status: 400,
  })
})

test('custom speech recognition needs its configuration', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  expect(
    await refusal(api.updateAgent({ params: { agent_id }, body: { stt_mode: 'custom' } })),
  ).toMatchObject({
    status: 400,
  })
  const custom_stt_config = { provider: 'deepgram', endpointing_ms: 200 } as const
  const changed = await api.updateAgent({
    params: { agent_id },
    body: { stt_mode: 'custom', custom_stt_config },
  })
  expect(changed).toMatchObject({ stt_mode: 'custom', custom_stt_config })
})

test('a fallback voice comes from another provider', async ({ api, make }) => {
  const { agent_id } = await make.agent()
  const update = (voice: string) =>
    api.updateAgent({ params: { agent_id }, body: { fallback_voice_ids: [voice] } })
  expect(await refusal(update('11labs-Anthony'))).toMatchObject({ status: 400 })
  expect(await update('openai-Alloy')).toMatchObject({ fallback_voice_ids: ['openai-Alloy'] })
})

test('deleting an agent leaves nothing of it but its LLM', async ({ api, make }) => {
  const { llm_id } = await make.llm()
  const { agent_id } = await make.agent({ response_engine: { type: 'retell-llm', llm_id } })
  expect(await api.deleteAgent({ params: { agent_id } })).toBeUndefined()
  const gone = { status: 404, message: `Item ${agent_id} not found from agent` }
  expect(await refusal(api.getAgent({ params: { agent_id } }))).toEqual(gone)
  expect(await refusal(api.getAgentVersions({ params: { agent_id } }))).toEqual(gone)
  expect(await refusal(api.deleteAgent({ params: { agent_id } }))).toEqual(gone)
  expect(await api.getRetellLlm({ params: { llm_id } })).toMatchObject({ llm_id })
})

mockOnly('the API reference calls the address of an LLM server url', async ({ api, cleanUp }) => {
  const body = {
    response_engine: { type: 'custom-llm', url: 'wss://llm.example.com/socket' },
    voice_id: VOICE,
  }
  const made = (await api.unchecked.createAgent({ body })) as { agent_id: string; response_engine: unknown }
  cleanUp(() => api.deleteAgent({ params: { agent_id: made.agent_id } }))
  expect(made.response_engine).toEqual(OWN_SERVER)
})
