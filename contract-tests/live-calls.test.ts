// Reaching into a call that goes on. Whether one does is the mock's to decide, so this is for the mock alone.

import { NotFoundError, UnprocessableEntityError } from 'retell-sdk'
import { expect } from 'vitest'
import type { FakeRetell } from '../src/index.ts'
import type { Makers } from './makers.ts'
import { mockOnly } from './marks.ts'
import { refusal } from './refusal.ts'

/** A web call that the browser has joined, which it does within a second. */
async function ongoing({ make, fake }: { make: Makers; fake: FakeRetell }) {
  const { call_id } = await make.webCall({ agent_id: (await make.agent()).agent_id })
  await fake.advance(1_000)
  return call_id
}

mockOnly('a call that goes on is stopped', async ({ api, make, fake }) => {
  const call_id = await ongoing({ make, fake })
  expect(await api.stopCall({ params: { call_id } })).toBeUndefined()
  expect(await api.getCall({ params: { call_id } })).toMatchObject({
    call_status: 'ended',
    disconnection_reason: 'manual_stopped',
  })
  expect(await refusal(api.stopCall({ params: { call_id } }))).toMatchObject({ status: 422 })
})

mockOnly('a call that goes on is changed, and its agent told something', async ({ api, make, fake }) => {
  const call_id = await ongoing({ make, fake })
  const body = {
    fields_to_override: { metadata: { order: 2 }, override_dynamic_variables: { name: 'Ada' } },
    call_control: { additional_context: 'A good customer.', trigger_response: true },
  }
  expect(await api.updateLiveCall({ params: { call_id }, body })).toEqual({ success: true })
  const call = await api.getCall({ params: { call_id } })
  expect(call.metadata).toEqual({ order: 2 })
  expect(call.transcript_with_tool_calls).toContainEqual(
    expect.objectContaining({ role: 'injected', content: 'A good customer.' }),
  )
})

mockOnly('a change of a call knows no other keys, and no empty context', async ({ api, make, fake }) => {
  const params = { call_id: await ongoing({ make, fake }) }
  const wrong = (body: object) => refusal(api.unchecked.updateLiveCall({ params, body }))
  expect(await wrong({ metadata: {} })).toMatchObject({ status: 400 })
  expect(await wrong({ fields_to_override: { call_status: 'ended' } })).toMatchObject({ status: 400 })
  expect(await wrong({ call_control: { additional_context: '' } })).toMatchObject({ status: 400 })
})

mockOnly('whoever listens can take the call over', async ({ api, make, fake }) => {
  const params = { call_id: await ongoing({ make, fake }) }
  const { participant_id, expires_at } = await api.listenLiveCall({ params })
  expect(participant_id).toMatch(/^listener_/)
  expect(expires_at).toBeGreaterThan(fake.now())
  const stranger = { participant_id: 'listener_gone' }
  expect(await refusal(api.takeOverLiveCall({ params, body: stranger }))).toMatchObject({ status: 404 })
  expect(await api.takeOverLiveCall({ params, body: { participant_id } })).toEqual({ success: true })
  expect(await api.getCall({ params })).toMatchObject({
    call_status: 'ended',
    disconnection_reason: 'call_take_over',
  })
})

mockOnly('a call that is not there cannot be reached into', async ({ api }) => {
  const params = { call_id: 'call_gone' }
  const gone = { status: 404, message: 'Item call_gone not found from call' }
  expect(await refusal(api.stopCall({ params }))).toEqual(gone)
  expect(await refusal(api.updateLiveCall({ params, body: {} }))).toEqual(gone)
  expect(await refusal(api.listenLiveCall({ params }))).toEqual(gone)
  expect(await refusal(api.takeOverLiveCall({ params, body: { participant_id: 'x' } }))).toEqual(gone)
})

mockOnly('SDK 5 stops a call', async ({ sdk5, make, fake }) => {
  const call_id = await ongoing({ make, fake })
  expect([undefined, null, '']).toContain(await sdk5.call.stop(call_id))
  expect(await sdk5.call.retrieve(call_id)).toMatchObject({ disconnection_reason: 'manual_stopped' })
  await expect(sdk5.call.stop(call_id)).rejects.toThrow(UnprocessableEntityError)
})

mockOnly('SDK 5 changes a call, listens to it and takes it over', async ({ sdk5, make, fake }) => {
  const call_id = await ongoing({ make, fake })
  expect(await sdk5.call.updateLive(call_id, { call_control: { trigger_response: true } })).toEqual({
    success: true,
  })
  const { participant_id, transport } = await sdk5.call.listenLive(call_id)
  expect(transport).toBe('gateway')
  expect(await sdk5.call.takeOverLive(call_id, { participant_id })).toEqual({ success: true })
  await expect(sdk5.call.listenLive('call_gone')).rejects.toThrow(NotFoundError)
})
