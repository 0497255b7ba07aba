// Server-sent events, as far as MCP uses them: the data of each event, one after another. It opens no connection.

/** How many characters a stream may send before it is given up. */
const MAX_CHARACTERS = 5_000_000

/** The data of each event, as soon as it is whole. Throws a sentence when the stream sends more than 5 million characters. */
export async function* eventsIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let waiting = ''
  let length = 0
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true })
    length += text.length
    if (length > MAX_CHARACTERS) throw new Error('the event stream is too long')
    // A line break of two characters may come in two chunks: the first half waits.
    waiting = (waiting + text).replaceAll('\r\n', '\n')
    const events = waiting.split('\n\n')
    waiting = events.pop() ?? ''
    for (const event of events) {
      const data = dataOf(event)
      if (data !== '') yield data
    }
  }
  const last = dataOf(waiting)
  if (last !== '') yield last
}

const dataOf = (event: string) =>
  event
    .split('\n')
    .filter(line => line.startsWith('data:'))
    .map(line => line.slice('data:'.length).replace(/^ /, ''))
    .join('\n')
