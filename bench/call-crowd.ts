// A database file with as many finished calls as is asked for: a few are made by the API, and copied within SQLite with
// other ids, numbers and times. What is asked of them is in call-lists.ts.

import Database from 'better-sqlite3'
import { openServer, type RunningServer } from '../src/server.ts'
import { CALL_COLUMNS, within } from '../src/store/columns.ts'
import { answered } from './crowd.ts'
import { KEY } from './mock.ts'

const NOW = 1_790_000_000_000
/** From one call to the next. */
const EVERY_MS = 10_000
/** How many calls, the oldest, have what no other has. */
const RARE = 20

export interface CallCrowd {
  server: RunningServer
  agent: string
  number: string
  /** The id of some call. */
  call: string
}

/** Of every kind so many; the calls begin at `NOW` and end where they end. */
const KINDS: readonly (readonly [scenario: string, share: number])[] = [
  ['user_hangup', 0.6],
  ['dial_no_answer', 0.25],
  ['voicemail_reached', 0.1],
  ['error_asr', 0.05],
]

const open = (db: string) =>
  openServer({
    host: '127.0.0.1',
    port: 0,
    db,
    fresh: false,
    seed: 1,
    apiKeys: [],
    defaultKey: KEY,
    time: { mode: 'frozen', speed: 0, at: NOW },
    scenarios: [],
  })

/** Makes the file and serves it. */
export async function gatherCalls(file: string, count: number): Promise<CallCrowd> {
  const maker = await open(file)
  const { agent, number, models } = await makeModels(maker)
  await maker.close()
  copyCalls(file, models, count)
  const server = await open(file)
  return { server, agent, number, call: idAt(0) }
}

/** Copies are numbered. */
const idAt = (index: number) => `call_${index.toString(16).padStart(27, '0')}`

async function makeModels(server: RunningServer) {
  const ask = async <Reply>(path: string, body: object): Promise<Reply> =>
    JSON.parse((await answered(server, 'POST', path, body)).toString()) as Reply
  const { llm_id } = await ask<{ llm_id: string }>('/create-retell-llm', { begin_message: 'Hello.' })
  const { agent_id: agent } = await ask<{ agent_id: string }>('/create-agent', {
    response_engine: { type: 'retell-llm', llm_id },
    voice_id: '11labs-Adrian',
  })
  const { phone_number: number } = await ask<{ phone_number: string }>('/create-phone-number', {
    area_code: 415,
    outbound_agents: [{ agent_id: agent, weight: 1 }],
  })
  const models: string[] = []
  for (const [scenario] of KINDS) {
    const metadata = { order: 'A-1', fake_retell: { scenario } }
    const order = { from_number: number, to_number: '+15005550100', metadata }
    models.push((await ask<{ call_id: string }>('/v2/create-phone-call', order)).call_id)
  }
  await ask('/_fake/clock', { run_until_idle: true })
  return { agent, number, models }
}

/** The first `RARE` of each kind are the oldest of all, and have agent, batch, numbers and so on of their own. */
function copyCalls(file: string, models: readonly string[], count: number): void {
  const database = new Database(file)
  try {
    const dropped = database
      .prepare(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'calls' AND name <> 'calls_id'",
      )
      .all() as { name: string; sql: string }[]
    database.pragma('journal_mode = OFF')
    database.exec('BEGIN')
    for (const { name } of dropped) database.exec(`DROP INDEX ${name}`)
    let from = 0
    for (const [index, [, share]] of KINDS.entries()) {
      const many = Math.round(count * share)
      database.prepare(COPY).run({ model: models[index], many, from, every: EVERY_MS, now: NOW, rare: RARE })
      from += many
    }
    for (const id of models) database.prepare('DELETE FROM calls WHERE id = ?').run(id)
    for (const { sql } of dropped) database.exec(sql)
    database.exec('COMMIT')
  } finally {
    database.close()
  }
}

const COPY = `
  WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < @many),
  model AS (SELECT workspace, json_remove(doc, '$.transcript_object', '$.transcript_with_tool_calls') AS doc,
    doc ->> '$.start_timestamp' AS start, doc ->> '$.end_timestamp' AS finish FROM calls WHERE id = @model),
  places AS (SELECT n, @from + n AS place, n < @rare AS rare,
    @now + iif(n < @rare, n, @rare + abs(((@from + n) * 7919) % 1000003)) * @every AS at FROM numbers),
  copies AS (SELECT workspace, place, at, rare, json_set(doc,
    '$.call_id', printf('call_%027x', place),
    '$.metadata.order', 'A-' || (place % 1000),
    '$.call_cost.combined_cost', iif(rare, 99999, (place % 5000) / 10.0)) AS doc, start, finish
    FROM places CROSS JOIN model),
  timed AS (SELECT workspace, place, at, rare, iif(start IS NULL, doc, json_set(doc, '$.start_timestamp', at,
    '$.end_timestamp', iif(rare, 1, at + 5000 + (place % 600) * 1000),
    '$.duration_ms', iif(rare, 99999999, 5000 + (place % 600) * 1000),
    '$.latency.e2e.p50', iif(rare, 99999, 500 + place % 1500))) AS doc FROM copies),
  whole AS (SELECT workspace, place, at, iif(rare, json_set(doc,
    '$.agent_id', 'agent_rare', '$.agent_version', 7, '$.agent_tag', 'rare', '$.batch_call_id', 'batch_call_rare',
    '$.from_number', '+15005550142', '$.to_number', '+15005550143', '$.direction', 'inbound',
    '$.disconnection_reason', 'ivr_reached', '$.data_storage_setting', 'basic_attributes_only',
    '$.call_analysis.user_sentiment', 'Unknown', '$.call_analysis.call_successful', json('false'),
    '$.call_analysis.in_voicemail', json('true'), '$.metadata.order', 'rare'), json_set(doc,
    '$.call_analysis.user_sentiment', iif(place % 3, 'Positive', 'Negative'),
    '$.call_analysis.call_successful', json('true'), '$.call_analysis.in_voicemail', json('false'))) AS doc FROM timed)
  INSERT INTO calls (workspace, id, created, doc, ${Object.keys(CALL_COLUMNS).join(', ')}, sort_at)
  SELECT workspace, printf('call_%027x', place), at, doc,
    ${Object.values(CALL_COLUMNS)
      .map(([_type, ...paths]) => within('doc', paths))
      .join(', ')}, coalesce(doc ->> '$.start_timestamp', at) FROM whole`
