//! Which index serves which list.

use std::collections::BTreeMap;

use rusqlite::params_from_iter;
use tidings::{Definition, Id, Property, PropertyType, Severity, Uuid};

use super::SqliteStore;
use super::conditions::Conditions;
use super::error::Problem;
use super::list::{by_append, by_time, count};
use super::read::Snapshot;
use crate::{Cursor, Filter, Holder, Ownership, Query, StoreOptions, SubjectEntry, Tenant};

/// What SQLite does for lists and counts: `SEARCH` is a look-up, `SCAN` is not, and a
/// `TEMP B-TREE` sorts all that was found.
#[test]
fn indexes_serve_lists() {
    let folder = tempfile::tempdir().unwrap();
    let ids = ["cluster_id", "host_id", "infra_env_id"]
        .map(|name| Property::new(name, PropertyType::Uuid).into_subject());
    let event = Definition::new("x", "", "x", Severity::Info).with_properties(ids.to_vec());
    let path = folder.path().join("events.db");
    let store = SqliteStore::open(path, &[&event], StoreOptions::default()).unwrap();

    let cluster = BTreeMap::from([("cluster_id".to_owned(), Id::from(Uuid::nil()))]);
    let of = |change: &dyn Fn(&mut Filter)| {
        let mut filter = Filter::default();
        change(&mut filter);
        filter
    };
    let scope = Some(("cluster_id".to_owned(), Id::from(Uuid::nil())));
    let of_tenant = |name: &str| {
        of(&|filter| {
            filter.access.tenant = Some(Tenant {
                holder: Holder::Org(name.to_owned()),
                ownership: Ownership::default().into(),
            });
        })
    };
    register(&store);
    let names = |count| (0..count).map(|number: u8| number.to_string()).collect();
    let cases = [
        ("default", Filter::default()),
        ("everything", Filter::everything()),
        ("cluster", of(&|filter| filter.subjects = cluster.clone())),
        (
            "hosts",
            of(&|filter| filter.host_ids = vec![Uuid::nil(), Uuid::max()]),
        ),
        (
            "hosts of a cluster",
            of(&|filter| {
                filter.subjects = cluster.clone();
                filter.host_ids = vec![Uuid::nil()];
            }),
        ),
        (
            "hosts and none",
            of(&|filter| {
                filter.subjects = cluster.clone();
                filter.host_ids = vec![Uuid::nil()];
                filter.cluster_level = true;
            }),
        ),
        ("a name", of(&|filter| filter.names = names(1))),
        ("two names", of(&|filter| filter.names = names(2))),
        ("many names", of(&|filter| filter.names = names(99))),
        (
            "request",
            of(&|filter| filter.request_id = Some("r".to_owned())),
        ),
        ("deleted hosts", of(&|filter| filter.deleted_hosts = true)),
        ("a scope", of(&|filter| filter.access.scope = scope.clone())),
        (
            "hosts in a scope",
            of(&|filter| {
                filter.access.scope = scope.clone();
                filter.host_ids = vec![Uuid::nil()];
            }),
        ),
        ("a tenant without subjects", of_tenant("none")),
        ("a tenant of two subjects", of_tenant("few")),
        ("a tenant of many subjects", of_tenant("many")),
        (
            "a cluster, for a tenant",
            Filter {
                subjects: cluster.clone(),
                ..of_tenant("few")
            },
        ),
    ];
    let plans = cases.map(|(case, filter)| format!("# {case}\n{}", plans(&store, filter)));
    insta::assert_snapshot!(plans.join("\n"));
}

/// A cluster and an infra-env of the one, sixty clusters of the other.
fn register(store: &SqliteStore) {
    let put = |kind: &str, id, org: &str| {
        let entry = SubjectEntry {
            kind: kind.to_owned(),
            id: Uuid::from_u128(id).into(),
            infra_env: None,
            cluster: None,
            owner: None,
            org: Some(org.to_owned()),
            deleted_at: None,
        };
        store.put_subject(&entry).unwrap();
    };
    put("cluster", 1, "few");
    put("infra_env", 1, "few");
    (100..160).for_each(|id| put("cluster", id, "many"));
}

fn plans(store: &SqliteStore, filter: Filter) -> String {
    let read = store.read(|snapshot| {
        let query = Query::new(filter);
        let (by_time, time) = by_time(snapshot, &query, None)?;
        let (by_append, append) = by_append(snapshot, &query.filter, Cursor::start(), None)?;
        let (counts, counted) = count(snapshot, &query.filter)?;
        Ok(format!(
            "by time:{}by append:{}counts:{}",
            plan(snapshot, &by_time, &time)?,
            plan(snapshot, &by_append, &append)?,
            plan(snapshot, &counts, &counted)?
        ))
    });
    read.unwrap()
}

fn plan(snapshot: &Snapshot<'_>, sql: &str, conditions: &Conditions) -> Result<String, Problem> {
    let explain = format!("EXPLAIN QUERY PLAN {sql}");
    let mut statement = snapshot.transaction.prepare(&explain)?;
    let parameters = params_from_iter(&conditions.parameters);
    let lines = statement.query_map(parameters, |row| row.get::<_, String>(3))?;
    let lines = lines.map(|line| Ok(format!("\n  {}", line?)));
    Ok(lines.collect::<rusqlite::Result<String>>()? + "\n")
}
