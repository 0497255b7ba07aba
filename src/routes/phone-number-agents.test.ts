import { expect, test } from 'vitest'
import { type Bench, newAgent, newBench } from './testing-context.ts'

function numberAndAgents(bench: Bench) {
  const { phone_number } = bench.ask('createPhoneNumber', { body: {} })
  const agents = [newAgent(bench).agent_id, newAgent(bench).agent_id, newAgent(bench).agent_id] as const
  const update = (body: object) => bench.ask('updatePhoneNumber', { params: { phone_number }, body })
  const refusal = (body: object) => bench.refusal('updatePhoneNumber', { params: { phone_number }, body })
  return { agents, update, refusal }
}

test('a list binds agents and is answered as it was sent, without a version where none was', () => {
  const { agents, update } = numberAndAgents(newBench())
  const inbound_agents = [
    { agent_id: agents[0], weight: 0.25 },
    { agent_id: agents[1], weight: 0.75, agent_version: 'latest' },
  ]
  const outbound_sms_agents = [{ agent_id: agents[2], weight: 1, agent_version: 0 }]
  const number = update({ inbound_agents, outbound_sms_agents })
  expect(number.inbound_agents).toEqual(inbound_agents)
  expect(number.outbound_sms_agents).toEqual(outbound_sms_agents)
  expect(update({ nickname: 'x' }).inbound_agents).toEqual(inbound_agents)
})

test('agents are bound when a number is bought and when it is imported', () => {
  const bench = newBench()
  const outbound_agents = [{ agent_id: newAgent(bench).agent_id, weight: 1 }]
  expect(bench.ask('createPhoneNumber', { body: { outbound_agents } }).outbound_agents).toEqual(
    outbound_agents,
  )
  const body = { phone_number: '+12125550123', termination_uri: 'trunk.test', outbound_agents }
  expect(bench.ask('importPhoneNumber', { body }).outbound_agents).toEqual(outbound_agents)
})

test.each(['inbound_agents', 'outbound_agents', 'inbound_sms_agents', 'outbound_sms_agents'])(
  'the weights of %s add up to 1',
  list => {
    const { agents, update, refusal } = numberAndAgents(newBench())
    const weighing = (...weights: number[]) => ({
      [list]: weights.map((weight, index) => ({ agent_id: agents[index], weight })),
    })
    const refused = { status: 400, message: `request/body/${list} must have weights that add up to 1` }
    expect(refusal(weighing(0.5))).toEqual(refused)
    expect(refusal(weighing(0.5, 0.5001))).toEqual(refused)
    expect(refusal(weighing(0)).status).toBe(400)
    expect(update(weighing(0.7, 0.2, 0.1))).toMatchObject(weighing(0.7, 0.2, 0.1))
    expect(update(weighing(1 / 3, 1 / 3, 1 / 3))).toMatchObject(weighing(1 / 3, 1 / 3, 1 / 3))
  },
)

test('an unknown agent, version or tag is not found', () => {
  const { agents, refusal } = numberAndAgents(newBench())
  const bound = (agent_id: string, agent_version?: number | string) => ({
    inbound_agents: [{ agent_id, weight: 1, ...(agent_version === undefined ? {} : { agent_version }) }],
  })
  expect(refusal(bound('agent_none'))).toEqual({
    status: 404,
    message: 'Item agent_none not found from agent',
  })
  expect(refusal(bound('agent_none', 'latest_published')).status).toBe(404)
  expect(refusal(bound(agents[0], 3)).status).toBe(404)
  expect(refusal(bound(agents[0], 'canary')).status).toBe(404)
})

test('a number may wait for the first publication', () => {
  const { agents, update } = numberAndAgents(newBench())
  const inbound_agents = [{ agent_id: agents[0], weight: 1, agent_version: 'latest_published' }]
  expect(update({ inbound_agents }).inbound_agents).toEqual(inbound_agents)
})

test.each([null, []])('%j unbinds', nothing => {
  const { agents, update } = numberAndAgents(newBench())
  update({
    inbound_agents: [{ agent_id: agents[0], weight: 1 }],
    outbound_agents: [{ agent_id: agents[1], weight: 1 }],
  })
  const number = update({ inbound_agents: nothing })
  expect(Object.keys(number)).not.toContain('inbound_agents')
  expect(number.outbound_agents).toHaveLength(1)
})

test('the single agents of older generations become lists of one', () => {
  const bench = newBench()
  const { agent_id } = newAgent(bench)
  const body = { inbound_agent_id: agent_id, outbound_agent_id: agent_id, outbound_agent_version: 0 }
  const number = bench.ask('createPhoneNumber', { body })
  expect(number.inbound_agents).toEqual([{ agent_id, weight: 1 }])
  expect(number.outbound_agents).toEqual([{ agent_id, agent_version: 0, weight: 1 }])
  expect(Object.keys(number)).not.toContain('inbound_agent_id')
  const imported = { phone_number: '+12125550123', termination_uri: 'trunk.test', ...body }
  expect(bench.ask('importPhoneNumber', { body: imported }).outbound_agents).toEqual(number.outbound_agents)
})

test('a single agent is replaced, moved to another version and unbound', () => {
  const bench = newBench()
  const { agents, update, refusal } = numberAndAgents(bench)
  const [one, two] = agents
  bench.ask('publishAgent', { params: { agent_id: two } })
  update({ inbound_agent_id: one })
  expect(update({ inbound_agent_id: two }).inbound_agents).toEqual([{ agent_id: two, weight: 1 }])
  expect(update({ inbound_agent_version: 1 }).inbound_agents).toEqual([
    { agent_id: two, agent_version: 1, weight: 1 },
  ])
  expect(refusal({ inbound_agent_version: 9 }).status).toBe(404)
  expect(update({ inbound_agent_version: null }).inbound_agents).toEqual([{ agent_id: two, weight: 1 }])
  expect(Object.keys(update({ inbound_agent_id: null }))).not.toContain('inbound_agents')
  expect(refusal({ inbound_agent_id: 'agent_none' }).status).toBe(404)
})

test('a version alone says nothing where no single agent is bound', () => {
  const { update } = numberAndAgents(newBench())
  expect(Object.keys(update({ inbound_agent_version: 0 }))).not.toContain('inbound_agents')
})

test('a list wins over a single agent', () => {
  const { agents, update } = numberAndAgents(newBench())
  const [one, two] = agents
  const inbound_agents = [{ agent_id: two, weight: 1 }]
  expect(update({ inbound_agent_id: one, inbound_agents }).inbound_agents).toEqual(inbound_agents)
})

test('a binding outlives its agent', () => {
  const bench = newBench()
  const { agents, update } = numberAndAgents(bench)
  const [agent_id] = agents
  update({ inbound_agent_id: agent_id })
  bench.ask('deleteAgent', { params: { agent_id } })
  expect(bench.ask('listPhoneNumbersV1')[0]?.inbound_agents).toEqual([{ agent_id, weight: 1 }])
})
