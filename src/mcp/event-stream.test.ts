import { expect, test } from 'vitest'
import { eventsIn } from './event-stream.ts'

async function read(...chunks: (string | Uint8Array)[]): Promise<string[]> {
  async function* stream() {
    for (const chunk of chunks) yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
  }
  const events: string[] = []
  for await (const event of eventsIn(stream())) events.push(event)
  return events
}

test('the lines of an event are joined, and what is not data is passed over', async () => {
  expect(await read(': hello\nid: 1\ndata: one\ndata:two\n\n: only a comment\n\ndata: three\n\n')).toEqual([
    'one\ntwo',
    'three',
  ])
})

test('an event may be cut anywhere, within a line break or a character', async () => {
  const bytes = new TextEncoder().encode('data: é\r\n\r\ndata: b\r\n\r\n')
  const pieces = [...bytes].map(byte => Uint8Array.of(byte))
  expect(await read(...pieces)).toEqual(['é', 'b'])
})

test('the last event counts although the stream ends without a blank line', async () => {
  expect(await read('data: a\n\ndata: b')).toEqual(['a', 'b'])
})

test('a stream that is too long is given up', async () => {
  await expect(read('x'.repeat(5_000_001))).rejects.toThrow('the event stream is too long')
})
