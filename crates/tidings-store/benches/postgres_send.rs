//! How fast durable sends to PostgreSQL are, beside plain SQL that writes the same rows into the same table of a server
//! with default durability: one task alone (median time), 64 tasks against batches of 64 rows, 1,024 tasks against
//! batches of 1,000 rows, both against one transaction per event on 8 connections; several processes' worth of senders;
//! what the ways of writing a batch by hand cost; how soon a follower elsewhere sees what was acknowledged.
//!
//! Ours and the baseline by turns. The last line is one JSON object.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark's output and failures are for its reader"
)]

mod sample;

use std::fmt::Write;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use sample::{Budget, definition, figure, hash, ids, median, record};
use serde_json::Value;
use sqlx::postgres::PgConnectOptions;
use sqlx::types::Json;
use sqlx::{ConnectOptions, PgConnection, QueryBuilder, query, raw_sql};
use testbed::postgres::{Cluster, Database, Settings};
use tidings::{Record, Sender};
use tidings_store::{Options, Store, StoreSender};

const ROUNDS: usize = 5;

fn main() {
    let quick = std::env::args().any(|argument| argument == "--test");
    let scale = if quick { 40 } else { 1 };
    let rounds = if quick { 1 } else { ROUNDS };
    let settings = Settings::new()
        .set("shared_buffers", "512MB")
        .set("max_wal_size", "4GB");
    let bench = Bench {
        cluster: Cluster::start(&settings),
        rounds,
        scale,
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    sample::print(runtime.block_on(bench.run()));
}

struct Bench {
    cluster: Cluster,
    rounds: usize,
    scale: usize,
}

impl Bench {
    async fn run(&self) -> Vec<(String, Value)> {
        let mut figures = self.alone(2000 / self.scale).await;
        figures.extend(self.together(64, 64, 12_800 / self.scale, 0.6).await);
        figures.extend(self.together(1024, 1000, 40_000 / self.scale, 0.5).await);
        figures.extend(self.ways(64).await);
        figures.extend(self.ways(1000).await);
        figures.push(self.delay(300 / self.scale).await);
        figures
    }

    /// A store in a database of its own.
    async fn store(&self) -> (Database, Store) {
        let database = self.cluster.create_database();
        let store = Store::open(database.url(), &[&definition()]).await.unwrap();
        (database, store)
    }

    /// Medians of single sends and single inserts, one after the other by turns, in microseconds.
    async fn alone(&self, count: usize) -> Vec<(String, Value)> {
        let (database, store) = self.store().await;
        let sender = StoreSender::new(store, Options::default());
        let mut plain = Plain::connect(&database).await;
        let (mut sends, mut inserts, mut at_once) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..count {
            let record = record(number);
            let begun = Instant::now();
            sender.send(record).await.unwrap();
            sends.push(begun.elapsed().as_secs_f64() * 1e6);
            let record = self::record(number);
            let begun = Instant::now();
            plain.run("BEGIN").await;
            plain.insert_one(&record).await;
            plain.run("COMMIT").await;
            inserts.push(begun.elapsed().as_secs_f64() * 1e6);
            let record = self::record(number);
            let begun = Instant::now();
            plain.insert_one(&record).await;
            at_once.push(begun.elapsed().as_secs_f64() * 1e6);
        }
        let (value, baseline) = (median(&mut sends), median(&mut inserts));
        let at_once = median(&mut at_once);
        vec![
            figure(
                "durable_send_postgres_one",
                "us",
                value,
                baseline,
                Budget::AtMost(1.2),
            ),
            figure(
                "durable_send_postgres_one_autocommit",
                "us",
                value,
                at_once,
                Budget::None,
            ),
        ]
    }

    /// Rows a second of so many tasks, of batches by hand, and of a transaction per event on 8 connections; and of four
    /// senders with as many tasks each.
    async fn together(
        &self,
        tasks: usize,
        rows: usize,
        count: usize,
        budget: f64,
    ) -> Vec<(String, Value)> {
        let (mut sends, mut batches, mut singles, mut fourfold) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for _ in 0..self.rounds {
            let (_database, store) = self.store().await;
            sends.push(per_second(
                count,
                sent_by_tasks(&store, 1, tasks, count).await,
            ));
            let (database, _store) = self.store().await;
            let mut plain = Plain::connect(&database).await;
            batches.push(per_second(
                count,
                plain.inserted_in_batches(rows, count).await,
            ));
            let (database, _store) = self.store().await;
            let few = count / 4;
            singles.push(per_second(few, inserted_singly(&database, few).await));
            let (_database, store) = self.store().await;
            fourfold.push(per_second(
                count,
                sent_by_tasks(&store, 4, tasks, count).await,
            ));
        }
        let value = median(&mut sends);
        let name = |what: &str| format!("durable_send_postgres_{tasks}{what}");
        let least = Budget::AtLeast;
        vec![
            figure(
                &name(""),
                "rows/s",
                value,
                median(&mut batches),
                least(budget),
            ),
            figure(
                &name("_per_event"),
                "rows/s",
                value,
                median(&mut singles),
                least(3.0),
            ),
            figure(
                &name("_four_senders"),
                "rows/s",
                median(&mut fourfold),
                value,
                Budget::None,
            ),
        ]
    }

    /// Ways to write a batch by hand, against `UNNEST`: microseconds a batch.
    async fn ways(&self, rows: usize) -> Vec<(String, Value)> {
        let (database, _store) = self.store().await;
        let mut plain = Plain::connect(&database).await;
        let (mut unnest, mut values, mut copy) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..(20_000 / rows / self.scale).max(3) {
            let batch = || {
                (0..rows)
                    .map(|row| record(number * rows + row))
                    .collect::<Vec<_>>()
            };
            for (took, way) in [(&mut unnest, 0), (&mut values, 1), (&mut copy, 2)] {
                let batch = batch();
                let begun = Instant::now();
                match way {
                    0 => plain.insert_many(&batch).await,
                    1 => plain.insert_values(&batch).await,
                    _ => plain.copy(&batch).await,
                }
                took.push(begun.elapsed().as_secs_f64() * 1e6);
            }
        }
        let unnest = median(&mut unnest);
        let name = |way: &str| format!("postgres_{way}_{rows}");
        vec![
            figure(
                &name("values"),
                "us",
                median(&mut values),
                unnest,
                Budget::None,
            ),
            figure(&name("copy"), "us", median(&mut copy), unnest, Budget::None),
        ]
    }

    /// From the acknowledgement to a follower of another store: the 99th percentile, beside the median.
    async fn delay(&self, count: usize) -> (String, Value) {
        let (database, store) = self.store().await;
        let elsewhere = Store::open(database.url(), &[&definition()]).await.unwrap();
        let mut followed = elsewhere.follow(elsewhere.end().await.unwrap());
        let sender = StoreSender::new(store, Options::default());
        let mut delays = Vec::new();
        for number in 0..count.max(10) {
            sender.send(record(number)).await.unwrap();
            let begun = Instant::now();
            followed.next().await.unwrap().unwrap();
            delays.push(begun.elapsed().as_secs_f64() * 1e6);
        }
        let middle = median(&mut delays);
        let late = delays[delays.len() * 99 / 100];
        figure(
            "postgres_follower_delay_p99",
            "us",
            late,
            middle,
            Budget::None,
        )
    }
}

fn per_second(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

async fn sent_by_tasks(store: &Store, senders: usize, tasks: usize, count: usize) -> Duration {
    let each = count.div_ceil(tasks * senders);
    let senders = (0..senders).map(|_| StoreSender::new(store.clone(), Options::default()));
    let senders: Vec<_> = senders.collect();
    let begun = Instant::now();
    let all = senders.iter().flat_map(|sender| {
        (0..tasks).map(move |task| {
            let sender = sender.clone();
            tokio::spawn(async move {
                for number in 0..each {
                    sender.send(record(number * tasks + task)).await.unwrap();
                }
            })
        })
    });
    let all: Vec<_> = all.collect();
    let sent = each * all.len();
    for task in all {
        task.await.unwrap();
    }
    begun.elapsed().mul_f64(count as f64 / sent as f64)
}

/// One transaction per event on 8 connections.
async fn inserted_singly(database: &Database, count: usize) -> Duration {
    let mut connections = Vec::new();
    for _ in 0..8 {
        connections.push(Plain::connect(database).await);
    }
    let each = count.div_ceil(8);
    let begun = Instant::now();
    let all = connections.into_iter().map(|mut plain| {
        tokio::spawn(async move {
            for number in 0..each {
                plain.run("BEGIN").await;
                plain.insert_one(&record(number)).await;
                plain.run("COMMIT").await;
            }
        })
    });
    for task in all.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    begun.elapsed()
}

/// SQL as one would write it by hand.
struct Plain {
    connection: PgConnection,
}

/// Of rows by hand, far above those of a store.
static SEQ: AtomicI64 = AtomicI64::new(1 << 60);

fn seq() -> i64 {
    SEQ.fetch_add(1, Ordering::Relaxed)
}

const COLUMNS: &str = "seq, id, event_time, recorded_at, rate_key, name, event_type, category, \
    severity, message, props, cluster_id, host_id, infra_env_id";

impl Plain {
    async fn connect(database: &Database) -> Self {
        let options: PgConnectOptions = database.url().parse().unwrap();
        let options = options.disable_statement_logging();
        let connection = options.connect().await.unwrap();
        Self { connection }
    }

    async fn run(&mut self, sql: &'static str) {
        raw_sql(sql).execute(&mut self.connection).await.unwrap();
    }

    async fn insert_one(&mut self, record: &Record) {
        self.insert_values(std::slice::from_ref(record)).await;
    }

    /// One row of parameters each.
    async fn insert_values(&mut self, records: &[Record]) {
        let mut insert = QueryBuilder::new(format!("INSERT INTO tidings.events ({COLUMNS}) "));
        insert.push_values(records, |mut row, record| {
            let [cluster, host, infra_env] = ids(record);
            row.push_bind(seq())
                .push_bind(record.id)
                .push_bind(record.event_time)
                .push("now()")
                .push_bind(hash(record))
                .push_bind(&*record.name)
                .push_bind(&*record.event_type)
                .push_bind(record.category.as_str())
                .push_bind(record.severity.as_str())
                .push_bind(&record.message)
                .push_bind(Json(&record.props))
                .push_bind(cluster)
                .push_bind(host)
                .push_bind(infra_env);
        });
        insert.build().execute(&mut self.connection).await.unwrap();
    }

    /// An array for each column.
    async fn insert_many(&mut self, records: &[Record]) {
        fn all<'a, T>(records: &'a [Record], of: impl Fn(&'a Record) -> T) -> Vec<T> {
            records.iter().map(of).collect()
        }
        let sql = "INSERT INTO tidings.events (seq, id, event_time, recorded_at, rate_key, name, \
            event_type, category, severity, message, props, cluster_id, host_id, infra_env_id) \
            SELECT seq, id, event_time, now(), rate_key, name, event_type, category, severity, message, \
            props, cluster_id, host_id, infra_env_id \
            FROM unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::bigint[], $5::text[], $6::text[], \
            $7::text[], $8::text[], $9::text[], $10::json[], $11::uuid[], $12::uuid[], $13::uuid[]) \
            AS given (seq, id, event_time, rate_key, name, event_type, category, severity, message, \
            props, cluster_id, host_id, infra_env_id)";
        let insert = query(sql)
            .bind(all(records, |_| seq()))
            .bind(all(records, |record| record.id))
            .bind(all(records, |record| record.event_time))
            .bind(all(records, hash))
            .bind(all(records, |record| &*record.name))
            .bind(all(records, |record| &*record.event_type))
            .bind(all(records, |record| record.category.as_str()))
            .bind(all(records, |record| record.severity.as_str()))
            .bind(all(records, |record| &*record.message))
            .bind(all(records, |record| Json(&record.props)))
            .bind(all(records, |record| ids(record)[0]))
            .bind(all(records, |record| ids(record)[1]))
            .bind(all(records, |record| ids(record)[2]));
        insert.execute(&mut self.connection).await.unwrap();
    }

    async fn copy(&mut self, records: &[Record]) {
        let mut text = String::new();
        for record in records {
            let [cluster, host, infra_env] = ids(record);
            let Record {
                id,
                name,
                event_type,
                message,
                ..
            } = record;
            let (time, props) = (record.event_time, record.props_json());
            let (category, severity) = (record.category, record.severity);
            // Nothing in the sample needs an escape.
            writeln!(
                text,
                "{}\t{id}\t{time}\t{time}\t{}\t{name}\t{event_type}\t{category}\t{severity}\t{message}\t\
                 {props}\t{cluster}\t{host}\t{infra_env}",
                seq(),
                hash(record),
            )
            .unwrap();
        }
        let statement = format!("COPY tidings.events ({COLUMNS}) FROM STDIN");
        let mut copy = self.connection.copy_in_raw(&statement).await.unwrap();
        copy.send(text.as_bytes()).await.unwrap();
        copy.finish().await.unwrap();
    }

    /// The records are made as part of it, as they are by the tasks.
    async fn inserted_in_batches(&mut self, rows: usize, count: usize) -> Duration {
        let begun = Instant::now();
        for first in (0..count).step_by(rows) {
            let batch: Vec<Record> = (first..(first + rows).min(count)).map(record).collect();
            self.insert_many(&batch).await;
        }
        begun.elapsed()
    }
}
