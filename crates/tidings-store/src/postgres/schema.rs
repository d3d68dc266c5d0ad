//! The schema as it is at the moment: another process may have added a subject.

use std::sync::{Arc, Mutex};

use super::sql::escaped;
use super::subjects::column_type;
use crate::rate_limits::hash;
use crate::subjects::{Subject, Subjects};

/// Columns of `events` but those of subjects, in the order in which rows are read, as they are read.
const COLUMNS: &[&str] = &[
    "seq",
    "(extract(epoch FROM recorded_at) * 1000000)::bigint",
    "id",
    "name",
    "event_type",
    "category",
    "severity",
    "message",
    "(extract(epoch FROM event_time) * 1000000)::bigint",
    "request_id",
    "source",
    "trace_id",
    "span_id",
    "definition",
    "props",
    "other_subjects",
];

/// Where the columns of subjects begin in a row that is read.
pub(super) const FIRST_SUBJECT: usize = COLUMNS.len();

/// Columns that an insert gives for each record, but those of subjects, with the types of their parameters.
const INSERTED: &[(&str, &str)] = &[
    ("rate_key", "bigint"),
    ("id", "uuid"),
    ("name", "text"),
    ("event_type", "text"),
    ("category", "text"),
    ("severity", "text"),
    ("message", "text"),
    ("message_folded", "text"),
    ("event_time", "timestamptz"),
    ("request_id", "text"),
    ("source", "text"),
    ("trace_id", "text"),
    ("span_id", "text"),
    ("definition", "text"),
    ("props", "json"),
    ("other_subjects", "json"),
];

/// So many numbers lie between two batches, and a batch has at most so many records.
pub(super) const BATCH: i64 = 1024;

#[derive(Debug)]
pub(super) struct Schema {
    /// Of the tables, quoted.
    pub name: String,
    /// The store's, from which keys of locks are made.
    pub epoch: u64,
    pub subjects: Subjects,
    /// How many of them whoever inserts is to see declared.
    declared: usize,
    /// Columns to read.
    pub columns: String,
    /// Columns that an insert gives for each record.
    inserted: Vec<String>,
    /// Stores records, unless their ids are stored.
    pub prepared_insert: String,
    /// The types of its parameters: when, how many, and an array for each column.
    pub insert_types: Vec<String>,
    /// Under which it is prepared: a hash of it, so that the name means the same to whoever prepared it.
    pub insert_name: String,
}

impl Schema {
    pub fn new(name: &str, epoch: u64, subjects: Subjects) -> Self {
        let declared = subjects.0.len();
        Self::declaring(name, epoch, subjects, declared)
    }

    /// With more subjects, which a transaction does not see declared.
    pub fn with_unseen(&self, more: Vec<Subject>) -> Self {
        let subjects = self.subjects.0.iter().cloned().chain(more).collect();
        Self::declaring(&self.name, self.epoch, Subjects(subjects), self.declared)
    }

    fn declaring(name: &str, epoch: u64, subjects: Subjects, declared: usize) -> Self {
        let names = subjects
            .0
            .iter()
            .map(|subject| format!("\"{}\"", subject.name));
        let columns: Vec<String> = COLUMNS
            .iter()
            .map(|&column| column.to_owned())
            .chain(names)
            .collect();
        let added = subjects.0.iter();
        let added = added.map(|one| (format!("\"{}\"", one.name), column_type(one.kind)));
        let fixed = INSERTED.iter().map(|&(name, kind)| (name.to_owned(), kind));
        let (inserted, types): (Vec<String>, Vec<&str>) = fixed.chain(added).unzip();
        let mut insert_types = vec!["timestamptz".to_owned(), "integer".to_owned()];
        insert_types.extend(types.iter().map(|kind| format!("{kind}[]")));
        let mut schema = Self {
            name: name.to_owned(),
            epoch,
            declared,
            columns: columns.join(", "),
            inserted,
            prepared_insert: String::new(),
            insert_types,
            insert_name: String::new(),
            subjects,
        };
        let parameters = 1..=schema.insert_types.len();
        let parameters: Vec<String> = parameters.map(|n| format!("${n}")).collect();
        schema.prepared_insert = schema.insert(&parameters);
        schema.insert_name = format!("tidings_{:016x}", hash(&schema.prepared_insert));
        schema
    }

    /// Answers with one row: the batch's base, or NULL when there are other subjects by now; how durable the commit
    /// will be; the numbers of the records stored, when not all are.
    pub fn insert(&self, parameters: &[String]) -> String {
        let [recorded_at, count, arrays @ ..] = parameters else {
            unreachable!("there are types for two parameters and more");
        };
        let (schema, declared) = (&self.name, self.declared);
        let (names, arrays) = (self.inserted.join(", "), arrays.join(", "));
        format!(
            "WITH batch AS MATERIALIZED (\
               SELECT nextval('{literal}.batch_base') AS base \
               WHERE (SELECT count(*) FROM {schema}.subjects) = {declared}), \
             stored AS (\
               INSERT INTO {schema}.events (seq, recorded_at, {names}) \
               SELECT base + ordinal - 1, {recorded_at}, {names} \
               FROM batch, unnest({arrays}) WITH ORDINALITY AS given ({names}, ordinal) \
               ON CONFLICT (id) DO NOTHING RETURNING seq), \
             queued AS (\
               INSERT INTO {schema}.pending (base, size) \
               SELECT base, {count} FROM batch WHERE EXISTS (SELECT FROM stored)) \
             SELECT (SELECT base FROM batch), {DURABLE}, \
               CASE WHEN count(*) < {count} THEN coalesce(string_agg(seq::text, ' '), '') END \
             FROM stored",
            literal = escaped(schema)
        )
    }

    /// The key of an advisory lock of this store alone.
    pub fn lock_key(&self, of: i64) -> i64 {
        of ^ self.epoch.cast_signed()
    }
}

/// Sets the transaction's `synchronous_commit`, and tells it: never `off`, where a commit could be lost that was told.
pub(super) const DURABLE: &str = "set_config('synchronous_commit', \
    CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' \
    ELSE current_setting('synchronous_commit') END, true)";

/// The schema that was seen last.
#[derive(Debug, Default)]
pub(super) struct SchemaCache(Mutex<Option<Arc<Schema>>>);

impl SchemaCache {
    pub fn seen(&self) -> Option<Arc<Schema>> {
        self.lock().clone()
    }

    pub fn set(&self, schema: Schema) -> Arc<Schema> {
        let schema = Arc::new(schema);
        *self.lock() = Some(schema.clone());
        schema
    }

    /// For one that has changed.
    pub fn forget(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Arc<Schema>>> {
        self.0
            .lock()
            .expect("nothing panics while it holds the schema")
    }
}
