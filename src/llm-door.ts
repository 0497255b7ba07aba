// The address at which an LLM server connects to the mock by itself, by Retell's older API reference. It is no operation
// of the contract: that describes requests, and this is a WebSocket.

import { isLoopback } from './http-guard.ts'

/** The call id is the next segment. */
export const DOOR = '/custom-llm-websocket'
/** The host that the reference writes before it. The mock never dials it. */
const RETELL_HOST = 'api.retellai.com'

/** The door of a mock that is reached at `publicUrl`, without a call id. */
export const doorUrl = (publicUrl: string) => `${publicUrl.replace(/^http/, 'ws')}${DOOR}`

/**
 * Whether an agent's URL is the door itself: of this mock, by any local name, or of Retell as the reference writes it.
 * What follows the door in the path is left out of account.
 */
export function isDoor(configured: string, publicUrl: string): boolean {
  if (!URL.canParse(configured)) return false
  const { pathname, hostname, port } = new URL(configured)
  if (pathname !== DOOR && !pathname.startsWith(`${DOOR}/`)) return false
  if (hostname === RETELL_HOST) return true
  const own = new URL(publicUrl)
  return port === own.port && (hostname === own.hostname || isLoopback(hostname))
}
