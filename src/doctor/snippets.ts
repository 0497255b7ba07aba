// Code that findings show: how a receiver is to be written with the official SDK. docs/check-webhook.md has it too.

export const AWAIT_VERIFY = `// retell-sdk 5: verify gives a Promise. Without the await it is always true.
if (!(await Retell.verify(rawBody, apiKey, signature))) return res.sendStatus(401)
// retell-sdk 4
if (!Retell.verify(rawBody, apiKey, signature)) return res.sendStatus(401)`

export const RAW_BODY = `app.post('/webhook', express.raw({ type: '*/*', limit: '10mb' }), async (req, res) => {
  const rawBody = req.body.toString('utf8')   // verify this, then JSON.parse(rawBody)
})`

export const ONCE = `// the table has a unique key on (event, call_id)
const { rowCount } = await db.query('insert into seen values ($1, $2) on conflict do nothing', [event, call.call_id])
if (rowCount === 0) return res.sendStatus(204)   // was here before`

export const TOLERANT = `switch (event) {
  case 'call_ended': …
  default: return res.sendStatus(204)   // not for us
}`
