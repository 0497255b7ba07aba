// The address of a test call: where Retell would dial for it.

import { Misuse, messageOf } from '../errors.ts'
import { llmUrl } from '../ws/llm-url.ts'

/** `{url}/{call_id}`, the id before a query. Throws a `Misuse` with a sentence for what is no such address. */
export function withCallId(url: string, callId: string): string {
  try {
    return llmUrl(url, callId)
  } catch (refusal) {
    const reason = messageOf(refusal)
    throw new Misuse(reason.replaceAll('llm_websocket_url', 'the address'))
  }
}
