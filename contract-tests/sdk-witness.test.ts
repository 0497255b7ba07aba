// That the witness finds what the SDKs would not expect, and says it in one line. It asks nobody.

import { expect, test } from 'vitest'
import { sdkWitness } from './sdk-witness.ts'

const { faults } = sdkWitness()
const concurrency = (changed: object) => {
  const limits = {
    concurrency_burst_enabled: false,
    concurrency_burst_limit: 0,
    reserved_inbound_concurrency: 0,
  }
  const shared = {
    base_concurrency: 20,
    concurrency_limit: 20,
    concurrency_purchase_limit: 100,
    current_concurrency: 0,
    purchased_concurrency: 0,
    remaining_purchase_limit: 100,
  }
  return faults('GET', '/get-concurrency', { ...shared, ...limits, ...changed }).filter(fault =>
    fault.startsWith('sdk-5'),
  )
}

test('a reply that an SDK expects has no faults', () => {
  expect(concurrency({})).toEqual([])
})

test('a field that the type does not name is a fault', () => {
  expect(concurrency({ surprise: 1 })).toEqual(['sdk-5 ConcurrencyRetrieveResponse has no surprise'])
})

test('a value of another type is a fault, at its place', () => {
  expect(concurrency({ current_concurrency: 'none' })).toEqual([
    'sdk-5 ConcurrencyRetrieveResponse.current_concurrency is a string',
  ])
})

test('a field that is missing, a word of no list and a kind of no union are faults', () => {
  const voice = { provider: 'nobody', voice_id: 'nobody-Ann', voice_name: 'Ann' }
  expect(faults('GET', '/get-voice/{voice_id}', voice)).toEqual(
    expect.arrayContaining([
      'sdk-5 VoiceResponse needs gender',
      'sdk-5 VoiceResponse.provider is "nobody"',
      'sdk-4 VoiceResponse needs gender',
    ]),
  )
  expect(faults('GET', '/v2/get-call/{call_id}', { call_type: 'fax' })).toEqual(
    expect.arrayContaining([expect.stringMatching(/^sdk-5 .* is of no kind "fax"$/)]),
  )
})

test('one fault of many items is one line', () => {
  const voice = { provider: 'openai', voice_id: 'openai-Ann', voice_name: 'Ann', gender: 'female', age: 41 }
  expect(faults('GET', '/list-voices', [voice, voice])).toEqual([
    'sdk-4 VoiceResponse.age is a number',
    'sdk-5 VoiceResponse.age is a number',
  ])
})

test('an endpoint that an SDK does not have has no faults by it', () => {
  expect(faults('GET', '/never-heard-of', { anything: true })).toEqual([])
})
