// Makes an agent and a number, places a call, waits until it is over and analysed, and prints what came of it.
// It uses the official SDK and nothing of fake-retell: the same lines run against the real API, for real money.

import { setTimeout as delay } from 'node:timers/promises'
import Retell from 'retell-sdk'

const POLL_EVERY_MS = 500

// Without this variable the SDK would call the real Retell: better not by accident.
if (!process.env.RETELL_BASE_URL) {
  console.error('Set RETELL_BASE_URL=http://127.0.0.1:4010 and RETELL_API_KEY=key_local, then try again.')
  process.exit(2)
}

// The SDK takes RETELL_BASE_URL and RETELL_API_KEY from the environment by itself.
const retell = new Retell()

const llm = await retell.llm.create({
  begin_message: 'Hello, this is Ada from Harbor Clinic. How can I help you?',
  general_prompt: 'You make appointments for Harbor Clinic. Be short and friendly.',
})
const agent = await retell.agent.create({
  agent_name: 'Ada',
  voice_id: '11labs-Adrian',
  response_engine: { type: 'retell-llm', llm_id: llm.llm_id },
})
const number = await retell.phoneNumber.create({
  area_code: 415,
  outbound_agents: [{ agent_id: agent.agent_id, weight: 1 }],
})
console.log(`agent ${agent.agent_id}, number ${number.phone_number}`)

const { call_id } = await retell.call.createPhoneCall({
  from_number: number.phone_number,
  to_number: '+14155550123',
})
console.log(`call ${call_id}`)

const call = await finished(call_id)
console.log(`${call.call_status}: ${call.disconnection_reason} after ${call.duration_ms} ms\n`)
console.log(call.transcript)
console.log(call.call_analysis?.call_summary)
console.log(call.recording_url)

/** Polls until the analysis is there, which comes some seconds after the end. */
async function finished(callId: string): Promise<Retell.CallResponse> {
  for (;;) {
    const call = await retell.call.retrieve(callId)
    if (call.call_analysis) return call
    await delay(POLL_EVERY_MS)
  }
}
