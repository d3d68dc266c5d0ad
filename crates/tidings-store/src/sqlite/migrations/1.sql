-- One row about the store. A cursor is refused when it is of another epoch, or before what was purged.
CREATE TABLE tidings_meta (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    schema_version INTEGER NOT NULL,
    -- The oldest schema version whose builds can use this store.
    compatible_from INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    purged_through INTEGER NOT NULL
) STRICT;
INSERT INTO tidings_meta VALUES (1, 0, 0, random(), 0);

-- Each has a column of its name and type in tidings_events. type: uuid (16 bytes), text or integer.
CREATE TABLE tidings_subjects (
    name TEXT PRIMARY KEY,
    type TEXT NOT NULL
) STRICT;

-- Times are microseconds since 1970, UTC. AUTOINCREMENT never gives a number again, and SQLite runs one writing
-- transaction at a time: so the order of seq is the order of commits.
CREATE TABLE tidings_events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    event_type TEXT NOT NULL,
    category TEXT NOT NULL,
    severity TEXT NOT NULL,
    message TEXT NOT NULL,
    event_time INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    request_id TEXT,
    source TEXT,
    trace_id TEXT,
    span_id TEXT,
    definition TEXT,
    -- A JSON object; NULL when empty.
    props TEXT,
    -- A JSON object of subjects that no catalog had declared here when the event was stored.
    other_subjects TEXT,
    -- A hash of name and subjects, by which rate limits find what to compare.
    rate_key INTEGER NOT NULL
) STRICT;

-- Lists in order of time, and their counts: of all records, by name; by subject where subjects are added.
CREATE INDEX tidings_events_time ON tidings_events (category, event_time, seq, severity);
CREATE INDEX tidings_events_name ON tidings_events (name, category, event_time, seq, severity);
CREATE INDEX tidings_events_rate ON tidings_events (rate_key, event_time);
CREATE INDEX tidings_events_request ON tidings_events (request_id) WHERE request_id IS NOT NULL;
-- What to move when a subject becomes a column.
CREATE INDEX tidings_events_other ON tidings_events (seq) WHERE other_subjects IS NOT NULL;
