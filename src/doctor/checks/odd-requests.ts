// Requests that are no events. A receiver may refuse them as it likes, but not fall over.

import type { Check } from '../../checkup/checkup.ts'
import { passed } from '../../checkup/finding.ts'
import { type Bench, signatureOf } from '../bench.ts'
import { expectAccepted, expectComposure } from '../judging.ts'
import { withFields } from '../payloads.ts'

const theme = 'Odd requests'
const needs = ['in-time']

export const oddRequests: readonly Check<Bench>[] = [
  {
    name: 'get-request',
    theme,
    about: 'a GET is answered, by 404 or 405 for example',
    needs,
    lane: 'last',
    run: bench =>
      expectComposure(bench, [{ what: 'GET', body: '', shot: { method: 'GET', signature: null } }], {
        change: 'Browsers, health checks and scanners come by GET: answer 405.',
      }),
  },
  {
    name: 'empty-body',
    theme,
    about: 'a POST without a body is answered, by 400 or 401 for example',
    needs,
    lane: 'last',
    run: bench =>
      expectComposure(
        bench,
        [
          { what: 'A POST with an empty body, unsigned', body: '', shot: { signature: null } },
          { what: 'A POST with an empty body, signed', body: '' },
        ],
        {
          change:
            'Retell was seen to send an empty body to try a URL that was just set: answer without reading fields of it.',
        },
      ),
  },
  {
    name: 'invalid-json',
    theme,
    about: 'a signed body that is no JSON is answered, by 400 for example',
    needs,
    lane: 'last',
    run: bench =>
      expectComposure(
        bench,
        [{ what: 'A signed body that breaks off', body: '{"event":"call_ended","call":{' }],
        {
          change:
            'Put JSON.parse in a try, and answer 400: an exception that nobody catches ends some servers.',
        },
      ),
  },
  {
    name: 'not-an-event',
    theme,
    about: 'signed JSON that is no event is answered, by 400 for example',
    needs,
    lane: 'last',
    async run(bench) {
      const [started] = await bench.stories.next('phone')
      const bodies = {
        null: 'null',
        'A list': '[]',
        'An empty object': '{}',
        'call_ended without a call': '{"event":"call_ended"}',
        'An event that is a number': withFields(started!.body, { event: 7 }),
      }
      const oddities = Object.entries(bodies).map(([what, body]) => ({ what: `${what}, signed`, body }))
      return expectComposure(bench, oddities, {
        change:
          'Look at event and call before using them: alerts, chats and inbound webhooks have other fields.',
      })
    },
  },
  {
    name: 'long-signature',
    theme,
    about: 'a very long signature is answered, and quickly',
    needs,
    lane: 'last',
    async run(bench) {
      const [started] = await bench.stories.next('phone')
      const { body } = started!
      const long = `${signatureOf(body, bench.key)}${'0'.repeat(4_000)}`
      return expectComposure(
        bench,
        [{ what: 'A signature of 4,000 digits', body, shot: { signature: long } }],
        {
          change:
            'crypto.timingSafeEqual throws when the lengths differ: compare them first, or use Retell.verify.',
        },
      )
    },
  },
  {
    name: 'survives',
    theme,
    about: 'after all of this it still accepts a genuine event',
    needs: ['genuine'],
    lane: 'last',
    async run(bench) {
      const [started] = await bench.stories.next('phone')
      const verdict = await expectAccepted(
        bench,
        [{ what: 'call_started, at the end', body: started!.body }],
        {
          change:
            'One of the odd requests has stopped it: its own log should say which. Catch what a handler throws, also what it throws after its answer.',
        },
      )
      return 'skipped' in verdict || verdict.findings.length > 0 ? verdict : passed()
    },
  },
]
