// The HTTP side of the mock: Retell's contract, the control API, the files and what else is there to get.

import { Hono } from 'hono'
import type { ControlContext } from './control/context.ts'
import { controlHandlers } from './control/index.ts'
import { mountFiles } from './files.ts'
import { operations } from './generated/contract-operations.ts'
import { validators } from './generated/contract-validators/index.ts'
import { operations as controlOperations } from './generated/control-operations.ts'
import { validators as controlValidators } from './generated/control-validators/index.ts'
import { type EdgeOptions, mount, mountGuard, mountNotFound } from './http.ts'
import type { Context } from './routes/context.ts'
import { handlers } from './routes/index.ts'
import { sentenceOf } from './schema-fault.ts'
import type { Sql } from './store/database.ts'
import type { Workspaces } from './workspaces.ts'
import type { World } from './world.ts'

export interface AppParts {
  edge: EdgeOptions
  workspaces: Workspaces
  sql: Sql
  routeContext(world: World): Context
  controlContext(world: World): ControlContext
  /** The paths at which WebSockets are let in. */
  doors: readonly string[]
}

/** Everything that answers a request; it does not listen yet. */
export function createApp({ edge, workspaces, sql, routeContext, controlContext, doors }: AppParts): Hono {
  const app = new Hono()
  mount(
    app,
    {
      operations,
      validators,
      handlers,
      worldOf: key => workspaces.of(key),
      contextOf: routeContext,
      atomically: sql.atomically,
    },
    edge,
  )
  mount(
    app,
    {
      operations: controlOperations,
      validators: controlValidators,
      handlers: controlHandlers,
      worldOf: key => (key ? workspaces.of(key) : workspaces.default()),
      contextOf: controlContext,
      words: (validate, at) => sentenceOf(validate.errors ?? [], at),
    },
    edge,
  )
  for (const path of ['/files/*', '/openapi.json', ...doors.map(path => `${path}/*`)])
    mountGuard(app, path, edge)
  mountFiles(app, sql, id => workspaces.withId(id))
  app.get('/openapi.json', async context =>
    context.json((await import('./generated/contract.json', { with: { type: 'json' } })).default),
  )
  for (const path of doors) {
    app.get(`${path}/:call_id`, context =>
      context.json({ status: 'error', message: 'this is a WebSocket: ask for an upgrade' }, 426, {
        upgrade: 'websocket',
      }),
    )
  }
  mountNotFound(app, { ...operations, ...controlOperations }, edge)
  return app
}
