// `fake-retell start`: the mock in the foreground, until somebody stops it.

import { shownKey, shownUrl } from '../secrets.ts'
import { openServer, type ServerOptions } from '../server.ts'
import type { Work } from './commands.ts'
import { logOf } from './log.ts'
import { clientKey, exposure, serverOptions, timeText } from './server-options.ts'
import { toldToStop } from './signals.ts'

export const start: Work = async ({ given }, terminal) => {
  const options = await serverOptions(given, { port: 4010, env: terminal.env })
  const log = logOf(given, terminal)
  const server = await openServer(options)
  server.journal.listen(log.report)
  // Before anybody hears that the server is up: they may stop it at once.
  const told = toldToStop()
  const time = timeText(server.workspaces.default().clock.state)
  log.ready({ url: server.url, time, ...factsOf(options) })
  const warning = exposure(options)
  if (warning) log.warn(warning)
  await told
  await server.close()
  return 0
}

function factsOf(options: ServerOptions) {
  const restricted = options.apiKeys.length > 0
  return {
    api_key: restricted ? shownKey(clientKey(options)) : options.defaultKey,
    restricted,
    db: options.db,
    seed: options.seed,
    pid: process.pid,
    ...(options.llm ? { llm: `${options.llm.model} at ${shownUrl(options.llm.baseURL)}` } : {}),
  }
}
