//! Versions of the schema, and how a database comes to the newest.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::{Duration, Instant};

use sqlx::PgConnection;
use tidings::{Cause, OffsetDateTime};

use super::database::{Answers, Database, only, send};
use super::error::{Problem, Remedy};
use super::partitions::{self, MonthOf};
use super::row::{parsed, text, truth};
use super::schema::Schema;
use super::{sql, subjects};
use crate::StoreError;
use crate::rate_limits::hash;
use crate::subjects::{Kind, Subject, Subjects};
use crate::version::{Migration, Version};

const MIGRATIONS: &[Migration] = &[
    Migration {
        sql: include_str!("migrations/1.sql"),
        compatible_from: 1,
    },
    Migration {
        sql: include_str!("migrations/2.sql"),
        compatible_from: 1,
    },
];

/// How long to wait for other migrations, and for transactions that have the tables in use.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long others may have to wait behind a migration that waits itself.
const LOCK_LIMIT: Duration = Duration::from_secs(1);

/// What is there.
struct State {
    schema_exists: bool,
    version: Version,
    schema: Schema,
    /// Names of partitions, of a table that is divided.
    partitions: Option<Vec<String>>,
    /// A relation of a name that is the store's, where there is no store.
    taken: Option<(String, String)>,
}

/// Brings the database to the newest version, with a column for each subject; writes nothing when it is.
pub(super) async fn migrate(
    database: &Database,
    declared: &BTreeMap<String, Kind>,
) -> Result<Schema, Problem> {
    let begun = Instant::now();
    loop {
        let mut connection = database.connect().await?;
        match migrate_once(&mut connection, database, declared).await {
            Err(problem)
                if matches!(problem.remedy(), Remedy::Wait | Remedy::Again)
                    && begun.elapsed() < PATIENCE =>
            {
                drop(connection);
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            migrated => return migrated,
        }
    }
}

async fn migrate_once(
    connection: &mut PgConnection,
    database: &Database,
    declared: &BTreeMap<String, Kind>,
) -> Result<Schema, Problem> {
    let state = read(connection, database).await?;
    if script(&state, database, declared)?.is_empty() {
        return Ok(state.schema);
    }
    run(
        connection,
        format!("BEGIN ISOLATION LEVEL READ COMMITTED; {}", lock(database)),
    )
    .await?;
    // Asked again, since another process may just have migrated.
    let state = read(connection, database).await?;
    let script = script(&state, database, declared)?;
    // A role's own limit is not meant for changes of large tables.
    let limits = format!(
        "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = {};",
        LOCK_LIMIT.as_millis()
    );
    let may_wait = state.version != Version::NONE && script == months(&state, database, false)?;
    match run(connection, format!("{limits} {script}")).await {
        // Until somebody may, what belongs to a month that is missing goes to the default partition.
        Err(problem) if may_wait && may_not_create(&problem) => {
            let error = problem.to_string();
            tracing::warn!(target: "tidings", error, "upkeep of the tables is left to their owner");
            return Ok(state.schema);
        }
        done => done?,
    };
    let state = read(connection, database).await?;
    run(connection, "COMMIT".to_owned()).await?;
    Ok(state.schema)
}

/// Not this role, or not at a standby.
fn may_not_create(problem: &Problem) -> bool {
    matches!(problem.code().as_deref(), Some("42501" | "25006"))
}

async fn run(connection: &mut PgConnection, message: String) -> Result<Answers, Problem> {
    // Large tables take their time to be changed.
    send(connection, message, Duration::from_secs(24 * 3600)).await
}

/// The SQL of what is to be done, for those who run it themselves; empty when it is nothing.
pub(super) async fn script_of(
    database: &Database,
    declared: &BTreeMap<String, Kind>,
) -> Result<String, Problem> {
    let mut connection = database.connect().await?;
    let state = read(&mut connection, database).await?;
    let script = script(&state, database, declared)?;
    if script.is_empty() {
        return Ok(script);
    }
    Ok(format!(
        "BEGIN;\nSET LOCAL statement_timeout = 0;\n{}\n{script}COMMIT;\n",
        lock(database)
    ))
}

/// The schema of a store that exists.
pub(super) async fn connect(database: &Database) -> Result<Schema, Problem> {
    let mut connection = database.connect().await?;
    let state = read(&mut connection, database).await?;
    if state.version == Version::NONE {
        let place = database.shown.clone();
        return Err(StoreError::NoStore { place }.into());
    }
    state.version.check(MIGRATIONS)?;
    Ok(state.schema)
}

/// One migration of a schema at a time, however many processes start.
fn lock(database: &Database) -> String {
    let key = hash(&format!("tidings migration of {}", database.schema));
    format!("SELECT pg_advisory_xact_lock({key});")
}

async fn read(connection: &mut PgConnection, database: &Database) -> Result<State, Problem> {
    let answers = run(connection, whether_there(database)).await?;
    if !truth(only(&answers[0])?, 1)? {
        return absent(&answers, database);
    }
    present(&run(connection, what_is_there(database)).await?, database)
}

/// Whether there is a schema, a store in it, or else something of a store's names.
fn whether_there(database: &Database) -> String {
    let schema = sql::escaped(&database.schema);
    let name = sql::text(&database.options.schema);
    let is_own = format!(
        "EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('{schema}.meta') \
         AND attname = 'compatible_from')"
    );
    format!(
        "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = {name}), {is_own}; \
         SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' WHEN 'i' THEN 'index' \
           ELSE 'table' END, relname FROM pg_class \
         WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = {name}) AND NOT {is_own} \
           AND relname IN ('meta', 'subjects', 'batch_base', 'pending', 'batches', 'events', 'registry') \
         ORDER BY relname LIMIT 1"
    )
}

/// Of a store that is there.
fn what_is_there(database: &Database) -> String {
    let schema = &database.schema;
    format!(
        "SELECT schema_version, compatible_from FROM {schema}.meta; {}; {}",
        select_schema(schema),
        partitions::select(&sql::escaped(schema)),
    )
}

/// Nothing but what is told of an empty database.
fn absent(answers: &Answers, database: &Database) -> Result<State, Problem> {
    let taken = match answers[1].first() {
        Some(row) => Some((text(row, 0)?.to_owned(), text(row, 1)?.to_owned())),
        None => None,
    };
    Ok(State {
        schema_exists: truth(only(&answers[0])?, 0)?,
        version: Version::NONE,
        schema: Schema::new(&database.schema, 0, Subjects::default()),
        partitions: None,
        taken,
    })
}

fn present(answers: &Answers, database: &Database) -> Result<State, Problem> {
    let version = only(&answers[0])?;
    Ok(State {
        schema_exists: true,
        version: Version {
            found: parsed(version, 0)?,
            compatible_from: parsed(version, 1)?,
        },
        schema: schema_of(&database.schema, &answers[1..])?,
        partitions: partitions::names(&answers[3])?,
        taken: None,
    })
}

/// Of what the table of subjects holds.
pub(super) fn subject(name: &str, kind: &str) -> Result<Subject, Problem> {
    let unknown = || {
        let told =
            format!("subject `{name}` has the type `{kind}`, which this build does not know");
        Problem::Store(StoreError::Failed(Cause::new(told)))
    };
    Ok(Subject {
        name: name.to_owned(),
        kind: Kind::named(kind).ok_or_else(unknown)?,
    })
}

/// What leads from this state to the newest version, with all subjects and months; empty when nothing is missing.
fn script(
    state: &State,
    database: &Database,
    declared: &BTreeMap<String, Kind>,
) -> Result<String, Problem> {
    refuse_taken_names(state, database)?;
    let schema = &database.schema;
    let mut script = String::new();
    let steps = state.version.steps(MIGRATIONS)?;
    if !state.schema_exists {
        writeln!(script, "CREATE SCHEMA {schema};").expect("a string takes everything");
    }
    let partition = database.options.partition;
    for step in steps {
        let sql = step.sql.replace("{schema}", schema);
        let sql = sql.replace("{partition_by}", partitions::partition_by(partition));
        let from = step.compatible_from;
        writeln!(
            script,
            "{sql}UPDATE {schema}.meta SET schema_version = schema_version + 1, compatible_from = {from};"
        )
        .expect("a string takes everything");
    }
    let is_new = state.version == Version::NONE;
    if is_new && partition.is_some() {
        script.push_str(&partitions::default_partition(schema));
    }
    for (name, kind) in state.schema.subjects.missing(declared)? {
        script.push_str(&subjects::add(schema, name, kind));
    }
    script.push_str(&months(state, database, is_new)?);
    Ok(script)
}

/// Partitions for the months to come, by the clock of this machine, by which ids are made. They can wait for somebody
/// who may create them.
fn months(state: &State, database: &Database, is_new: bool) -> Result<String, Problem> {
    let divided = match &state.partitions {
        Some(names) => names.as_slice(),
        None if is_new && database.options.partition.is_some() => &[],
        None if database.options.partition.is_some() => {
            let told = format!(
                "`{}` holds a store without partitions; only a new store can be partitioned",
                database.shown
            );
            return Err(StoreError::Failed(Cause::new(told)).into());
        }
        None => return Ok(String::new()),
    };
    let missing = partitions::missing_months(OffsetDateTime::now_utc(), divided);
    Ok(missing
        .into_iter()
        .map(|month: MonthOf| month.create(&database.schema))
        .collect())
}

fn refuse_taken_names(state: &State, database: &Database) -> Result<(), StoreError> {
    let Some((kind, name)) = state.taken.clone() else {
        return Ok(());
    };
    Err(StoreError::NameTaken {
        place: database.shown.clone(),
        container: "schema",
        kind,
        name: format!("{}.{name}", database.options.schema),
    })
}

/// The subjects and the epoch of now, read in the same transaction as what needs them.
pub(super) fn select_schema(schema: &str) -> String {
    format!(
        "SELECT epoch FROM {schema}.meta; SELECT name, type FROM {schema}.subjects ORDER BY ordinal"
    )
}

/// What [`select_schema`] found.
pub(super) fn schema_of(
    schema: &str,
    answers: &[Vec<sqlx::postgres::PgRow>],
) -> Result<Schema, Problem> {
    let epoch: i64 = parsed(only(&answers[0])?, 0)?;
    let mut subjects = Vec::new();
    for row in &answers[1] {
        subjects.push(subject(text(row, 0)?, text(row, 1)?)?);
    }
    Ok(Schema::new(
        schema,
        epoch.cast_unsigned(),
        Subjects(subjects),
    ))
}

/// Creates the partitions that are missing, where the table is divided.
pub(super) async fn create_months(database: &Database) -> Result<(), Problem> {
    migrate(database, &BTreeMap::new()).await.map(drop)
}
