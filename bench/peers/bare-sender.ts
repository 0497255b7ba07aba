// The least that sending webhooks can be: bodies that are there already, signed and posted with keep-alive, so many at a time. No
// log, no retries, no timeouts. Prints how many ms it took. `node bare-sender.mjs CONTROL_URL COUNT AT_A_TIME [BYTES]`.

import { createHmac } from 'node:crypto'
import { Agent, request } from 'node:http'

const [, , control = '', count = '0', atATime = '0', bytes = '0'] = process.argv
const { urls } = (await (await fetch(control)).json()) as { urls: string[] }
const agent = new Agent({ keepAlive: true, maxSockets: 256 })
const body = JSON.stringify({
  event: 'alert_triggered',
  alert: { triggered_timestamp: Date.now(), webhook_urls: urls.slice(0, 100) },
}).padEnd(Number(bytes))

function send(url: string): Promise<void> {
  const timestamp = Date.now()
  const digest = createHmac('sha256', 'key_bare').update(body).update(String(timestamp)).digest('hex')
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: 'POST',
      agent,
      headers: {
        'Content-Type': 'application/json',
        'X-Retell-Signature': `v=${timestamp},d=${digest}`,
        'Content-Length': Buffer.byteLength(body),
      },
    })
    outgoing.on('response', answer => answer.resume().on('end', resolve))
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

const began = performance.now()
let next = 0
const lane = async () => {
  while (next < Number(count)) await send(urls[next++ % urls.length]!)
}
await Promise.all(Array.from({ length: Number(atATime) }, lane))
console.log(Math.round(performance.now() - began))
