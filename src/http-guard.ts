// Who may speak to the mock at all: no page of a foreign site, neither by a name that was rebound to this machine
// nor by a request across sites to the control API.

import { Refusal } from './errors.ts'

/** Names by which a server on the loopback interface is rightly addressed, also from inside a container. */
const LOCAL_NAMES = /^(localhost|[\w-]+\.localhost|127(\.\d{1,3}){3}|\[::1\]|host\.docker\.internal)$/i

/** True when a server bound to `host` is reachable from this machine only. */
export const isLoopback = (host: string) => LOCAL_NAMES.test(host) || host === '::1'

/**
 * Refuses a request with a foreign `Host` while the mock is bound to loopback (DNS rebinding), and one that a browser
 * marks as cross-site on the control API. A mock bound to another interface on purpose answers to any name.
 */
export function guard(boundTo: string, headers: Pick<Headers, 'get'>, path: string): void {
  const host = headers.get('host')
  if (isLoopback(boundTo) && host !== null && !LOCAL_NAMES.test(host.replace(/:\d+$/, ''))) {
    throw new Refusal(
      403,
      `this server answers to localhost only, not to ${host}; start it with --host to change that`,
    )
  }
  if (path.startsWith('/_fake') && headers.get('sec-fetch-site') === 'cross-site') {
    throw new Refusal(403, 'the control API does not answer pages of other sites')
  }
}

/**
 * Refuses what `guard` refuses, and a page of a foreign site that opens a WebSocket: browsers let it, and name the site as
 * `Origin`. A server that connects names none.
 */
export function guardSocket(boundTo: string, headers: Pick<Headers, 'get'>, path: string): void {
  guard(boundTo, headers, path)
  const origin = headers.get('origin')
  if (!isLoopback(boundTo) || origin === null) return
  if (!URL.canParse(origin) || !LOCAL_NAMES.test(new URL(origin).hostname)) {
    throw new Refusal(403, `this server opens no WebSocket for pages of ${origin}`)
  }
}
