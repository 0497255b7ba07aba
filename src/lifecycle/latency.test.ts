import type { PhoneCallResponse } from 'retell-sdk/resources/call'
import { expect, test } from 'vitest'
import { chanceOf } from '../chance.ts'
import { latencyOf, simulateTurnLatency, summarise } from './latency.ts'

test('percentiles are those of a published call record', () => {
  expect(summarise([729, 650, 1, 737])).toEqual({
    p50: 689.5,
    p90: 734.6,
    p95: 735.8,
    p99: 736.76,
    min: 1,
    max: 737,
    num: 4,
    values: [729, 650, 1, 737],
  })
})

test('one measurement is every percentile, and none is no summary', () => {
  expect(summarise([42])).toMatchObject({ p50: 42, p90: 42, p95: 42, p99: 42, min: 42, max: 42, num: 1 })
  expect(summarise([])).toBeUndefined()
})

test('percentiles carry no dust of floating point', () => {
  const { p90, p95, p99 } = summarise([1000.1, 1100.2, 1300.3])!
  expect([p90, p95, p99]).toEqual([1260.28, 1280.29, 1296.298])
})

test('a call has the kinds of latency that its turns measured', () => {
  const latency = latencyOf([
    { e2e: 900, llm: 500, knowledge_base: 40 },
    { e2e: 1000, llm: 600 },
  ])
  expect(Object.keys(latency)).toEqual(['e2e', 'llm', 'knowledge_base'])
  expect(latency.llm?.values).toEqual([500, 600])
  expect(latency.knowledge_base?.num).toBe(1)
  expect(latencyOf([])).toEqual({})
})

test('a zero is a measurement', () => {
  expect(latencyOf([{ e2e: 0 }]).e2e?.num).toBe(1)
})

test('simulated turns are believable', () => {
  const chance = chanceOf(1, 'latency')
  const turns = Array.from({ length: 500 }, () =>
    simulateTurnLatency(chance, { customLlm: true, knowledgeBase: true }),
  )
  for (const { e2e, asr, llm, tts, knowledge_base, llm_websocket_network_rtt } of turns) {
    expect(e2e).toBeGreaterThan(asr! + llm! + tts! + knowledge_base!)
    expect(llm).toBeGreaterThan(llm_websocket_network_rtt!)
    expect([asr, llm, tts, knowledge_base].every(Number.isInteger)).toBe(true)
  }
  const { e2e, llm } = latencyOf(turns)
  expect(e2e!.p50).toBeGreaterThan(700)
  expect(e2e!.p50).toBeLessThan(1500)
  expect(e2e!.max).toBeLessThan(2500)
  expect(llm!.max).toBeGreaterThan(900)
})

test('a turn has the keys of its kind of agent', () => {
  const kinds = (kind: Parameters<typeof simulateTurnLatency>[1]) =>
    Object.keys(simulateTurnLatency(chanceOf(1), kind)).sort()
  expect(kinds({})).toEqual(['asr', 'e2e', 'llm', 'tts'])
  expect(kinds({ customLlm: true })).toEqual(['asr', 'e2e', 'llm', 'llm_websocket_network_rtt', 'tts'])
  expect(kinds({ knowledgeBase: true })).toEqual(['asr', 'e2e', 'knowledge_base', 'llm', 'tts'])
  expect(kinds({ s2s: true })).toEqual(['e2e', 's2s'])
})

test('the same chance gives the same turn, and the type is that of the wire', () => {
  const turn = simulateTurnLatency(chanceOf(7, 'call'))
  expect(turn).toEqual(simulateTurnLatency(chanceOf(7, 'call')))
  const wire: PhoneCallResponse['latency'] = latencyOf([turn])
  expect(wire?.e2e?.num).toBe(1)
})
