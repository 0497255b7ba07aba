// The application under test: it calls people to confirm an appointment and learns from webhooks what came of it. It
// knows the official SDK only; that there is a stand-in for Retell is the test's secret.

import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import Retell from 'retell-sdk'

export type Outcome = 'waiting' | 'confirmed' | 'declined' | 'not reached'

export interface Appointment {
  id: string
  phone: string
  /** Goes along with the call and comes back with every webhook. */
  metadata?: Record<string, unknown>
}

export interface Confirmations {
  webhookUrl: string
  /** Calls about an appointment; resolves with the call id as soon as the call is placed. */
  ask(appointment: Appointment): Promise<string>
  outcomeOf(appointmentId: string): Outcome | undefined
  close(): Promise<void>
}

export async function startConfirmations(options: {
  baseURL?: string
  apiKey: string
}): Promise<Confirmations> {
  const retell = new Retell(options)
  const outcomes = new Map<string, Outcome>()

  const llm = await retell.llm.create({ begin_message: 'Hello, I am calling about your appointment.' })
  const agent = await retell.agent.create({
    voice_id: '11labs-Adrian',
    response_engine: { type: 'retell-llm', llm_id: llm.llm_id },
    post_call_analysis_data: [
      { type: 'boolean', name: 'confirmed', description: 'Whether the customer will come.' },
    ],
  })
  const number = await retell.phoneNumber.create({
    outbound_agents: [{ agent_id: agent.agent_id, weight: 1 }],
  })

  const server = createServer(async (request, response) => {
    const body = await textOf(request)
    const signature = String(request.headers['x-retell-signature'])
    if (!(await Retell.verify(body, options.apiKey, signature))) return response.writeHead(401).end()
    learn(JSON.parse(body) as { event: string; call: Retell.CallResponse })
    response.writeHead(204).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))

  function learn({ event, call }: { event: string; call: Retell.CallResponse }): void {
    const { appointment_id: id } = call.metadata as { appointment_id: string }
    if (event === 'call_ended' && call.call_status !== 'ended') outcomes.set(id, 'not reached')
    if (event !== 'call_analyzed' || outcomes.get(id) === 'not reached') return
    const found = call.call_analysis?.custom_analysis_data as { confirmed?: boolean } | undefined
    outcomes.set(id, found?.confirmed ? 'confirmed' : 'declined')
  }

  return {
    webhookUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async ask({ id, phone, metadata }) {
      outcomes.set(id, 'waiting')
      const call = await retell.call.createPhoneCall({
        from_number: number.phone_number,
        to_number: phone,
        metadata: { ...metadata, appointment_id: id },
      })
      return call.call_id
    },
    outcomeOf: appointmentId => outcomes.get(appointmentId),
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
