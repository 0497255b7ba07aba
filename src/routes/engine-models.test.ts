import { expect, test } from 'vitest'
import { changedModelConfig, overridingModelConfig, spokenWith } from './engine-models.ts'
import { type Bench, newBench, newChatAgent, newFlow, newLlm } from './testing-context.ts'

const GPT = { model: 'gpt-4.1' } as const
const SPEECH = { model: 'gpt-realtime' } as const
const BACKUP = { model: 'gpt-5', tier: 'fast' } as const

const changeLlm = (bench: Bench, llm_id: string, body: object) =>
  bench.ask('updateRetellLlm', { params: { llm_id }, body })

test('each key of a model configuration replaces its own, and null takes the backup away', () => {
  const bench = newBench()
  const llm_id = newLlm(bench, { model_config: { primary: GPT, backup: BACKUP } })
  const changed = changeLlm(bench, llm_id, { model_config: { temperature: 0.5 } })
  expect(changed.model_config).toEqual({ type: 'cascading', primary: GPT, backup: BACKUP, temperature: 0.5 })
  const without = changeLlm(bench, llm_id, { model_config: { backup: null } })
  expect(without.model_config).toEqual({ type: 'cascading', primary: GPT, temperature: 0.5 })
  expect(changeLlm(bench, llm_id, { general_prompt: 'Be brief.' }).model_config).toEqual(without.model_config)
})

test('another type needs a primary, keeps the temperature and loses the backup', () => {
  const present = { type: 'cascading', primary: GPT, backup: BACKUP, temperature: 0.5 } as const
  expect(() => changedModelConfig(present, { type: 's2s' })).toThrow("required property 'primary'")
  expect(changedModelConfig(present, { type: 's2s', primary: SPEECH })).toEqual({
    type: 's2s',
    primary: SPEECH,
    temperature: 0.5,
  })
})

test.each([
  [{ primary: SPEECH }],
  [{ type: 's2s', primary: GPT }],
  [{ type: 's2s', primary: SPEECH, backup: BACKUP }],
] as const)('models are of the type: %j', config => {
  const bench = newBench()
  expect(bench.refusal('createRetellLlm', { body: { model_config: config } }).status).toBe(400)
})

test('for one call, the type must be named with a primary', () => {
  expect(() => overridingModelConfig(undefined, { primary: GPT }, 'here')).toThrow("property 'type'")
  const override = { type: 'cascading', primary: GPT } as const
  expect(overridingModelConfig(undefined, override, 'here')).toEqual(override)
})

test('the configuration counts before the plain names, and dearer tiers as high priority', () => {
  const plain = { model: 'gpt-5' } as const
  expect(spokenWith(undefined, plain)).toEqual(plain)
  expect(spokenWith({ temperature: 1 }, plain)).toEqual(plain)
  expect(spokenWith({ primary: SPEECH }, plain)).toEqual({ s2s_model: 'gpt-realtime' })
  expect(spokenWith({ primary: { ...GPT, tier: 'fast' } }, plain)).toEqual({
    model: 'gpt-4.1',
    model_high_priority: true,
  })
})

test('a flow has a model choice, of either kind, or a model configuration', () => {
  const bench = newBench()
  const flow = { start_speaker: 'agent', nodes: [] }
  const refused = bench.refusal('createConversationFlow', { body: flow })
  expect(refused).toMatchObject({ status: 400, message: expect.stringContaining('model_choice') })
  const body = { ...flow, model_config: { type: 's2s', primary: SPEECH } }
  const made = bench.ask('createConversationFlow', { body })
  expect(made.model_config).toEqual(body.model_config)
  const model_choice = { type: 's2s', model: 'grok-voice-3.0' }
  expect(newFlow(bench, { model_choice }).model_choice).toEqual(model_choice)
})

test('an engine with a backup model is for voice agents', () => {
  const bench = newBench()
  const backup_model = { type: 'cascading', model: 'gpt-5' }
  const llm_id = newLlm(bench, { backup_model })
  const response_engine = { type: 'retell-llm', llm_id }
  expect(bench.refusal('createChatAgent', { body: { response_engine } }).status).toBe(400)
  changeLlm(bench, llm_id, { backup_model: null })
  newChatAgent(bench, { response_engine })
  expect(bench.refusal('updateRetellLlm', { params: { llm_id }, body: { backup_model } }).status).toBe(400)
  const { conversation_flow_id } = newFlow(bench, { model_config: { primary: GPT, backup: BACKUP } })
  const flowEngine = { type: 'conversation-flow', conversation_flow_id }
  expect(bench.refusal('createChatAgent', { body: { response_engine: flowEngine } }).status).toBe(400)
})
