// A workspace with as much in it as is asked for, put straight into the store: agents and LLMs of several versions, and
// one of every other resource of the configuration. What stands in it was made by the API once and is copied.

import type { RunningServer } from '../src/server.ts'
import type { World } from '../src/world.ts'
import { agentBody } from './agent.ts'
import { KEY } from './mock.ts'

export interface Size {
  /** Agents, half of them for calls and half for chats, each with an LLM of its own. */
  agents: number
  /** Versions of each of them. */
  versions: number
  /** Versions of one agent more. */
  versionsOfOne: number
  /** Knowledge bases, and of each other resource as many; at most 10,000. */
  others: number
}

/** What a measure asks for. */
export interface Subjects {
  agent: string
  chatAgent: string
  /** The agent with many versions. */
  veteran: string
  llm: string
  flow: string
  component: string
  number: string
  voice: string
  knowledgeBase: string
  testCase: string
  batchTest: string
  testRun: string
  contact: string
  contactNumber: string
  app: string
  /** The LLM that the test cases and batch tests are about, and the batch that all test runs are in. */
  testedLlm: string
  fullBatch: string
}

/** A request to this server without a socket, and the bytes of its answer; rejects on anything but a 2xx. */
export async function answered(
  { app, url }: RunningServer,
  method: string,
  path: string,
  body?: object,
): Promise<Buffer> {
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
  const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }
  const response = await app.fetch(new Request(url + path, init))
  const bytes = Buffer.from(await response.arrayBuffer())
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${bytes.toString()}`)
  return bytes
}

/** The ids of all there are of each resource. */
export type Crowd = Record<keyof Subjects, readonly string[]>

/** Others in each round, from all over the store. */
export function subjectsOf(crowd: Crowd, round: number): Subjects {
  const pick = (ids: readonly string[]) => ids[(round * STRIDE) % ids.length]!
  return Object.fromEntries(Object.entries(crowd).map(([name, ids]) => [name, pick(ids)])) as never
}

export async function gather(server: RunningServer, size: Size): Promise<Crowd> {
  const world = server.workspaces.of(KEY)
  const models = await makeModels(server)
  return server.atomically(() => ({ ...fillVersions(world, models, size), ...fillRest(world, models, size) }))
}

type Models = Awaited<ReturnType<typeof makeModels>>

/** One of each, by the API. */
async function makeModels(server: RunningServer) {
  const ask = async <Reply>(method: string, path: string, body: object): Promise<Reply> => {
    const text = (await answered(server, method, path, body)).toString()
    return (text === '' ? undefined : JSON.parse(text)) as Reply
  }
  const { llm_id: llm } = await ask<{ llm_id: string }>('POST', '/create-retell-llm', {
    general_prompt: 'Be brief and polite. '.repeat(20),
  })
  const engine = { type: 'retell-llm' as const, llm_id: llm }
  const agent = await ask<{ agent_id: string }>('POST', '/create-agent', agentBody(engine))
  const chatAgent = await ask<{ agent_id: string }>('POST', '/create-chat-agent', { response_engine: engine })
  const component = await ask<{ conversation_flow_component_id: string }>(
    'POST',
    '/create-conversation-flow-component',
    { name: 'Shared', nodes: [] },
  )
  const flow = await ask<{ conversation_flow_id: string }>('POST', '/create-conversation-flow', {
    start_speaker: 'agent',
    model_choice: { type: 'cascading', model: 'gpt-4.1' },
    nodes: [sharing(component.conversation_flow_component_id)],
  })
  const number = await ask<{ phone_number: string }>('POST', '/import-phone-number', {
    phone_number: '+14155550100',
    termination_uri: 'sip.example.com',
  })
  const voice = await ask<{ voice_id: string }>('POST', '/add-community-voice', {
    provider_voice_id: 'x',
    voice_name: 'Voice',
    public_user_id: 'x',
  })
  const knowledgeBase = await ask<{ knowledge_base_id: string }>('POST', '/create-knowledge-base', {
    knowledge_base_name: 'Menu',
    knowledge_base_urls: ['https://example.com/'],
  })
  const testCase = await ask<{ test_case_definition_id: string }>('POST', '/create-test-case-definition', {
    name: 'Books',
    response_engine: engine,
    user_prompt: 'Book a table.',
    metrics: ['Polite'],
  })
  const batch = await ask<{ test_case_batch_job_id: string }>('POST', '/create-batch-test', {
    response_engine: engine,
    test_case_definition_ids: [testCase.test_case_definition_id],
  })
  const contact = await ask<{ contact_id: string }>('POST', '/create-contact', {
    phone_number: '+14155550101',
    first_name: 'Ada',
  })
  const app = await ask<{ app_id: string }>('POST', '/create-app', {
    name: 'CRM',
    type: 'crm',
    provider: 'hubspot',
  })
  await ask('POST', '/_fake/clock', { run_until_idle: true })
  return {
    llm,
    agent,
    chatAgent,
    component,
    flow,
    number,
    voice,
    knowledgeBase,
    testCase,
    batch,
    contact,
    app,
  }
}

/** A node of a flow that uses a shared component. */
const sharing = (component_id: string) => ({
  id: 'shared-part',
  type: 'component' as const,
  component_id,
  component_type: 'shared' as const,
  else_edge: { id: 'else', transition_condition: { type: 'prompt' as const, prompt: 'Else' as const } },
})

/** A prime, so that rounds do not meet again soon. */
const STRIDE = 7_919
const MODIFIED = 1_700_000_000_000

function fillVersions({ store, newId }: World, models: Models, size: Size) {
  const voiceModel = store.agents.get(models.agent.agent_id)
  const chatModel = store.chatAgents.get(models.chatAgent.agent_id)
  const llmModel = store.retellLlms.get(models.llm)
  let modified = MODIFIED
  const add = (kind: 'voice' | 'chat', versions: number) => {
    const [agent_id, llm_id] = [newId('agent'), newId('llm')]
    for (let version = 0; version < versions; version++) {
      const stamp = { version, last_modification_timestamp: ++modified }
      store.retellLlms.insert(llm_id, version, { ...llmModel, ...stamp, llm_id })
      const response_engine = { type: 'retell-llm' as const, llm_id, version }
      if (kind === 'voice')
        store.agents.insert(agent_id, version, { ...voiceModel, ...stamp, agent_id, response_engine })
      else store.chatAgents.insert(agent_id, version, { ...chatModel, ...stamp, agent_id, response_engine })
    }
    return { agent_id, llm_id }
  }
  // Of one kind after those of the other, so that the list of either has to find them.
  const many = (kind: 'voice' | 'chat', count: number) =>
    Array.from({ length: count }, () => add(kind, size.versions))
  const veteran = add('voice', size.versionsOfOne)
  const voice = many('voice', size.agents / 2)
  const chat = many('chat', size.agents / 2)
  return {
    agent: voice.map(({ agent_id }) => agent_id),
    llm: voice.map(({ llm_id }) => llm_id),
    chatAgent: chat.map(({ agent_id }) => agent_id),
    veteran: [veteran.agent_id],
  }
}

function fillRest({ store, newId }: World, models: Models, { others }: Size) {
  const at = { user_modified_timestamp: MODIFIED, last_modification_timestamp: MODIFIED }
  /** Gives what `insert` gives, as often as is asked for. */
  const many = (insert: (index: number) => string) =>
    Array.from({ length: others }, (_, index) => insert(index))
  const component = store.flowComponents.get(models.component.conversation_flow_component_id)
  const flow = store.conversationFlows.get(models.flow.conversation_flow_id)
  const number = store.phoneNumbers.get(models.number.phone_number)
  const voice = store.voices.get(models.voice.voice_id)
  const knowledgeBase = store.knowledgeBases.get(models.knowledgeBase.knowledge_base_id)
  const testCase = store.testCases.get(models.testCase.test_case_definition_id)
  const batch = store.batchTests.get(models.batch.test_case_batch_job_id)
  const run = store.testRuns.of(batch.test_case_batch_job_id)[0]!
  const contact = store.contacts.get(models.contact.contact_id)
  const app = store.apps.get(models.app.app_id)
  const components = Array.from({ length: others }, (_, index) => {
    const conversation_flow_component_id = newId('flowComponent')
    const stamp = { user_modified_timestamp: at.user_modified_timestamp + index }
    store.flowComponents.insert(conversation_flow_component_id, {
      ...component,
      ...stamp,
      conversation_flow_component_id,
    })
    return conversation_flow_component_id
  })
  const numberAt = (index: number) => `+1500555${String(index).padStart(4, '0')}`
  return {
    component: components,
    // Each component is used by one flow.
    flow: many(index => {
      const conversation_flow_id = newId('conversationFlow')
      const nodes = [sharing(components[index]!)]
      const stamp = { last_modification_timestamp: MODIFIED + index }
      store.conversationFlows.insert(conversation_flow_id, 0, {
        ...flow,
        ...stamp,
        nodes,
        conversation_flow_id,
      })
      return conversation_flow_id
    }),
    number: many(index => {
      const phone_number = numberAt(index)
      const stamp = { last_modification_timestamp: MODIFIED + index }
      store.phoneNumbers.insert(phone_number, { ...number, ...stamp, phone_number })
      return phone_number
    }),
    voice: many(() => {
      const voice_id = newId('customVoice')
      store.voices.insert(voice_id, { ...voice, voice_id })
      return voice_id
    }),
    knowledgeBase: many(() => {
      const knowledge_base_id = newId('knowledgeBase')
      const shown = { ...knowledgeBase.shown, knowledge_base_id }
      store.knowledgeBases.insert(knowledge_base_id, { shown, runs: 0 })
      return knowledge_base_id
    }),
    testCase: many(index => {
      const test_case_definition_id = newId('testCase')
      const stamp = { user_modified_timestamp: MODIFIED + index }
      store.testCases.insert(test_case_definition_id, { ...testCase, ...stamp, test_case_definition_id })
      return test_case_definition_id
    }),
    batchTest: many(index => {
      const test_case_batch_job_id = newId('testBatch')
      const stamp = { creation_timestamp: MODIFIED + index }
      store.batchTests.insert(test_case_batch_job_id, { ...batch, ...stamp, test_case_batch_job_id })
      return test_case_batch_job_id
    }),
    testRun: many(() => {
      const test_case_job_id = newId('testRun')
      store.testRuns.insert(batch.test_case_batch_job_id, { ...run, test_case_job_id })
      return test_case_job_id
    }),
    contact: many(index => {
      const contact_id = newId('contact')
      const last_conversation_timestamp = MODIFIED + index
      const changes = { contact_id, phone_number: numberAt(index), last_conversation_timestamp }
      store.contacts.insert(contact_id, { ...contact, ...changes })
      return contact_id
    }),
    contactNumber: many(numberAt),
    app: many(index => {
      const app_id = newId('app')
      const stamp = { user_modified_timestamp: MODIFIED + index }
      store.apps.insert(app_id, { ...app, ...stamp, app_id })
      return app_id
    }),
    testedLlm: [models.llm],
    fullBatch: [batch.test_case_batch_job_id],
  }
}
