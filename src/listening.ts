// Taking the port: the address at which the mock is reached, or a sentence that says why it cannot be.

import type { Server } from 'node:http'
import { Misuse } from './errors.ts'
import { isLoopback } from './http-guard.ts'

/** Begins to listen. Resolves with the URL, without a slash at the end; rejects with a `Misuse`. */
export function listen(server: Server, { host, port }: { host: string; port: number }): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', error => reject(listenFault(error as NodeJS.ErrnoException, host, port)))
    server.listen(port, host, () => {
      const address = server.address()
      const actual = typeof address === 'object' && address ? address.port : port
      const name = isLoopback(host) && !host.includes(':') ? host : host === '::1' ? '[::1]' : '127.0.0.1'
      resolve(`http://${name}:${actual}`)
    })
  })
}

function listenFault(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new Misuse(
      `port ${port} on ${host} is in use; choose another with --port, or --port 0 for any free one`,
    )
  }
  if (error.code === 'EACCES')
    return new Misuse(`port ${port} needs more rights than this process has; choose one above 1023`)
  return new Misuse(`cannot listen on ${host}:${port}: ${error.message}`)
}
