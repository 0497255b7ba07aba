// What went wrong on the way to somebody else's machine, in one plain sentence. It reads an error that Node's
// sockets, TLS or HTTP parser gave; it does not connect to anything.

import { messageOf } from './errors.ts'

const causes: readonly (readonly [RegExp, (host: string, detail: string) => string])[] = [
  [/^ECONNREFUSED$/, host => `connection refused by ${host}`],
  [/^ENOTFOUND$/, host => `no such host: ${host}`],
  [/^EAI_/, host => `the name of ${host} could not be looked up`],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ETIMEDOUT)$/, host => `${host} cannot be reached`],
  [
    /^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET)$/,
    () => 'connection closed before the answer was complete',
  ],
  [
    /CERT|SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA/,
    (host, detail) => `certificate of ${host} is not accepted: ${detail}`,
  ],
  [/^(EPROTO$|ERR_SSL_|ERR_TLS_)/, host => `${host} does not speak TLS as https and wss need it`],
  [/^HPE_/, host => `the answer of ${host} is not valid HTTP`],
]

/**
 * One sentence without a final stop for a failed connection or exchange. `host` is `name:port` as the user
 * wrote it, `error` whatever was thrown; an error that is not known keeps its own first line.
 */
export function networkFault(error: unknown, host: string): string {
  const code = codeOf(error)
  const detail = firstLine(messageOf(error))
  const known = causes.find(([pattern]) => pattern.test(code))
  return known ? known[1](host, detail) : detail || code || 'the connection failed'
}

/** The error's `code`, such as ECONNREFUSED; the empty string when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** `name:port` of a URL, the port also when it is the scheme's own. */
export function hostOf(url: URL): string {
  if (url.port !== '') return url.host
  return `${url.host}:${url.protocol === 'https:' || url.protocol === 'wss:' ? 443 : 80}`
}

const firstLine = (text: string) => text.split('\n', 1)[0]!.slice(0, 200)
