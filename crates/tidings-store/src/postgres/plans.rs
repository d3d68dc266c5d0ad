//! Which index serves which list.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::PgConnection;
use tidings::{Definition, Id, Property, PropertyType, Severity, Uuid};

use super::PostgresStore;
use super::database::collect;
use super::list::{Window, by_append, by_time, counts, looks_up};
use super::row::text;
use super::schema::Schema;
use crate::store::Resume;
use crate::{Filter, Holder, Order, Ownership, Query, StoreOptions, Tenant};

/// 60,000 events of 200 clusters, the first of which has a tenth of them.
const LOAD: &str = "INSERT INTO tidings.events (seq, id, event_time, recorded_at, rate_key, name, event_type, \
      category, severity, message, request_id, cluster_id, host_id) \
    SELECT 1024 + (i / 500) * 1024 + i % 500, gen_random_uuid(), at, at, i, 'event_' || i % 80, 'host', \
      CASE WHEN i % 10 = 3 THEN 'metrics' ELSE 'user' END, \
      CASE WHEN i % 13 = 0 THEN 'error' ELSE 'info' END, repeat('m', 150), 'request-' || i / 4, \
      md5('c' || c)::uuid, md5('h' || c || i % 5)::uuid \
    FROM (SELECT i, timestamptz '2026-08-01' + i * interval '1 minute' AS at, \
      CASE WHEN i % 10 = 7 THEN 0 ELSE 1 + i * 7919 % 199 END AS c FROM generate_series(0, 59999) AS i) AS made; \
    INSERT INTO tidings.registry (kind, id, id_uuid, org) \
      SELECT 'cluster', md5('c' || c), md5('c' || c)::uuid, \
        CASE WHEN c IN (0, 77) THEN 'few' WHEN c <= 100 THEN 'many' ELSE 'others' END \
      FROM generate_series(0, 199) AS c; \
    INSERT INTO tidings.batches SELECT (b + 1) * 500, 1024 + b * 1024, 500 FROM generate_series(0, 119) AS b; \
    ANALYZE";

/// An id of what was loaded.
fn id(text: &str) -> Uuid {
    let database = testbed::postgres::shared().database();
    let id = database.psql(&format!("SELECT md5('{text}')::uuid"));
    id.parse().unwrap()
}

#[test]
fn indexes_serve_lists() {
    let database = testbed::postgres::shared().database();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let ids = ["cluster_id", "host_id", "infra_env_id"]
        .map(|name| Property::new(name, PropertyType::Uuid).into_subject());
    let event = Definition::new("x", "", "x", Severity::Info).with_properties(ids.to_vec());
    let (definitions, options) = ([&event], StoreOptions::default());
    let open = PostgresStore::open(database.url(), &definitions, options);
    let store = runtime.block_on(open).unwrap();
    let schema = store.shared.schema.seen().unwrap();
    // A transaction of its own, as VACUUM wants it.
    database.psql(LOAD);
    database.psql("VACUUM tidings.events");
    let shown = runtime.block_on(async {
        let mut connection = store.shared.database.connect().await.unwrap();
        // As if all tables were large: what is read whole then has no index.
        let large = "SET enable_seqscan = off".to_owned();
        collect(&mut connection, large).await.unwrap();
        let mut shown = String::new();
        for (case, query) in cases().into_iter().chain(cases_of_access()) {
            let plans = plans(&mut connection, &schema, &query).await;
            shown.push_str(&format!("# {case}\n{plans}\n"));
        }
        shown
    });
    insta::assert_snapshot!(shown);
}

fn cases() -> Vec<(&'static str, Query)> {
    let (noisy, quiet) = (cluster("c0"), cluster("c77"));
    let everything = Query {
        limit: Some(50),
        ..Query::new(Filter::everything())
    };
    vec![
        ("default", of(|_| ())),
        (
            "descending, with an offset",
            Query {
                order: Order::Descending,
                offset: 20_000,
                ..of(|_| ())
            },
        ),
        ("every category", everything),
        (
            "a noisy cluster",
            of(|filter| filter.subjects = noisy.clone()),
        ),
        (
            "a quiet cluster",
            of(|filter| filter.subjects = quiet.clone()),
        ),
        (
            "a cluster that is not there",
            of(|filter| filter.subjects = cluster("none")),
        ),
        (
            "a message in a cluster",
            of(|filter| {
                (filter.subjects, filter.message) = (noisy.clone(), "none".to_owned());
            }),
        ),
        (
            "errors of a cluster since then",
            of(|filter| {
                filter.subjects = noisy.clone();
                filter.severities = vec![Severity::Error];
                filter.since = Some(time::macros::datetime!(2026-08-20 0:00 UTC));
            }),
        ),
        ("two hosts", of(|filter| filter.host_ids = hosts(2))),
        ("sixty hosts", of(|filter| filter.host_ids = hosts(60))),
        (
            "hosts of a cluster",
            of(|filter| (filter.subjects, filter.host_ids) = (noisy.clone(), hosts(2))),
        ),
        (
            "hosts and none of a cluster",
            of(|filter| {
                (filter.subjects, filter.host_ids) = (noisy.clone(), hosts(2));
                filter.cluster_level = true;
            }),
        ),
        ("a name", of(|filter| filter.names = names(1))),
        ("two names", of(|filter| filter.names = names(2))),
        ("many names", of(|filter| filter.names = names(70))),
        (
            "a request",
            of(|filter| filter.request_id = Some("request-7".to_owned())),
        ),
        (
            "a request that is not there",
            of(|filter| filter.request_id = Some("none".to_owned())),
        ),
    ]
}

/// The first page of the default filter, changed.
fn of(change: impl Fn(&mut Filter)) -> Query {
    let mut filter = Filter::default();
    change(&mut filter);
    Query {
        limit: Some(50),
        ..Query::new(filter)
    }
}

fn cluster(text: &str) -> BTreeMap<String, Id> {
    BTreeMap::from([("cluster_id".to_owned(), Id::from(id(text)))])
}

fn hosts(count: usize) -> Vec<Uuid> {
    (0..count).map(|_| Uuid::now_v7()).collect()
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("event_{number}")).collect()
}

fn tenant(org: &str) -> Option<Tenant> {
    Some(Tenant {
        holder: Holder::Org(org.to_owned()),
        ownership: Ownership::default().into(),
    })
}

fn cases_of_access() -> Vec<(&'static str, Query)> {
    let noisy = cluster("c0");
    vec![
        ("deleted hosts", of(|filter| filter.deleted_hosts = true)),
        (
            "a noisy cluster as a scope",
            of(|filter| filter.access.scope = noisy.clone().pop_first()),
        ),
        (
            "hosts in a scope",
            of(|filter| {
                filter.access.scope = noisy.clone().pop_first();
                filter.host_ids = hosts(2);
            }),
        ),
        (
            "a tenant without subjects",
            of(|filter| filter.access.tenant = tenant("none")),
        ),
        (
            "a tenant of few subjects",
            of(|filter| filter.access.tenant = tenant("few")),
        ),
        (
            "a tenant of many subjects",
            of(|filter| filter.access.tenant = tenant("many")),
        ),
        (
            "a name, for a tenant of few subjects",
            of(|filter| {
                filter.names = names(1);
                filter.access.tenant = tenant("few");
            }),
        ),
        (
            "a noisy cluster, for a tenant of many subjects",
            of(|filter| {
                filter.subjects = noisy.clone();
                filter.access.tenant = tenant("many");
            }),
        ),
    ]
}

async fn plans(connection: &mut PgConnection, schema: &Schema, query: &Query) -> String {
    let window = |reach| Window {
        after: 30_000,
        reach,
        end: 60_000,
        most: 500,
    };
    let resume = Resume {
        snapshot: 50_000,
        last: Some((1_785_600_000_000_000, 1024)),
    };
    let part = Query {
        offset: 0,
        ..query.clone()
    };
    let filter = &query.filter;
    let mut questions = vec![
        ("list", by_time(schema, query, None).unwrap()),
        ("chunk", by_time(schema, &part, Some(resume)).unwrap()),
        ("counts", counts(schema, filter).unwrap()),
        (
            "after",
            by_append(schema, filter, &window(500), false)
                .unwrap()
                .remove(0),
        ),
    ];
    if looks_up(filter) {
        let far = by_append(schema, filter, &window(30_000), true)
            .unwrap()
            .remove(0);
        questions.push(("after, from afar", far));
    }
    let mut shown = String::new();
    for (name, sql) in questions {
        let answers = collect(connection, format!("EXPLAIN (COSTS OFF) {sql}"))
            .await
            .unwrap();
        let lines = answers[0]
            .iter()
            .map(|row| text(row, 0).unwrap().to_owned());
        shown.push_str(&format!(
            "{name}: {}\n",
            summary(&lines.collect::<Vec<_>>())
        ));
    }
    shown
}

/// The indexes, and what is done without one.
fn summary(lines: &[String]) -> String {
    let mut found = BTreeSet::new();
    for line in lines {
        let node = line.trim_start().trim_start_matches("->").trim_start();
        let words: Vec<&str> = node.split(' ').collect();
        let named = |word| {
            words
                .iter()
                .position(|one| *one == word)
                .map(|at| words[at + 1])
        };
        match node {
            _ if node.contains(" using ") => {
                found.extend(named("using").map(str::to_owned));
            }
            _ if node.starts_with("Bitmap Index Scan on") => {
                found.extend(named("on").map(str::to_owned));
            }
            _ if node.contains("Seq Scan on") => {
                found.extend(named("on").map(|table| format!("(all of {table})")));
            }
            "Sort" | "Incremental Sort" => {
                found.insert("(sorted)".to_owned());
            }
            _ => {}
        }
    }
    found.into_iter().collect::<Vec<_>>().join(" ")
}

/// That a plan is read as it is meant.
#[test]
fn plans_are_summed_up() {
    let lines = [
        "Limit",
        "  ->  Sort",
        "        ->  Bitmap Heap Scan on events",
        "              ->  Bitmap Index Scan on events_request",
        "        ->  Parallel Seq Scan on batches",
        "        ->  Index Only Scan Backward using events_time on events",
    ];
    let lines = lines.map(str::to_owned);
    assert_eq!(
        summary(&lines),
        "(all of batches) (sorted) events_request events_time"
    );
}
