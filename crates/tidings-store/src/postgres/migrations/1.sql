-- One row about the store. A cursor is refused when it is of another epoch, or before what was purged.
CREATE TABLE {schema}.meta (
    one integer PRIMARY KEY CHECK (one = 1),
    schema_version bigint NOT NULL,
    -- The oldest schema version whose builds can use this store.
    compatible_from bigint NOT NULL,
    epoch bigint NOT NULL,
    purged_through bigint NOT NULL
);
INSERT INTO {schema}.meta VALUES
    (1, 0, 0, ('x' || left(replace(gen_random_uuid()::text, '-', ''), 16))::bit(64)::bigint, 0);

-- Each has a column of its name and type in events. type: uuid, text or integer.
CREATE TABLE {schema}.subjects (
    ordinal integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text COLLATE "C" NOT NULL UNIQUE,
    type text NOT NULL
);

-- What one transaction stores at once is a batch: its records have the numbers base, base + 1, ... in events.seq.
CREATE SEQUENCE {schema}.batch_base AS bigint START 1024 INCREMENT 1024;

-- Batches without a place in append order. Once committed, the next one who looks gives them one.
CREATE TABLE {schema}.pending (
    base bigint NOT NULL,
    size integer NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- Append order. position is that of a batch's last record. Rows are added one after the other, under a lock.
CREATE TABLE {schema}.batches (
    position bigint PRIMARY KEY,
    base bigint NOT NULL UNIQUE,
    size integer NOT NULL
);

CREATE TABLE {schema}.events (
    seq bigint NOT NULL,
    id uuid PRIMARY KEY,
    event_time timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    -- A hash of name and subjects, by which rate limits find what to compare.
    rate_key bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    event_type text COLLATE "C" NOT NULL,
    category text COLLATE "C" NOT NULL,
    severity text COLLATE "C" NOT NULL,
    message text COLLATE "C" NOT NULL,
    -- The message without case, where it is not all ASCII.
    message_folded text COLLATE "C",
    request_id text COLLATE "C",
    source text COLLATE "C",
    trace_id text COLLATE "C",
    span_id text COLLATE "C",
    definition text COLLATE "C",
    -- A JSON object; NULL when empty.
    props json,
    -- A JSON object of subjects that no catalog had declared here when the event was stored.
    other_subjects json
){partition_by};

CREATE INDEX events_seq ON {schema}.events (seq);
-- Lists in order of time, and their counts: of all records, by name; by subject where subjects are added.
-- The condition, which holds for every row, keeps the first from queries that do not state it: in search of a few records
-- of one subject it would be read to its end.
CREATE INDEX events_time ON {schema}.events (category, event_time, seq) INCLUDE (severity) WHERE seq > 0;
CREATE INDEX events_name ON {schema}.events (name, category, event_time, seq) INCLUDE (severity);
CREATE INDEX events_rate ON {schema}.events (rate_key, event_time);
CREATE INDEX events_request ON {schema}.events (request_id) WHERE request_id IS NOT NULL;
-- What to purge.
CREATE INDEX events_recorded ON {schema}.events USING brin (recorded_at) WITH (autosummarize = on);
-- What to move when a subject becomes a column.
CREATE INDEX events_other ON {schema}.events (seq) WHERE other_subjects IS NOT NULL;
