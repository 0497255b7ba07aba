// The tables. What the API filters and sorts on is a generated column over the stored document, with an index; of calls,
// which are many and change often, it is a column that is written with the document. Internal facts have tables of their own,
// so that none can leak into a reply.

import { CALL_COLUMNS, CHAT_COLUMNS, type Columns, LATE_CALL_COLUMNS, within } from './columns.ts'
import { RECORD_TABLES } from './record-tables.ts'

/** Raised by one with every change of the tables; a database of another version is refused. */
export const SCHEMA_VERSION = 6

const documentTable = (name: string, columns = '', indexes: readonly string[] = []) => `
  CREATE TABLE ${name} (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL,
    id TEXT NOT NULL,
    doc TEXT NOT NULL${columns}
  ) STRICT;
  CREATE UNIQUE INDEX ${name}_id ON ${name} (workspace, id);
  ${indexes.map(index => `CREATE INDEX ${name}_${index.replaceAll(/\W+/g, '_')} ON ${name} (workspace, ${index}, seq);`).join('\n  ')}`

/** `sorted` is what the list of every version is looked up by, in order of the last modification. */
const versionTable = (name: string, columns = '', sorted = '') => `
  CREATE TABLE ${name} (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    doc TEXT NOT NULL,
    published_as INTEGER,
    latest INTEGER NOT NULL,
    published INTEGER GENERATED ALWAYS AS (doc ->> '$.is_published') VIRTUAL,
    modified INTEGER GENERATED ALWAYS AS (doc ->> '$.last_modification_timestamp') VIRTUAL${columns}
  ) STRICT;
  CREATE UNIQUE INDEX ${name}_id ON ${name} (workspace, id, version);
  CREATE INDEX ${name}_modified ON ${name} (workspace, ${sorted}modified, seq);
  CREATE INDEX ${name}_latest ON ${name} (workspace, modified, seq) WHERE latest = 1;
  CREATE INDEX ${name}_published ON ${name} (workspace, id, published_as) WHERE published_as IS NOT NULL;`

const column = (name: string, type: 'TEXT' | 'INTEGER' | 'REAL', ...paths: readonly string[]) =>
  `,\n    ${name} ${type} GENERATED ALWAYS AS (${within('doc', paths)}) VIRTUAL`

/** The wire object does not say what an agent is for; only voice agents have a voice. */
const CHANNEL = `,\n    channel TEXT GENERATED ALWAYS AS (iif(doc ->> '$.voice_id' IS NULL, 'chat', 'voice')) VIRTUAL`

/** The id of the engine that Retell hosts for an agent; a custom LLM has none. */
const ENGINE = `,\n    engine TEXT GENERATED ALWAYS AS (coalesce(doc ->> '$.response_engine.llm_id', doc ->> '$.response_engine.conversation_flow_id')) VIRTUAL`
/** The LLM or flow that a simulation is about. */
const ENGINE_ID = `,\n    engine TEXT GENERATED ALWAYS AS (coalesce(doc ->> '$.response_engine.llm_id', doc ->> '$.response_engine.conversation_flow_id')) VIRTUAL`

const columnsOf = (columns: Columns) =>
  Object.entries(columns)
    .map(([name, [type, ...paths]]) => column(name, type, ...paths))
    .join('')

/** They are written by call-facts.ts. */
const plainColumnsOf = (columns: Columns) =>
  Object.entries(columns)
    .map(([name, [type]]) => `,\n    ${name} ${type}`)
    .join('')

/** What is known of a chat beside the chat itself: the numbers of one by SMS, its direction, and why it ended. */
const CHAT_FACTS =
  ',\n    near TEXT,\n    far TEXT,\n    direction TEXT,\n    disconnection_reason TEXT,\n    run TEXT NOT NULL'
const CHAT_DURATION =
  ",\n    duration_ms INTEGER GENERATED ALWAYS AS ((doc ->> '$.end_timestamp') - (doc ->> '$.start_timestamp')) VIRTUAL"

/** Columns of `contacts` that its list filters by: name, type, path in the contact. */
const CONTACT_COLUMNS = [
  ['phone_number', 'TEXT', 'phone_number'],
  ['external_id', 'TEXT', 'external_id'],
] as const

export const TABLES = `
  CREATE TABLE workspaces (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    api_key TEXT NOT NULL,
    settings TEXT NOT NULL,
    clock TEXT NOT NULL,
    draws INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE jobs (
    workspace INTEGER NOT NULL,
    id INTEGER NOT NULL,
    due INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL,
    background INTEGER NOT NULL,
    held INTEGER NOT NULL,
    PRIMARY KEY (workspace, id)
  ) STRICT, WITHOUT ROWID;

  ${versionTable('agents', CHANNEL + column('name', 'TEXT', 'agent_name') + ENGINE, 'channel, ')}
  CREATE INDEX agents_channel ON agents (workspace, channel, modified, seq) WHERE latest = 1;
  CREATE INDEX agents_engine ON agents (workspace, engine, version);
  ${versionTable('retell_llms')}
  ${documentTable('phone_numbers', column('modified', 'INTEGER', 'last_modification_timestamp'), ['modified'])}
  ${documentTable('voices')}
  CREATE INDEX voices_anywhere ON voices (id);
  ${documentTable(
    'calls',
    `,\n    created INTEGER NOT NULL${plainColumnsOf(CALL_COLUMNS)},\n    sort_at INTEGER NOT NULL,\n    moved INTEGER`,
    [
      'sort_at',
      'agent_id, sort_at',
      'call_status, sort_at',
      'call_type, sort_at',
      'direction, sort_at',
      'from_number, sort_at',
      'to_number, sort_at',
      'disconnection_reason, sort_at',
      'data_storage_setting, sort_at',
    ],
  )}
  ${LATE_CALL_COLUMNS.map(
    late =>
      `CREATE INDEX calls_${late} ON calls (workspace, ${late}, sort_at, seq) WHERE ${late} IS NOT NULL;`,
  ).join('\n  ')}

  ${documentTable('chats', CHAT_FACTS + columnsOf(CHAT_COLUMNS) + CHAT_DURATION, [
    'start_timestamp',
    'agent_id, start_timestamp',
    'chat_status, start_timestamp',
    'far, start_timestamp',
  ])}

  CREATE INDEX calls_live ON calls (workspace, call_status, direction, batch_call_id)
    WHERE call_status IN ('registered', 'ongoing');
  CREATE INDEX calls_moved ON calls (workspace, moved, created) WHERE moved IS NOT NULL;

  CREATE TABLE deleted_places (
    workspace INTEGER NOT NULL,
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    moved INTEGER,
    PRIMARY KEY (workspace, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX deleted_places_moved ON deleted_places (workspace, moved) WHERE moved IS NOT NULL;

  CREATE TABLE call_runs (
    workspace INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    run TEXT NOT NULL,
    lasting TEXT NOT NULL,
    engine TEXT,
    PRIMARY KEY (workspace, call_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE live_transcripts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    role TEXT NOT NULL,
    number INTEGER NOT NULL,
    time_sec REAL NOT NULL,
    item TEXT NOT NULL
  ) STRICT;
  CREATE INDEX live_transcripts_call ON live_transcripts (workspace, call_id, seq);

${RECORD_TABLES}

  CREATE TABLE deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    event TEXT NOT NULL,
    subject TEXT NOT NULL,
    url TEXT NOT NULL,
    body TEXT NOT NULL,
    timeout_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    created INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX deliveries_id ON deliveries (workspace, id);
  CREATE INDEX deliveries_seq ON deliveries (workspace, seq);
  CREATE INDEX deliveries_subject ON deliveries (workspace, subject, seq);
  CREATE TABLE attempts (
    workspace INTEGER NOT NULL,
    delivery TEXT NOT NULL,
    number INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (workspace, delivery, number)
  ) STRICT, WITHOUT ROWID;

  CREATE TRIGGER deliveries_gone AFTER DELETE ON deliveries BEGIN
    DELETE FROM attempts WHERE workspace = old.workspace AND delivery = old.id;
  END;

  CREATE TABLE batches (
    workspace INTEGER NOT NULL,
    id TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (workspace, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE batch_tasks (
    workspace INTEGER NOT NULL,
    batch TEXT NOT NULL,
    number INTEGER NOT NULL,
    task TEXT NOT NULL,
    PRIMARY KEY (workspace, batch, number)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE call_remains (
    workspace INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    answers TEXT,
    scrubs TEXT,
    PRIMARY KEY (workspace, call_id)
  ) STRICT, WITHOUT ROWID;
  ${documentTable('call_keys')}
  ${versionTable('conversation_flows')}
  ${documentTable('flow_components', column('modified', 'INTEGER', 'user_modified_timestamp'), ['modified'])}
  ${documentTable('test_cases', ENGINE_ID + column('modified', 'INTEGER', 'user_modified_timestamp'), ['engine, modified'])}
  ${documentTable('batch_tests', ENGINE_ID + column('engine_version', 'INTEGER', 'response_engine.version') + column('modified', 'INTEGER', 'creation_timestamp'), ['engine, engine_version, modified'])}
  CREATE TABLE mentions (
    workspace INTEGER NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (workspace, source, target, id, version)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX mentions_by ON mentions (workspace, source, id, version);
  CREATE TABLE test_runs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL,
    id TEXT NOT NULL,
    batch TEXT NOT NULL,
    doc TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX test_runs_id ON test_runs (workspace, id);
  CREATE INDEX test_runs_batch ON test_runs (workspace, batch, seq);
  ${documentTable(
    'contacts',
    CONTACT_COLUMNS.map(([name, type, path]) => column(name, type, path)).join('') +
      `,\n    last_spoken INTEGER GENERATED ALWAYS AS (coalesce(doc ->> '$.last_conversation_timestamp', 0)) VIRTUAL`,
    ['last_spoken'],
  )}
  CREATE UNIQUE INDEX contacts_number ON contacts (workspace, phone_number);
  CREATE TABLE contact_counts (
    workspace INTEGER PRIMARY KEY,
    count INTEGER NOT NULL
  ) STRICT;
  CREATE TRIGGER contacts_more AFTER INSERT ON contacts BEGIN
    INSERT INTO contact_counts VALUES (new.workspace, 1) ON CONFLICT DO UPDATE SET count = count + 1;
  END;
  CREATE TRIGGER contacts_fewer AFTER DELETE ON contacts BEGIN
    UPDATE contact_counts SET count = count - 1 WHERE workspace = old.workspace;
  END;
  ${documentTable('contact_uploads')}
  ${documentTable('crm_configs')}
  ${documentTable('crm_cursors')}
  ${documentTable('crm_records', column('modified', 'INTEGER', 'modified_timestamp'), ['modified'])}
  ${documentTable('job_statuses')}
  ${documentTable('apps', column('modified', 'INTEGER', 'user_modified_timestamp') + column('provider', 'TEXT', 'provider'), ['modified', 'provider'])}
  ${documentTable('app_credentials')}
  ${documentTable('export_requests', column('modified', 'INTEGER', 'created_timestamp'), ['modified'])}
  CREATE INDEX export_requests_anywhere ON export_requests (id);
  ${documentTable('knowledge_bases')}

  CREATE TABLE files (
    folder TEXT PRIMARY KEY,
    workspace INTEGER NOT NULL,
    owner TEXT NOT NULL,
    part TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size INTEGER NOT NULL,
    upload INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX files_owner ON files (workspace, owner, part);

  CREATE TABLE uploads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL
  ) STRICT;
`

/**
 * The table of the contents of files. Beside a database in memory it is in the temporary one, which SQLite keeps in a file
 * of the system's temporary folder and which ends with the connection, however that ends.
 */
export const chunksIn = (database: 'main' | 'temp'): string => `
  CREATE TABLE ${database}.chunks (
    workspace INTEGER NOT NULL,
    upload INTEGER NOT NULL,
    start INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (upload, start)
  ) STRICT;
  CREATE INDEX ${database}.chunks_workspace ON chunks (workspace);
`
