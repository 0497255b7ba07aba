// The address at which a call's custom-LLM server is dialled, made from what the agent has configured.
// Nothing is looked up or connected here.

import { badRequest } from '../errors.ts'
import { fillVariables } from '../variables.ts'

const schemes: Record<string, string> = { 'http:': 'ws:', 'https:': 'wss:', 'ws:': 'ws:', 'wss:': 'wss:' }

/**
 * `{llm_websocket_url}/{call_id}`: the id becomes the last path segment, before a query; slashes at the end
 * of the path are dropped first; http and https stand for ws and wss; `{{name}}` is replaced by the variable
 * of that name, the call's or else Retell's own (`builtIn`), as it is, and stays when there is none. Retell docs: custom LLM
 * setup. That values are not escaped is a guess.
 *
 * Throws a `Refusal` (400) with a sentence when no socket can be opened at such a URL.
 */
export function llmUrl(
  configured: string,
  callId: string,
  variables: Record<string, string> = {},
  builtIn?: (name: string) => string | undefined,
): string {
  const filled = fillVariables(configured, variables, builtIn)
  const shown = JSON.stringify(filled.slice(0, 200))
  if (!URL.canParse(filled)) {
    throw badRequest(`llm_websocket_url ${shown} is not a URL; it must look like wss://your-server/path`)
  }
  const url = new URL(filled)
  const scheme = schemes[url.protocol]
  if (!scheme)
    throw badRequest(`llm_websocket_url ${shown} must begin with ws://, wss://, http:// or https://`)
  if (/[{}]/.test(url.host))
    throw badRequest(`llm_websocket_url ${shown} has a variable without a value in its host`)
  if (url.hash) throw badRequest(`llm_websocket_url ${shown} must not have a part after #`)
  const path = url.pathname.replace(/\/+$/, '')
  const user = url.username && `${url.username}${url.password && `:${url.password}`}@`
  return `${scheme}//${user}${url.host}${path}/${encodeURIComponent(callId)}${url.search}`
}
