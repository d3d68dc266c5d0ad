//! How fast a page of 50 records with both counts is in PostgreSQL, beside the best SQL that we can write by hand, over
//! 2,000 clusters with 1,000,000 and with 5,000,000 events (`TIDINGS_BENCH_EVENTS` names one other number): an ordinary
//! cluster, and the noisiest with 2 % of all events.
//!
//! Medians, ours and the baseline by turns. The last line is one JSON object.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark's output and failures are for its reader"
)]

mod sample;

use std::future::Future;
use std::time::Instant;

use sample::{Budget, definition, figure, median};
use serde_json::{Value, json};
use sqlx::postgres::{PgConnectOptions, PgRow};
use sqlx::{ConnectOptions, FromRow, PgConnection, Row, query, raw_sql};
use testbed::postgres::{Cluster, Database, Settings};
use tidings::{OffsetDateTime, Uuid};
use tidings_store::{Filter, Order, Query, Store};

fn main() {
    let quick = std::env::args().any(|argument| argument == "--test");
    let asked = std::env::var("TIDINGS_BENCH_EVENTS").ok();
    let sizes = match asked {
        Some(asked) => vec![asked.parse().unwrap()],
        None if quick => vec![20_000],
        None => vec![1_000_000, 5_000_000],
    };
    let settings = Settings::new()
        .set("shared_buffers", "2GB")
        .set("max_wal_size", "8GB")
        .set("maintenance_work_mem", "1GB");
    let cluster = Cluster::start(&settings);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut figures = Vec::new();
    for events in sizes {
        figures.extend(runtime.block_on(measure(&cluster, events, if quick { 3 } else { 41 })));
    }
    sample::print(figures);
}

async fn measure(cluster: &Cluster, events: u64, rounds: usize) -> Vec<(String, Value)> {
    let database = cluster.create_database();
    let store = Store::open(database.url(), &[&definition()]).await.unwrap();
    load(&database, events);
    let mut plain = connect(&database).await;
    let mut figures = Vec::new();
    // The first cluster is the noisiest.
    for (which, number) in [("ordinary", 77), ("noisiest", 0)] {
        let id: Uuid = database
            .psql(&format!("SELECT md5('c{number}')::uuid"))
            .parse()
            .unwrap();
        let case = Case {
            name: format!("list_postgres_{}m_{which}", events as f64 / 1e6),
            query: Query {
                limit: Some(50),
                ..Query::new(Filter::default().subject("cluster_id", id))
            },
            id,
            rounds,
            large: events > 1_000_000,
        };
        figures.extend(case.measure(&store, &mut plain).await);
    }
    figures
}

async fn connect(database: &Database) -> PgConnection {
    let options: PgConnectOptions = database.url().parse().unwrap();
    options.disable_statement_logging().connect().await.unwrap()
}

/// Of 2,000 clusters over 90 days; batches of 500.
fn load(database: &Database, events: u64) {
    let begun = Instant::now();
    // Indexes are made after the rows, which takes less time; they are the store's own.
    let indexes = database.psql(
        "SELECT string_agg(indexdef, ';') FROM pg_indexes \
         WHERE schemaname = 'tidings' AND tablename = 'events' AND indexname <> 'events_pkey'",
    );
    let names = database.psql(
        "SELECT string_agg('tidings.' || indexname, ', ') FROM pg_indexes \
         WHERE schemaname = 'tidings' AND tablename = 'events' AND indexname <> 'events_pkey'",
    );
    database.psql(&format!(
        "DROP INDEX {names}; \
         INSERT INTO tidings.events (seq, id, event_time, recorded_at, rate_key, name, event_type, category, \
           severity, message, props, cluster_id, host_id, infra_env_id) \
         SELECT 1024 + (i / 500) * 1024 + i % 500, gen_random_uuid(), at, at, hashtextextended(i::text, 0), \
           'event_' || i % 80, 'host', CASE WHEN i % 10 = 3 THEN 'metrics' ELSE 'user' END, \
           CASE WHEN r < 0.8 THEN 'info' WHEN r < 0.92 THEN 'warning' WHEN r < 0.98 THEN 'error' \
             ELSE 'critical' END, \
           repeat('m', 150), '{{\"disk\":\"sda\",\"size\":12}}', md5('c' || c)::uuid, \
           md5('h' || c || i % 5)::uuid, md5('e' || c)::uuid \
         FROM (SELECT i, random() AS r, timestamptz '2026-08-01' + i * interval '90 days' / {events} AS at, \
           CASE WHEN i % 50 = 7 THEN 0 ELSE 1 + (random() * 1998)::int END AS c \
           FROM generate_series(0, {events} - 1) AS i) AS made; \
         INSERT INTO tidings.batches SELECT (b + 1) * 500, 1024 + b * 1024, 500 \
         FROM generate_series(0, {events} / 500 - 1) AS b; {indexes}"
    ));
    database.psql("VACUUM ANALYZE");
    println!(
        "{events} events loaded in {:.0} s",
        begun.elapsed().as_secs_f64()
    );
}

struct Case {
    name: String,
    query: Query,
    id: Uuid,
    rounds: usize,
    large: bool,
}

/// Columns that an answer needs.
const PAGE: &str = "SELECT seq, id, recorded_at, name, event_type, category, severity, message, event_time, request_id, \
    source, trace_id, span_id, definition, props, other_subjects, cluster_id, host_id, infra_env_id \
    FROM tidings.events WHERE cluster_id = $1 AND category = 'user' \
    ORDER BY event_time, seq LIMIT 50";

const COUNTS: &str = "SELECT count(*) FILTER (WHERE severity = 'info'), \
    count(*) FILTER (WHERE severity = 'warning'), count(*) FILTER (WHERE severity = 'error'), \
    count(*) FILTER (WHERE severity = 'critical') \
    FROM tidings.events WHERE cluster_id = $1 AND category = 'user'";

impl Case {
    async fn measure(&self, store: &Store, plain: &mut PgConnection) -> Vec<(String, Value)> {
        let page = Query {
            counts: false,
            ..self.query.clone()
        };
        let descending = Query {
            order: Order::Descending,
            offset: 200,
            ..page.clone()
        };
        let (mut ours, mut theirs, mut bare) = (Vec::new(), Vec::new(), Vec::new());
        let (mut pages, mut their_pages, mut deep) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..self.rounds {
            ours.push(took(store.list(&self.query)).await);
            theirs.push(took(answer_by_hand(plain, self.id)).await);
            bare.push(took(bare_answer_by_hand(plain, self.id)).await);
            pages.push(took(store.list(&page)).await);
            their_pages.push(took(page_by_hand(plain, self.id)).await);
            deep.push(took(store.list(&descending)).await);
        }
        let name = |what: &str| format!("{}_{what}", self.name);
        let page = median(&mut pages);
        let all = median(&mut ours);
        vec![
            figure(
                &name("all"),
                "us",
                all,
                median(&mut theirs),
                Budget::AtMost(1.5),
            ),
            figure(
                &name("all_bare"),
                "us",
                all,
                median(&mut bare),
                Budget::None,
            ),
            limited(&name("page"), page, median(&mut their_pages), 2_000.0),
            limited(
                &name("page_descending_offset"),
                median(&mut deep),
                page,
                2_000.0,
            ),
            limited(
                &name("counts"),
                all - page,
                all,
                if self.large { 50_000.0 } else { 20_000.0 },
            ),
        ]
    }
}

/// A figure that must stay below so many microseconds, whatever the baseline.
fn limited(name: &str, value: f64, baseline: f64, most: f64) -> (String, Value) {
    let (name, mut fields) = figure(name, "us", value, baseline, Budget::None);
    fields["budget"] = json!(format!("at most {most} us"));
    fields["holds"] = json!(value <= most);
    (name, fields)
}

/// Microseconds.
async fn took<T>(work: impl Future<Output = T>) -> f64 {
    let begun = Instant::now();
    work.await;
    begun.elapsed().as_secs_f64() * 1e6
}

/// The same answer: page and counts of one state of the database, the rows in fields that a program can use.
async fn answer_by_hand(plain: &mut PgConnection, id: Uuid) -> (Vec<Listed>, i64) {
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    raw_sql(begin).execute(&mut *plain).await.unwrap();
    let rows = page_by_hand(plain, id).await;
    let counts = counts_by_hand(plain, id).await;
    raw_sql("COMMIT").execute(plain).await.unwrap();
    (
        rows.iter()
            .map(|row| Listed::from_row(row).unwrap())
            .collect(),
        counts,
    )
}

/// Two queries, which may see two states, and rows as they came.
async fn bare_answer_by_hand(plain: &mut PgConnection, id: Uuid) -> (Vec<PgRow>, i64) {
    let rows = page_by_hand(plain, id).await;
    (rows, counts_by_hand(plain, id).await)
}

async fn page_by_hand(plain: &mut PgConnection, id: Uuid) -> Vec<PgRow> {
    let rows = query(PAGE).bind(id).fetch_all(plain).await.unwrap();
    assert_eq!(rows.len(), 50);
    rows
}

async fn counts_by_hand(plain: &mut PgConnection, id: Uuid) -> i64 {
    let row = query(COUNTS).bind(id).fetch_one(plain).await.unwrap();
    (0..4).map(|index| row.get::<i64, _>(index)).sum()
}

/// A row as one would read it by hand.
#[derive(sqlx::FromRow)]
#[expect(dead_code, reason = "reading the fields is what is measured")]
struct Listed {
    seq: i64,
    id: Uuid,
    recorded_at: OffsetDateTime,
    name: String,
    event_type: String,
    category: String,
    severity: String,
    message: String,
    event_time: OffsetDateTime,
    request_id: Option<String>,
    source: Option<String>,
    trace_id: Option<String>,
    span_id: Option<String>,
    definition: Option<String>,
    props: Option<Value>,
    other_subjects: Option<Value>,
    cluster_id: Option<Uuid>,
    host_id: Option<Uuid>,
    infra_env_id: Option<Uuid>,
}
