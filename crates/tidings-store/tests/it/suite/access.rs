use std::collections::BTreeMap;
use std::sync::Arc;

use tidings::{Id, Record};
use tidings_store::{
    Access, Cursor, Filter, Holder, Ownership, Query, Store, SubjectEntry, Tenant,
};

use super::append::send_all;
use super::registry::{entry, put};
use crate::database::{Database, run};
use crate::sample::{list, record, uuid, with_subject};

/// A record of this name with such subjects: `c1 h2 e3 oA s4` is a cluster, a host, an infra-env, an order and a shelf.
fn of(name: &'static str, subjects: &str) -> Record {
    subjects
        .split_whitespace()
        .fold(record(name), |record, subject| {
            let (kind, id) = subject.split_at(1);
            let number = || uuid(id.parse().unwrap());
            match kind {
                "c" => with_subject(record, "cluster_id", number()),
                "h" => with_subject(record, "host_id", number()),
                "e" => with_subject(record, "infra_env_id", number()),
                "o" => with_subject(record, "order_id", id.to_owned()),
                _ => with_subject(record, "shelf_id", id.parse::<i64>().unwrap()),
            }
        })
}

fn alphabet() -> Vec<Record> {
    vec![
        of("a", "c1"),
        of("b", "c1 h1 e1"),
        of("c", "c2 h1 e1"),
        of("d", "h1 e1"),
        of("e", "h1 e2"),
        of("f", "h1"),
        of("g", "e1"),
        of("h", "e2"),
        of("i", "oA"),
        of("j", "oB s1"),
        of("k", "s1"),
        record("l"),
    ]
}

fn store(database: &impl Database) -> Store {
    let store = database.open();
    for answer in send_all(&store, &alphabet()) {
        answer.unwrap();
    }
    store
}

fn filter(access: Access) -> Filter {
    Filter {
        access,
        ..Filter::everything()
    }
}

/// What is listed, counted, followed, streamed and found by id, which must be the same.
fn seen(store: &Store, filter: Filter) -> String {
    let name = |record: &Record| record.name.to_string();
    let page = list(store, &Query::new(filter.clone()));
    let listed: String = page.records.iter().map(|one| name(&one.record)).collect();
    assert_eq!(page.total, Some(listed.len() as u64));
    let after = Query {
        after: Some(Cursor::start()),
        ..Query::new(filter.clone())
    };
    let after = list(store, &after);
    let after: String = after.records.iter().map(|one| name(&one.record)).collect();
    assert_eq!(after, listed);
    let mut streamed = store.stream(&Query::new(filter.clone()));
    let mut from_stream = String::new();
    run(async {
        while let Some(one) = streamed.next().await {
            from_stream.push_str(&one.unwrap().record.name);
        }
    });
    assert_eq!(from_stream, listed);
    if filter == self::filter(filter.access.clone()) {
        let all = list(store, &Query::new(Filter::everything())).records;
        let visible = all.iter().filter(|one| {
            let found = run(store.get_for(one.record.id, &filter.access)).unwrap();
            found
                .inspect(|found| assert_eq!(found.record, one.record))
                .is_some()
        });
        let by_id: String = visible.map(|one| name(&one.record)).collect();
        assert_eq!(by_id, listed);
    }
    listed
}

fn scope(name: &str, id: impl Into<Id>) -> Access {
    Access {
        scope: Some((name.to_owned(), id.into())),
        tenant: None,
    }
}

fn tenant(holder: Holder) -> Access {
    owning(holder, Ownership::default())
}

fn owning(holder: Holder, ownership: Ownership) -> Access {
    Access {
        scope: None,
        tenant: Some(Tenant {
            holder,
            ownership: Arc::new(ownership),
        }),
    }
}

fn org(name: &str) -> Holder {
    Holder::Org(name.to_owned())
}

fn of_org(kind: &str, id: impl Into<Id>, name: &str) -> SubjectEntry {
    SubjectEntry {
        org: Some(name.to_owned()),
        ..entry(kind, id)
    }
}

fn under(infra_env: u128, entry: SubjectEntry) -> SubjectEntry {
    SubjectEntry {
        infra_env: Some(uuid(infra_env)),
        ..entry
    }
}

pub fn a_scope_sees_its_own(database: &impl Database) {
    let store = store(database);
    for (name, id, expected) in [
        ("cluster_id", Id::from(uuid(1)), "ab"),
        ("infra_env_id", uuid(1).into(), "bcdg"),
        ("cluster_id", uuid(3).into(), ""),
        ("order_id", "A".into(), "i"),
        ("order_id", "a".into(), ""),
        ("order_id", "A\0".into(), ""),
        ("shelf_id", Id::from(1), "jk"),
        // None has it, whatever it is.
        ("truck_id", uuid(1).into(), ""),
        ("a\" = 1 OR 1 = 1 --", uuid(1).into(), ""),
        ("cluster_id", "A".into(), ""),
        ("shelf_id", "A".into(), ""),
    ] {
        assert_eq!(
            seen(&store, filter(scope(name, id.clone()))),
            expected,
            "{name} {id}"
        );
    }
    // Nothing that is asked for reaches beyond it.
    let asked = |change: &dyn Fn(&mut Filter)| {
        let mut filter = filter(scope("cluster_id", uuid(1)));
        change(&mut filter);
        seen(&store, filter)
    };
    assert_eq!(asked(&|filter| filter.host_ids = vec![uuid(1)]), "b");
    assert_eq!(asked(&|filter| filter.cluster_level = true), "a");
    assert_eq!(
        asked(&|filter| *filter = filter.clone().subject("cluster_id", uuid(2))),
        ""
    );
    assert_eq!(
        asked(&|filter| *filter = filter.clone().subject("infra_env_id", uuid(1))),
        "b"
    );
    assert_eq!(
        asked(&|filter| filter.names = vec!["b".to_owned(), "c".to_owned()]),
        "b"
    );
}

pub fn a_tenant_sees_what_its_subjects_own(database: &impl Database) {
    let store = store(database);
    let seen = |access| seen(&store, filter(access));
    for access in [
        tenant(org("x")),
        tenant(Holder::Nobody),
        tenant(org("")),
        tenant(org("x\0")),
    ] {
        assert_eq!(seen(access), "");
    }
    put(&store, &of_org("cluster", uuid(1), "x"));
    put(&store, &of_org("infra_env", uuid(1), "y"));
    put(&store, &of_org("infra_env", uuid(2), "x"));
    put(&store, &of_org("order", "A", "x"));
    put(&store, &of_org("shelf", 1, "x"));
    let owned = SubjectEntry {
        owner: Some("x".to_owned()),
        org: Some("z".to_owned()),
        ..entry("cluster", uuid(2))
    };
    put(&store, &owned);
    assert_eq!(seen(tenant(org("x"))), "abeh");
    assert_eq!(seen(tenant(org("y"))), "dg");
    assert_eq!(seen(tenant(org("z"))), "c");
    assert_eq!(seen(tenant(Holder::User("x".to_owned()))), "c");
    for other in ["X", "x ", "", "x\0"] {
        assert_eq!(seen(tenant(org(other))), "", "{other:?}");
    }
    assert_eq!(seen(tenant(Holder::Nobody)), "");
    let both = Access {
        scope: Some(("infra_env_id".to_owned(), uuid(1).into())),
        ..tenant(org("x"))
    };
    assert_eq!(seen(both), "b");

    let lists = |by_name: &[(&str, &str)], others: &str| {
        let list =
            |names: &str| -> Vec<String> { names.split_whitespace().map(str::to_owned).collect() };
        let by_name = by_name.iter().map(|(names, subjects)| {
            let names = names.chars().map(|name| name.to_string());
            names.map(|name| (name, list(subjects))).collect::<Vec<_>>()
        });
        owning(
            org("x"),
            Ownership {
                by_name: by_name.flatten().collect::<BTreeMap<_, _>>(),
                others: list(others),
            },
        )
    };
    assert_eq!(seen(lists(&[], "order_id shelf_id")), "ik");
    assert_eq!(seen(lists(&[], "shelf_id order_id")), "ijk");
    assert_eq!(
        seen(lists(
            &[("a", "infra_env_id"), ("bc", "infra_env_id cluster_id")],
            "cluster_id"
        )),
        ""
    );
    assert_eq!(
        seen(lists(
            &[("e", "truck_id infra_env_id"), ("ab", "cluster_id")],
            ""
        )),
        "abe"
    );
    assert_eq!(
        seen(lists(
            &[("b", ""), ("i", "order_id")],
            "cluster_id order_id"
        )),
        "ai"
    );
}

/// And a subject's entry under another infra-env says nothing of a record.
pub fn a_host_is_deleted_under_its_infra_env(database: &impl Database) {
    let store = store(database);
    let deleted = |entry: SubjectEntry| SubjectEntry {
        deleted_at: Some(crate::sample::NOON),
        ..entry
    };
    let asked = |change: &dyn Fn(&mut Filter)| {
        let mut filter = Filter::everything();
        filter.deleted_hosts = true;
        change(&mut filter);
        seen(&store, filter)
    };
    assert_eq!(asked(&|_| ()), "");
    put(&store, &deleted(under(9, entry("host", uuid(1)))));
    put(&store, &entry("host", uuid(1)));
    put(&store, &deleted(entry("cluster", uuid(1))));
    assert_eq!(asked(&|_| ()), "");
    put(&store, &deleted(under(1, entry("host", uuid(1)))));
    assert_eq!(asked(&|_| ()), "bcd");
    put(&store, &deleted(entry("host", uuid(1))));
    assert_eq!(asked(&|_| ()), "bcdf");
    assert_eq!(asked(&|filter| filter.cluster_level = true), "abcdfghijkl");
    assert_eq!(asked(&|filter| filter.host_ids = vec![uuid(1)]), "bcdef");
    assert_eq!(asked(&|filter| filter.host_ids = vec![uuid(2)]), "bcdf");
    assert_eq!(
        asked(&|filter| *filter = filter.clone().subject("cluster_id", uuid(1))),
        "b"
    );
    assert_eq!(
        asked(&|filter| filter.access = scope("infra_env_id", uuid(1))),
        "bcd"
    );
    // An owner's entry under another infra-env gives nothing either.
    put(&store, &under(1, of_org("cluster", uuid(1), "x")));
    assert_eq!(seen(&store, filter(tenant(org("x")))), "b");
    assert_eq!(asked(&|filter| filter.access = tenant(org("x"))), "b");
    put(&store, &of_org("cluster", uuid(1), "y"));
    assert_eq!(seen(&store, filter(tenant(org("x")))), "b");
    assert_eq!(seen(&store, filter(tenant(org("y")))), "ab");
}

/// More than are looked up one by one: the answers are the same.
pub fn a_tenant_may_have_many_subjects(database: &impl Database) {
    let store = store(database);
    put(&store, &of_org("infra_env", uuid(1), "x"));
    put(&store, &of_org("cluster", uuid(2), "x"));
    let filters = [
        filter(tenant(org("x"))),
        Filter {
            names: ["c", "d", "e"].map(str::to_owned).into(),
            ..filter(tenant(org("x")))
        },
        Filter {
            message: "D!".to_owned(),
            ..filter(tenant(org("x")))
        },
    ];
    let expected = ["cdg", "cd", "d"];
    for number in [100, 148, 149, 150, 151, 260] {
        for id in 100..number {
            put(&store, &of_org("cluster", uuid(id), "x"));
        }
        let found = filters.clone().map(|filter| seen(&store, filter));
        assert_eq!(found, expected, "{number}");
    }
    // Of many kinds, and some of them under infra-envs.
    for number in 0..60 {
        put(&store, &under(1, of_org("infra_env", uuid(number), "z")));
        put(&store, &under(number, of_org("infra_env", uuid(1), "z")));
    }
    assert_eq!(seen(&store, filter(tenant(org("z")))), "dg");
}

/// What a follower waits for is judged by the registry of the moment.
pub fn followers_and_streams_obey_access(database: &impl Database) {
    let store = database.open();
    put(&store, &of_org("cluster", uuid(1), "x"));
    let mut of_tenant = store.follow_filtered(Cursor::start(), filter(tenant(org("x"))));
    let mut of_scope = store.follow_filtered(Cursor::start(), filter(scope("cluster_id", uuid(2))));
    let sent = [of("a", "c2"), of("b", "c1"), of("c", "c3"), of("d", "c2")];
    send_all(&store, &sent);
    let first = run(super::follow::take(&mut of_tenant, 1));
    assert_eq!(first, sent[1..2]);
    let scoped = run(super::follow::take(&mut of_scope, 2));
    assert_eq!(scoped, [&sent[0], &sent[3]].map(Clone::clone));
    put(&store, &of_org("cluster", uuid(3), "x"));
    let more = [of("e", "c2"), of("f", "c3")];
    send_all(&store, &more);
    assert_eq!(run(super::follow::take(&mut of_tenant, 1)), more[1..]);
}
