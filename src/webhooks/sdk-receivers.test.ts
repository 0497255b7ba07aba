// Receivers written with the SDK as Retell's documentation shows it, for both generations, against genuine deliveries and every
// forgery. The 4.x sample parses the body and verifies what it writes anew; the 5.x sample verifies the raw body.

import RetellSdk5 from 'retell-sdk'
import RetellSdk4 from 'retell-sdk-4'
import { expect, test } from 'vitest'
import type { ControlSchemas } from '../contract.ts'
import { startFakeRetell } from '../index.ts'
import { dial, scriptedAgent } from '../testing/calls.ts'
import { type Received, startReceiver } from '../testing/receiver.ts'

type Name = ControlSchemas['MisdeliveryName']

/** As frameworks hand it over: parsed, and empty where it is not said to be JSON. */
function parsedBody({ headers, body }: Received): unknown {
  return String(headers['content-type']).startsWith('application/json') && body !== '' ? JSON.parse(body) : {}
}

const signatureOf = ({ headers }: Received) => headers['x-retell-signature'] as string

const receivers = {
  'SDK 4.66, synchronous, over the body written anew': (request: Received, key: string) =>
    RetellSdk4.verify(JSON.stringify(parsedBody(request)), key, signatureOf(request)),
  'SDK 5.66.1, asynchronous, over the raw body': async (request: Received, key: string) =>
    RetellSdk5.verify(request.body, key, signatureOf(request)),
  'SDK 5.66.1 with the code for 4.x: no await': (request: Received, key: string) =>
    // A Promise is true, whatever it resolves with.
    Boolean(RetellSdk5.verify(request.body, key, signatureOf(request))),
}

/** What each receiver answers to one webhook that is misdelivered so; undefined: unharmed. */
async function answers(misdeliver: Name | undefined): Promise<(number | null)[]> {
  await using fake = await startFakeRetell({ time: 'frozen' })
  fake.settings({ webhook_retry_delays_ms: [] })
  const statuses: (number | null)[] = []
  for (const accepts of Object.values(receivers)) {
    await using receiver = await startReceiver(async (request, response) => {
      if (request.method !== 'POST') return void response.writeHead(405).end()
      try {
        const genuine = await accepts(request, fake.apiKey)
        response.writeHead(genuine ? 204 : 401).end()
      } catch {
        response.writeHead(400).end()
      }
    })
    const agent = await scriptedAgent(
      fake,
      { webhook_url: receiver.url, webhook_events: ['call_ended'] },
      { begin_message: 'Grüß Gott / 日本' },
    )
    if (misdeliver) await fake.fault({ misdeliver })
    const { call_id } = await dial(fake, agent)
    await fake.runUntilIdle()
    statuses.push(fake.deliveries({ call_id })[0]!.attempts[0]!.status)
  }
  return statuses
}

test('every receiver takes a genuine delivery', async () => {
  expect(await answers(undefined)).toEqual([204, 204, 204])
})

test.each<Name>([
  'signature_missing',
  'signature_empty',
  'signature_no_digest',
  'signature_no_timestamp',
  'signature_swapped',
  'signature_spaced',
  'signature_not_hex',
  'signature_short',
  'signature_body_hex',
  'signature_sha256',
  'signature_wrong_key',
  'signature_timestamp_changed',
  'signature_stale',
  'signature_future',
  'signature_just_outside',
  'body_tampered',
])('%s is refused by both generations, and slips through where the await is missing', async misdeliver => {
  expect(await answers(misdeliver)).toEqual([401, 401, 204])
})

test.each<Name>([
  'signature_just_inside',
  'header_uppercase',
  'odd_unicode',
  'unknown_fields',
  'unknown_event',
  'nulls',
  'missing_fields',
  'huge_transcript',
  'body_reordered',
  'chunked',
  'trickled',
])('%s is genuine, and both generations take it', async misdeliver => {
  expect((await answers(misdeliver)).slice(0, 2)).toEqual([204, 204])
})

test.each<[Name, number, number, string]>([
  ['signature_uppercase', 401, 204, 'SDK 5 reads digits of either case'],
  ['signature_junk_before', 204, 401, 'SDK 4 looks for the value anywhere'],
  ['body_pretty', 401, 204, 'written anew, the body has other bytes'],
  ['body_escaped', 401, 204, 'written anew, the body has other bytes'],
  ['wrong_content_type', 401, 204, 'the framework did not parse it'],
  ['invalid_json', 400, 204, 'the raw body is genuine, whatever it says'],
  ['empty_ping', 401, 204, 'an empty body is not {}'],
  ['wrong_method', 405, 405, 'it is no POST'],
])('%s is answered %i by 4.x and %i by 5.x: %s', async (misdeliver, v4, v5) => {
  expect((await answers(misdeliver)).slice(0, 2)).toEqual([v4, v5])
})
