import { expect, test } from 'vitest'
import type { Call, Schemas } from '../contract.ts'
import { type FakeRetell, startFakeRetell } from '../index.ts'
import { type AgentSettings, api, dial, getCall, scriptedAgent } from '../testing/calls.ts'
import { startReceiver } from '../testing/receiver.ts'

const frozen = () => startFakeRetell({ time: 'frozen' })
const statusOf = async (url: string) => (await fetch(url)).status

async function callOf(fake: FakeRetell, settings: AgentSettings = {}) {
  const call = await dial(fake, await scriptedAgent(fake, settings))
  await fake.runUntilIdle()
  return getCall(fake, call)
}

test('signed links work for as long as the agent says, and each answer has fresh ones', async () => {
  await using fake = await frozen()
  const call = await callOf(fake, { opt_in_signed_url: true, signed_url_expiration_ms: 60_000 })
  for (const url of [call.recording_url!, call.recording_multi_channel_url!, call.public_log_url!])
    expect(await statusOf(url)).toBe(200)
  await fake.advance(58_000)
  expect(await statusOf(call.recording_url!)).toBe(200)
  await fake.advance(2_000)
  const denied = await fetch(call.recording_url!)
  expect([denied.status, await denied.text()]).toEqual([403, expect.stringContaining('AccessDenied')])
  const fresh = await getCall(fake, call)
  expect(fresh.recording_url).not.toBe(call.recording_url)
  expect(await statusOf(fresh.recording_url!)).toBe(200)
})

test('a signed file is refused without its signature, with another’s, and with a later expiry', async () => {
  await using fake = await frozen()
  const { recording_url, public_log_url } = await callOf(fake, { opt_in_signed_url: true })
  const url = new URL(recording_url!)
  expect(await statusOf(url.origin + url.pathname)).toBe(403)
  expect(await statusOf(`${url.origin}${url.pathname}${new URL(public_log_url!).search}`)).toBe(403)
  url.searchParams.set('Expires', String(Number(url.searchParams.get('Expires')) + 60))
  expect(await statusOf(url.href)).toBe(403)
})

test('signed links live a day unless the agent says otherwise', async () => {
  await using fake = await frozen()
  const { recording_url } = await callOf(fake, { opt_in_signed_url: true, signed_url_expiration_ms: null })
  await fake.advance(86_400_000 - 2_000)
  expect(await statusOf(recording_url!)).toBe(200)
  await fake.advance(2_000)
  expect(await statusOf(recording_url!)).toBe(403)
})

test('lists, updates, another analysis and webhooks have signed links, too', async () => {
  await using fake = await frozen()
  await using receiver = await startReceiver()
  const { call_id } = await callOf(fake, { opt_in_signed_url: true, webhook_url: receiver.url })
  const page = await api<Schemas['CallPage']>(fake, 'POST', '/v3/list-calls', {})
  const shown = [
    page.items[0]!,
    ...(await api<Call[]>(fake, 'POST', '/v2/list-calls', {})),
    await api<Call>(fake, 'PATCH', `/v2/update-call/${call_id}`, { metadata: { seen: true } }),
    await api<Call>(fake, 'PUT', `/rerun-call-analysis/${call_id}`),
    (JSON.parse(receiver.received.at(-1)!.body) as { call: Call }).call,
  ]
  for (const { recording_url } of shown) expect(await statusOf(recording_url!)).toBe(200)
})

test('links are plain and last where nobody asked for signed ones, also when the agent asks later', async () => {
  await using fake = await frozen()
  const call = await callOf(fake)
  expect(new URL(call.recording_url!).search).toBe('')
  await api(fake, 'PATCH', `/update-agent/${call.agent_id}`, { opt_in_signed_url: true })
  await fake.advance(365 * 86_400_000)
  expect((await getCall(fake, call)).recording_url).toBe(call.recording_url)
  expect(await statusOf(call.recording_url!)).toBe(200)
})
