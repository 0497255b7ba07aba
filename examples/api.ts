// The little that the tests of the examples ask of the API themselves.

import type { FakeWorkspace } from '../src/index.ts'

/** Posts JSON and gives back the JSON of the answer. */
export async function post(
  workspace: FakeWorkspace,
  path: string,
  body: object,
): Promise<Record<string, string>> {
  const headers = { 'content-type': 'application/json' }
  const response = await workspace.fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await response.json()) as Record<string, string>
}

/** Makes an agent with this engine and a number, and places a call; gives back the call id. */
export async function placeCall(
  workspace: FakeWorkspace,
  engine: object,
  details: object = {},
): Promise<string> {
  const { agent_id } = await post(workspace, '/create-agent', {
    voice_id: '11labs-Adrian',
    response_engine: engine,
  })
  const number = await post(workspace, '/create-phone-number', { outbound_agents: [{ agent_id, weight: 1 }] })
  const numbers = { from_number: number.phone_number, to_number: '+14155550123' }
  const call = await post(workspace, '/v2/create-phone-call', { ...numbers, ...details })
  return call.call_id ?? ''
}
