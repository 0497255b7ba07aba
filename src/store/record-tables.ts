// The tables beside the records of calls and chats: what belongs to a call's files, until when a record is kept, what went
// over its socket and what its scenario expected.

export const RECORD_TABLES = `
  CREATE TABLE call_files (
    folder TEXT PRIMARY KEY,
    workspace INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    signed_for_ms INTEGER,
    retrieved TEXT,
    unstored TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX call_files_call ON call_files (workspace, call_id);

  CREATE TABLE retentions (
    workspace INTEGER NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    keep_ms INTEGER NOT NULL,
    due INTEGER NOT NULL,
    PRIMARY KEY (workspace, kind, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX retentions_due ON retentions (workspace, due);

  CREATE TABLE frames (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    direction TEXT NOT NULL,
    real_ms REAL,
    head TEXT NOT NULL,
    shared INTEGER, rest TEXT, growing TEXT,
    shared_tools INTEGER, rest_tools TEXT
  ) STRICT;
  CREATE INDEX frames_call ON frames (workspace, call_id, seq);

  CREATE TABLE expectations (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL,
    call_id TEXT NOT NULL,
    doc TEXT NOT NULL
  ) STRICT;
  CREATE INDEX expectations_call ON expectations (workspace, call_id, seq);
`
