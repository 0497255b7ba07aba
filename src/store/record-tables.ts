// The tables beside the records of calls and chats: what belongs to a call's files, and until when a record is kept.

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
`
