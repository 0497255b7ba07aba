// What the mock's own parts do with nothing around them: Hono and better-sqlite3, a body stored as it came and given
// back by its key. No validation, no versions, no keys.

import { serve } from '@hono/node-server'
import Database from 'better-sqlite3'
import { Hono } from 'hono'

const database = new Database(':memory:')
database.exec('CREATE TABLE documents (id TEXT PRIMARY KEY, doc TEXT NOT NULL) STRICT')
const insert = database.prepare('INSERT INTO documents (id, doc) VALUES (?, ?)')
const select = database.prepare<[string], { doc: string }>('SELECT doc FROM documents WHERE id = ?')
const store = database.transaction((id: string, doc: string) => insert.run(id, doc))

const app = new Hono()
let created = 0

app.get('/_fake/health', context => context.json({ status: 'ok' }))
app.post('/create-agent', async context => {
  const agent = (await context.req.json()) as object
  store(`agent_${++created}`, JSON.stringify(agent))
  return context.json(agent, 201)
})
app.post('/v2/get-call/:id', async context => {
  store(context.req.param('id'), JSON.stringify(await context.req.json()))
  return context.body(null, 204)
})
app.get('/v2/get-call/:id', context => {
  const row = select.get(context.req.param('id'))
  return row ? context.json(JSON.parse(row.doc) as object) : context.notFound()
})

serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
  console.log(`http://127.0.0.1:${port}`),
)
