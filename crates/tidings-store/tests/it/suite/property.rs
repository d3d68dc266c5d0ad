use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tidings::{Category, OffsetDateTime, Record, Severity};
use tidings_store::{
    Access, Filter, Holder, Options, Order, Ownership, Query, Store, StoreSender, SubjectEntry,
    Tenant,
};

use crate::database::{Database, run};
use crate::model::{self, Stored};
use crate::sample::{NOON, list, record_at, records, uuid};

/// Against the plain model, one store for many queries.
pub fn lists_are_as_the_model_says(database: &impl Database) {
    let store = database.open();
    let all = Stored {
        records: stored_records(&store),
        registry: registered(&store),
    };
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 800,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let agrees = runner.run(&queries(), |query| {
        let (page, expected) = (list(&store, &query), model::list(&all, &query));
        prop_assert_eq!(records(&page.records), expected.records);
        prop_assert_eq!(page.total, query.counts.then_some(expected.total));
        prop_assert_eq!(page.counts, query.counts.then_some(expected.counts));
        Ok(())
    });
    if let Err(error) = agrees {
        panic!("{error}");
    }
}

/// Of most subjects, under some infra-envs.
fn registered(store: &Store) -> Vec<SubjectEntry> {
    let kinds = ["cluster", "host", "infra_env"];
    let subjects = kinds.map(|kind| (0..3u128).map(move |id| (kind, id)));
    let subjects: Vec<(&str, u128)> = subjects.into_iter().flatten().collect();
    let places = || [None, Some(0), Some(1), Some(2)].into_iter();
    let mut runner = TestRunner::deterministic();
    let fields = (
        option::of(holder()),
        option::of(holder()),
        prop::bool::weighted(0.7),
    );
    let fields = option::weighted(0.8, fields);
    let mut all = Vec::new();
    for (kind, id) in subjects {
        for infra_env in places() {
            let Some((owner, org, deleted)) = fields.new_tree(&mut runner).unwrap().current()
            else {
                continue;
            };
            let entry = SubjectEntry {
                kind: kind.to_owned(),
                id: uuid(id).into(),
                infra_env: infra_env.map(uuid),
                cluster: None,
                owner: owner.map(str::to_owned),
                org: org.map(str::to_owned),
                deleted_at: deleted.then_some(NOON),
            };
            run(store.put_subject(&entry)).unwrap();
            all.push(entry);
        }
    }
    all
}

fn holder() -> impl Strategy<Value = &'static str> + Clone {
    prop::sample::select(vec!["one", "two"])
}

fn access() -> impl Strategy<Value = Access> {
    let subject = prop::sample::select(vec![
        "cluster_id",
        "host_id",
        "infra_env_id",
        "order_id",
        "absent_id",
    ]);
    let scope = option::weighted(0.3, (subject.clone(), 0..4u128));
    let list = vec(subject, 0..4);
    let ownership = (
        option::of(prop::collection::btree_map(name(), list.clone(), 0..3)),
        option::of(list),
    );
    let holder = prop_oneof![
        4 => holder().prop_map(|name| Holder::Org(name.to_owned())),
        4 => holder().prop_map(|name| Holder::User(name.to_owned())),
        1 => Just(Holder::Nobody),
    ];
    let tenant = (holder, ownership).prop_map(|(holder, (by_name, others))| {
        let owned = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let by_name = by_name.unwrap_or_default().into_iter();
        let mut ownership = Ownership {
            by_name: by_name
                .map(|(name, list)| (name.to_owned(), owned(list)))
                .collect(),
            ..Ownership::default()
        };
        if let Some(others) = others {
            ownership.others = owned(others);
        }
        Tenant {
            holder,
            ownership: ownership.into(),
        }
    });
    (scope, option::of(tenant)).prop_map(|(scope, tenant)| Access {
        scope: scope.map(|(name, id)| (name.to_owned(), uuid(id).into())),
        tenant,
    })
}

/// 300 of any kind, in append order.
fn stored_records(store: &Store) -> Vec<Record> {
    let mut runner = TestRunner::deterministic();
    let mut all = Vec::new();
    while all.len() < 300 {
        let value = record().new_tree(&mut runner).unwrap().current();
        all.push(value);
    }
    let sender = StoreSender::new(store.clone(), Options::default());
    for record in &all {
        drop(sender.try_send(record.clone()).unwrap());
    }
    run(sender.shutdown()).unwrap();
    all
}

fn record() -> impl Strategy<Value = Record> {
    let fields = (
        name(),
        time(),
        severity(),
        category(),
        message(),
        event_type(),
    );
    let subjects = (id(), id(), id(), option::of(0..3u8));
    (fields, subjects).prop_map(|(fields, (cluster, host, infra_env, request))| {
        let (name, time, severity, category, message, event_type) = fields;
        let mut record = record_at(name, time);
        record.severity = severity;
        record.category = category;
        record.message = message.to_owned();
        record.event_type = event_type.into();
        record.request_id = request.map(|number| number.to_string());
        let ids = [
            ("cluster_id", cluster),
            ("host_id", host),
            ("infra_env_id", infra_env),
        ];
        for (name, id) in ids {
            record
                .subjects
                .extend(id.map(|id| (name.into(), uuid(id).into())));
        }
        record
    })
}

fn queries() -> impl Strategy<Value = Query> {
    let limit = option::of(-1..20i64);
    let order = prop_oneof![Just(Order::Ascending), Just(Order::Descending)];
    let paging = (order, limit, 0..10u64, any::<bool>());
    (filter(), paging).prop_map(|(filter, (order, limit, offset, counts))| Query {
        order,
        limit,
        offset,
        counts,
        ..Query::new(filter)
    })
}

fn filter() -> impl Strategy<Value = Filter> {
    let sparsely = |strategy| option::weighted(0.3, strategy);
    let subjects = (
        sparsely(0..4u128),
        sparsely(0..4u128),
        vec(0..4u128, 0..3),
        any::<bool>(),
        prop::bool::weighted(0.3),
    );
    let lists = (
        vec(severity(), 0..3),
        option::of(vec(category(), 0..3)),
        vec(name(), 0..3),
        vec(event_type(), 0..2),
    );
    let message = prop_oneof![3 => Just(""), 1 => message()];
    let rest = (
        message,
        option::weighted(0.2, 0..3u8),
        option::weighted(0.3, time()),
        option::weighted(0.3, time()),
    );
    (subjects, lists, rest, access()).prop_map(|(subjects, lists, rest, access)| {
        let (cluster, host, host_ids, cluster_level, deleted_hosts) = subjects;
        let (severities, categories, names, event_types) = lists;
        let (message, request, since, until) = rest;
        let ids = [("cluster_id", cluster), ("host_id", host)];
        let subjects = ids
            .into_iter()
            .filter_map(|(name, id)| Some((name, uuid(id?))));
        Filter {
            subjects: subjects
                .map(|(name, id)| (name.to_owned(), id.into()))
                .collect(),
            host_ids: host_ids.into_iter().map(uuid).collect(),
            cluster_level,
            deleted_hosts,
            severities,
            categories,
            message: message.to_owned(),
            names: names.into_iter().map(str::to_owned).collect(),
            event_types: event_types.into_iter().map(str::to_owned).collect(),
            request_id: request.map(|number| number.to_string()),
            since,
            until,
            access,
        }
    })
}

fn id() -> impl Strategy<Value = Option<u128>> {
    option::of(0..4u128)
}

fn name() -> impl Strategy<Value = &'static str> + Clone {
    prop::sample::select(vec!["one", "two", "three"])
}

fn event_type() -> impl Strategy<Value = &'static str> + Clone {
    prop::sample::select(vec!["host", "cluster"])
}

fn message() -> impl Strategy<Value = &'static str> + Clone {
    prop::sample::select(vec!["Disk 50% full", "disk", "ÜBER", "über_", "%", "a\\b"])
}

fn severity() -> impl Strategy<Value = Severity> + Clone {
    prop::sample::select(Severity::ALL.to_vec())
}

fn category() -> impl Strategy<Value = Category> + Clone {
    prop::sample::select(Category::ALL.to_vec())
}

/// Few, so that there are many ties; also before 1970.
fn time() -> impl Strategy<Value = OffsetDateTime> + Clone {
    let near = (0..6i64).prop_map(|seconds| NOON + time::Duration::seconds(seconds));
    let before_1970 = Just(time::macros::datetime!(1950-06-01 0:00:00.000001 UTC));
    prop_oneof![5 => near, 1 => before_1970]
}
