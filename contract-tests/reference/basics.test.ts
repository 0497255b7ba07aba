// Where the API is and who may ask.

import Retell from 'retell-sdk'
import RetellV4 from 'retell-sdk-4'
import { expect } from 'vitest'
import { mockOnly, test } from '../marks.ts'
import { ask } from './ask.ts'

const PATHS = `
POST /v2/create-phone-call
POST /v2/create-web-call
GET /v2/get-call/{call_id}
POST /v2/list-call
PATCH /v2/update-call/{call_id}
DELETE /v2/delete-call/{call_id}
POST /create-chat
POST /create-sms-chat
GET /get-chat/{chat_id}
POST /create-chat-completion
GET /list-chat
PATCH /update-chat/{chat_id}
PATCH /end-chat/{chat_id}
POST /create-phone-number
GET /get-phone-number/{phone_number}
GET /list-phone-numbers
PATCH /update-phone-number/{phone_number}
DELETE /delete-phone-number/{phone_number}
POST /create-agent
GET /get-agent/{agent_id}
GET /list-agents
PATCH /update-agent/{agent_id}
DELETE /delete-agent/{agent_id}
POST /publish-agent/{agent_id}
GET /get-agent-versions/{agent_id}
POST /create-chat-agent
GET /get-chat-agent/{agent_id}
GET /list-chat-agents
PATCH /update-chat-agent/{agent_id}
DELETE /delete-chat-agent/{agent_id}
POST /publish-chat-agent/{agent_id}
GET /get-chat-agent-versions/{agent_id}
POST /create-retell-llm
GET /get-retell-llm/{llm_id}
GET /list-retell-llms
PATCH /update-retell-llm/{llm_id}
DELETE /delete-retell-llm/{llm_id}
POST /create-conversation-flow
GET /get-conversation-flow/{flow_id}
GET /list-conversation-flows
PATCH /update-conversation-flow/{flow_id}
DELETE /delete-conversation-flow/{flow_id}
POST /create-knowledge-base
GET /get-knowledge-base/{knowledge_base_id}
GET /list-knowledge-bases
DELETE /delete-knowledge-base/{knowledge_base_id}
POST /add-knowledge-base-sources/{knowledge_base_id}
DELETE /delete-knowledge-base-source/{knowledge_base_id}/{source_id}
POST /add-voice
POST /clone-voice
POST /search-voice
GET /get-voice/{voice_id}
GET /list-voices
POST /create-batch-call
GET /get-concurrency
POST /import-phone-number
POST /register-phone-call
`
  .trim()
  .split('\n')

test('S1 the SDKs speak to the host of the reference unless they are told otherwise', ({ target }) => {
  expect(new Retell({ apiKey: target.apiKey, baseURL: null }).baseURL).toBe('https://api.retellai.com')
  expect(new RetellV4({ apiKey: target.apiKey, baseURL: null }).baseURL).toBe('https://api.retellai.com')
})

mockOnly('S2 every path asks for a key, and answers 401 without one', async ({ target }) => {
  const unlocked: string[] = []
  for (const line of PATHS) {
    const [method, path] = line.split(' ') as [string, string]
    const { status } = await ask({ ...target, apiKey: '' }, method, path.replaceAll(/[{}]/g, ''))
    if (status !== 401) unlocked.push(`${line}: ${status}`)
  }
  expect(unlocked).toEqual([])
})

test('S3 the key goes as a bearer token, and opens the API', async ({ target }) => {
  const authorization: (string | null)[] = []
  const client = new Retell({
    apiKey: target.apiKey,
    baseURL: target.baseUrl,
    fetch: (url, init) => {
      authorization.push(new Headers(init?.headers).get('authorization'))
      return fetch(String(url), init)
    },
  })
  expect(await client.concurrency.retrieve()).toHaveProperty('concurrency_limit')
  expect(authorization).toEqual([`Bearer ${target.apiKey}`])
  expect((await ask(target, 'GET', '/get-concurrency')).status).toBe(200)
})
