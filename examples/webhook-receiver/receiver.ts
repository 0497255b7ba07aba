// Receives Retell's webhooks: checks the signature over the raw bytes, answers at once, works afterwards, and does
// so once an event. On node:http alone; the same four steps fit any framework that hands over the raw body.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Retell from 'retell-sdk'

/** The transcript of a long call, word by word, is some megabytes. */
const MAX_BODY_BYTES = 10_000_000

/** What an event is about: one of the three, as its name says. */
interface WebhookEvent {
  event: string
  call?: { call_id: string; call_status: string; disconnection_reason?: string }
  chat?: { chat_id: string; chat_status: string }
  alert?: { alert_incident_id: string; name: string }
}

// The API key is the signing key: Retell has no separate webhook secret.
const apiKey = process.env.RETELL_API_KEY
if (!apiKey) {
  console.error('Set RETELL_API_KEY to the key that your calls are made with, then try again.')
  process.exit(2)
}

/**
 * Retell repeats an event whose answer was late or lost, so the same one may come twice. There is no delivery id:
 * the event and what it is about together name it; only `transcript_updated` comes many times of its own. In production
 * this is a table with a unique key, written in the transaction of the work.
 */
const seen = new Set<string>()

const server = createServer((request, response) => {
  receive(request, response, apiKey).catch(error => {
    console.error('webhook dropped:', error)
    response.destroy()
  })
})

server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})

async function receive(request: IncomingMessage, response: ServerResponse, key: string): Promise<void> {
  const body = await rawBody(request)
  const signature = String(request.headers['x-retell-signature'])
  // In SDK 5 `verify` is asynchronous. Without the await, a Promise is always true and every forgery passes.
  // In SDK 4 it is synchronous: if (!Retell.verify(body, key, signature)) …
  if (!(await Retell.verify(body, key, signature))) {
    response.writeHead(401).end()
    return
  }
  response.writeHead(204).end()
  handleOnce(JSON.parse(body) as WebhookEvent)
}

function handleOnce({ event, call, chat, alert }: WebhookEvent): void {
  const id = call?.call_id ?? chat?.chat_id ?? alert?.alert_incident_id
  const key = `${event}:${id}`
  if (seen.has(key) && event !== 'transcript_updated') return
  seen.add(key)
  // Your work goes here. What takes long or may fail belongs into a queue.
  if (call) console.log(event, id, call.call_status, call.disconnection_reason ?? '')
  else if (chat) console.log(event, id, chat.chat_status)
  else console.log(event, id ?? '', alert?.name ?? '')
}

/** The body exactly as it was sent: one that was parsed and written anew may have another signature. */
async function rawBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_BODY_BYTES) throw new Error(`a body of more than ${MAX_BODY_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
