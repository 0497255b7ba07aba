// Genuine events to check a receiver with: a mock inside this process holds real calls and chats on a frozen clock, and
// what it sends is kept byte for byte. It stays up, so that a receiver can ask it about the calls that it hears of.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { wall } from '../clock.ts'
import { openServer } from '../server.ts'
import { workspaceHandle } from '../workspace-handle.ts'
import { castOf, type Kind, type Supplied } from './cast.ts'

/** An event as it left the mock. */
export interface Sample {
  event: string
  /** Of the call or the chat. */
  id: string
  body: string
}

/** All events of one call or one chat, in the order of sending. */
export type Story = readonly Sample[]

export interface Stories {
  /** A story that this reader has not given before. */
  next(kind: Kind): Promise<Story>
}

export interface Recording extends AsyncDisposable {
  /** Where the mock is reached. */
  url: string
  /** Gives the stories from the first on: two readers give the same ones. */
  reader(): Stories
}

export interface RecordingOptions extends Supplied {
  apiKey: string
  /** Of the mock; 0 for any free one. */
  port: number
  /** Decides the ids. */
  seed: number
}

/** The first call began an hour ago, by the clock on the wall. */
const AGO_MS = 3_600_000
/** How many stories are recorded when one is missing. */
const LOTS: Record<Kind, number> = { phone: 24, web: 2, unconnected: 2, accented: 2, transferred: 1, chat: 1 }

/** Opens a mock that records. Throws a `Misuse` when its port is taken. */
export async function openRecording(options: RecordingOptions): Promise<Recording> {
  const server = await openServer({
    host: '127.0.0.1',
    port: options.port,
    db: ':memory:',
    fresh: false,
    time: { mode: 'frozen', speed: 0, at: wall.now() - AGO_MS },
    seed: options.seed,
    apiKeys: [],
    defaultKey: options.apiKey,
    scenarios: [],
  })
  const heard: string[] = []
  const sink = await openSink(body => heard.push(body))
  const fake = workspaceHandle(server, options.apiKey)
  const close = async () => {
    await server.close()
    await sink.close()
  }
  const cast = await castOf(fake, sink.url, options).catch(async error => {
    await close()
    throw error
  })
  const shelves = new Map<Kind, Story[]>()

  async function record(kind: Kind): Promise<void> {
    for (let count = 0; count < LOTS[kind]; count++) await cast.begin(kind)
    await fake.runUntilIdle()
    const stories = storiesOf(heard.splice(0).map(cast.spelt))
    shelves.set(kind, [...(shelves.get(kind) ?? []), ...stories])
  }

  let recording = Promise.resolve()
  const storyAt = async (kind: Kind, index: number): Promise<Story> => {
    recording = recording.then(() => (shelves.get(kind)?.[index] ? undefined : record(kind)))
    await recording
    return shelves.get(kind)![index]!
  }
  return {
    url: server.url,
    reader() {
      const given = new Map<Kind, number>()
      return {
        next(kind) {
          const index = given.get(kind) ?? 0
          given.set(kind, index + 1)
          return storyAt(kind, index)
        },
      }
    },
    async [Symbol.asyncDispose]() {
      await recording.catch(() => {})
      await close()
    },
  }
}

/** The events by their call or chat, in the order in which each was first heard of. */
function storiesOf(bodies: readonly string[]): Story[] {
  const stories = new Map<string, Sample[]>()
  for (const body of bodies) {
    const { event, call, chat } = JSON.parse(body) as {
      event: string
      call?: { call_id: string }
      chat?: { chat_id: string }
    }
    const id = call?.call_id ?? chat?.chat_id ?? ''
    stories.set(id, [...(stories.get(id) ?? []), { event, id, body }])
  }
  return [...stories.values()]
}

/** The receiver of the mock's own webhooks. */
async function openSink(hear: (body: string) => void) {
  const server = createServer((request, response) => {
    buffer(request).then(
      bytes => {
        hear(bytes.toString('utf8'))
        response.writeHead(204).end()
      },
      () => response.destroy(),
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
