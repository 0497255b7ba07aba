// The same genuine events in other bytes and other headers: what a signature over the raw body does not mind.

import type { Check } from '../../checkup/checkup.ts'
import { found, passed } from '../../checkup/finding.ts'
import type { Bench, Shot } from '../bench.ts'
import { eventOf, expectAccepted, introduce, type Remedy, told } from '../judging.ts'
import { escaped, lengthened, pretty, reordered } from '../payloads.ts'
import { RAW_BODY } from '../snippets.ts'

const theme = 'Bytes and headers'
const needs = ['genuine']
const MEGABYTE = 1_000_000
/** Just above what Express takes unless told otherwise. */
const SMALLER = 150_000

export const bytes: readonly Check<Bench>[] = [
  {
    name: 'raw-body',
    theme,
    about: 'the signature is checked over the raw body, not over one that was parsed and written anew',
    needs: ['verifies'],
    lane: 'together',
    async run(bench) {
      const start = async () => (await bench.stories.next('phone'))[0]!.body
      const requests = [
        { what: 'call_started with spaces and line ends', body: pretty(await start()) },
        { what: 'call_started with escaped slashes', body: escaped(await start()).replaceAll('":"', '": "') },
        { what: 'call_started with names and numbers in another form', body: reordered(await start()) },
      ]
      return expectAccepted(bench, requests, {
        change:
          'Verify the bytes that came, before any JSON parser: JSON.stringify(req.body) and json.dumps(...) give the same bytes only by luck.',
        snippet: RAW_BODY,
      })
    },
  },
  {
    name: 'accented',
    theme,
    about: 'accents, other scripts and emoji are accepted',
    needs: ['whole-call'],
    lane: 'together',
    run: async bench =>
      expectAccepted(bench, told(await bench.stories.next('accented'), 'a call beyond ASCII'), {
        change: 'Read the body as UTF-8, or verify it as bytes; join the chunks before decoding them.',
        snippet: RAW_BODY,
      }),
  },
  {
    name: 'large-body',
    theme,
    about: 'a body of one megabyte is accepted',
    needs: ['whole-call'],
    lane: 'together',
    run: largeBody,
  },
  {
    name: 'header-case',
    theme,
    about: 'the signature is found in a header of lower case',
    needs: ['verifies'],
    lane: 'together',
    run: bench =>
      variant(
        bench,
        'with x-retell-signature in lower case',
        { signatureName: 'x-retell-signature' },
        {
          change:
            'Names of headers have no case: Retell writes it both ways, and HTTP/2 and proxies make it lower.',
        },
      ),
  },
  {
    name: 'charset',
    theme,
    about: 'application/json; charset=utf-8 is accepted',
    needs,
    lane: 'together',
    run: bench =>
      variant(
        bench,
        'with Content-Type: application/json; charset=utf-8',
        { contentType: 'application/json; charset=utf-8' },
        {
          severity: 'warning',
          change: 'Compare the media type alone, without what follows the semicolon.',
        },
      ),
  },
  {
    name: 'chunked',
    theme,
    about: 'a body in chunks, without Content-Length, is accepted',
    needs,
    lane: 'together',
    run: bench =>
      variant(
        bench,
        'in chunks',
        { headers: [['Transfer-Encoding', 'chunked']] },
        {
          severity: 'warning',
          change:
            'Read the body to its end instead of trusting Content-Length: a proxy on the way may send it in chunks.',
        },
      ),
  },
]

async function variant(bench: Bench, how: string, shot: Omit<Shot, 'body'>, remedy: Remedy) {
  const [started] = await bench.stories.next('phone')
  return expectAccepted(bench, [{ what: `call_started ${how}`, body: started!.body, shot }], remedy)
}

async function largeBody(bench: Bench) {
  const ofLength = async (length: number) => {
    const story = await bench.stories.next('phone')
    await introduce(bench, story)
    return bench.fire('genuine', lengthened(eventOf(story, 'call_ended').body, length))
  }
  const answer = await ofLength(MEGABYTE)
  if (answer.accepted) return passed()
  const smaller = await ofLength(SMALLER)
  return found({
    severity: 'error',
    seen: `call_ended of 1 MB: it ${answer.text}. The same of 150 kB: it ${smaller.text}.`,
    change:
      'Raise the limit of your body parser to 10 MB: express.json() and express.raw() stop at 100 kB unless told otherwise, nginx at 1 MB. The transcript of an hour, word by word, is larger.',
    snippet: RAW_BODY,
  })
}
