use tidings::{Category, Definition, Record, Severity};
use tidings_store::{Cursor, Filter, Options, Order, Query, Store, StoreSender};

use super::append::{send_all, wait_for_all};
use crate::database::{Database, run};
use crate::sample::{NOON, definitions, list, record, record_at, uuid, with_subject};

/// Records `a`, `b`, ... in append order.
fn alphabet() -> Vec<Record> {
    let minute = |minutes| NOON + time::Duration::minutes(minutes);
    let mut all = vec![
        with_subject(record_at("a", minute(5)), "cluster_id", uuid(1)),
        with_subject(record_at("b", minute(0)), "cluster_id", uuid(1)),
        with_subject(record_at("c", minute(0)), "cluster_id", uuid(2)),
        with_subject(record_at("d", minute(-9)), "host_id", uuid(1)),
        with_subject(record_at("e", minute(1)), "host_id", uuid(2)),
        with_subject(record_at("f", minute(2)), "order_id", "A-17"),
        with_subject(record_at("g", minute(3)), "shelf_id", -4),
        record_at("h", minute(4)),
    ];
    all[1].subjects.insert("host_id".into(), uuid(1).into());
    all[0].severity = Severity::Error;
    all[1].severity = Severity::Warning;
    all[5].severity = Severity::Critical;
    all[4].category = Category::Metrics;
    all[2].message = "Straße 50% voll_\\".to_owned();
    all[3].request_id = Some("r-1".to_owned());
    all[6].event_type = "shelf".into();
    all
}

fn store(database: &impl Database) -> Store {
    let store = database.open();
    send_all(&store, &alphabet());
    store
}

fn names(store: &Store, query: &Query) -> String {
    let page = list(store, query);
    page.records
        .iter()
        .map(|stored| &*stored.record.name)
        .collect()
}

fn filters() -> Vec<(&'static str, Filter)> {
    let of = |change: fn(&mut Filter)| {
        let mut filter = Filter::default();
        change(&mut filter);
        filter
    };
    vec![
        ("dbcfgha", Filter::default()),
        ("dbcefgha", Filter::everything()),
        (
            "e",
            of(|filter| filter.categories = Some(vec![Category::Metrics])),
        ),
        (
            "dbcefgha",
            of(|filter| filter.categories = Some(Category::ALL.to_vec())),
        ),
        ("", of(|filter| filter.categories = Some(vec![]))),
        ("ba", Filter::default().subject("cluster_id", uuid(1))),
        ("", Filter::default().subject("cluster_id", uuid(3))),
        (
            "b",
            Filter::default()
                .subject("cluster_id", uuid(1))
                .subject("host_id", uuid(1)),
        ),
        ("f", Filter::default().subject("order_id", "A-17")),
        ("", Filter::default().subject("order_id", "a-17")),
        ("g", Filter::default().subject("shelf_id", -4)),
        ("db", of(|filter| filter.host_ids = vec![uuid(1)])),
        (
            "db",
            of(|filter| filter.host_ids = vec![uuid(2), uuid(1), uuid(1)]),
        ),
        ("cfgha", of(|filter| filter.cluster_level = true)),
        (
            "dbcfgha",
            of(|filter| (filter.host_ids, filter.cluster_level) = (vec![uuid(1)], true)),
        ),
        ("a", of(|filter| filter.severities = vec![Severity::Error])),
        (
            "bfa",
            of(|filter| filter.severities = Severity::ALL[1..].to_vec()),
        ),
        ("c", of(|filter| filter.message = "STRASSE".to_owned())),
        ("c", of(|filter| filter.message = "0% VOLL_\\".to_owned())),
        ("", of(|filter| filter.message = "volll".to_owned())),
        ("dbfgha", of(|filter| filter.message = "!".to_owned())),
        (
            "ba",
            of(|filter| filter.names = vec!["a".to_owned(), "b".to_owned(), "A".to_owned()]),
        ),
        (
            "g",
            of(|filter| filter.event_types = vec!["shelf".to_owned()]),
        ),
        ("d", of(|filter| filter.request_id = Some("r-1".to_owned()))),
        ("", of(|filter| filter.message = "\0".to_owned())),
        (
            "",
            of(|filter| filter.request_id = Some("r-1\0".to_owned())),
        ),
        ("", Filter::default().subject("order_id", "A-17\0")),
        ("bcfgha", of(|filter| filter.since = Some(NOON))),
        (
            "fgha",
            of(|filter| filter.since = Some(NOON + time::Duration::NANOSECOND)),
        ),
        ("d", of(|filter| filter.until = Some(NOON))),
        (
            "dbc",
            of(|filter| filter.until = Some(NOON + time::Duration::NANOSECOND)),
        ),
        (
            "bc",
            of(|filter| {
                (filter.since, filter.until) = (Some(NOON), Some(NOON + time::Duration::MINUTE))
            }),
        ),
    ]
}

pub fn filters_pass_what_they_say(database: &impl Database) {
    let store = store(database);
    for (expected, filter) in filters() {
        let ascending = Query::new(filter);
        assert_eq!(names(&store, &ascending), expected, "{ascending:?}");
        let descending = Query {
            order: Order::Descending,
            ..ascending
        };
        let reversed: String = expected.chars().rev().collect();
        assert_eq!(names(&store, &descending), reversed, "{descending:?}");
    }
}

pub fn a_name_stands_for_those_before_it(database: &impl Database) {
    let renamed = Definition::new("c", "c", "host", Severity::Info)
        .with_old_names(vec!["b".into(), "a".into()]);
    let mut definitions = definitions();
    definitions.push(renamed);
    let definitions: Vec<&Definition> = definitions.iter().collect();
    let store = run(Store::open(&database.url(), &definitions)).unwrap();
    send_all(&store, &alphabet());
    for (asked, expected) in [("c", "bca"), ("a", "bca"), ("d", "d"), ("ad", "dbca")] {
        let filter = Filter {
            names: asked.chars().map(String::from).collect(),
            ..Filter::default()
        };
        let query = Query::new(filter.clone());
        assert_eq!(names(&store, &query), expected, "{asked}");
        let total = list(&store, &query).total;
        assert_eq!(total, Some(expected.len() as u64), "{asked}");
        let mut stream = store.stream(&query);
        let mut followed = store.follow_filtered(Cursor::start(), filter);
        for _ in expected.chars() {
            assert!(run(stream.next()).unwrap().is_ok(), "{asked}");
            assert!(run(followed.next()).unwrap().is_ok(), "{asked}");
        }
        assert!(run(stream.next()).is_none(), "{asked}");
    }
}

pub fn pages_do_not_overlap(database: &impl Database) {
    let store = store(database);
    for (limit, offset, expected) in [
        (None, 0, "dbcfgha"),
        (Some(3), 0, "dbc"),
        (Some(3), 3, "fgh"),
        (Some(3), 6, "a"),
        (Some(3), 7, ""),
        (Some(0), 0, ""),
        (Some(-1), 5, "ha"),
        (Some(i64::MAX), u64::MAX, ""),
    ] {
        let query = Query {
            limit,
            offset,
            ..Query::default()
        };
        let page = list(&store, &query);
        assert_eq!(names(&store, &query), expected, "{limit:?} {offset}");
        assert_eq!((page.total, page.next), (Some(7), None));
    }
}

pub fn counts_leave_out_severities_and_paging(database: &impl Database) {
    let store = store(database);
    let query = Query {
        limit: Some(0),
        offset: 3,
        ..Query::new(Filter {
            severities: vec![Severity::Error, Severity::Critical],
            ..Filter::default()
        })
    };
    let page = list(&store, &query);
    let counts = page.counts.unwrap();
    assert_eq!(
        Severity::ALL.map(|severity| counts.of(severity)),
        [4, 1, 1, 1]
    );
    assert_eq!((page.total, page.records.len()), (Some(2), 0));

    let page = list(
        &store,
        &Query {
            counts: false,
            ..query
        },
    );
    assert_eq!((page.counts, page.total), (None, None));
}

pub fn queries_that_contradict_themselves_are_refused(database: &impl Database) {
    let store = store(database);
    let after = Query {
        after: Some(tidings_store::Cursor::start()),
        ..Query::default()
    };
    let wrong = [
        Query {
            offset: 1,
            ..after.clone()
        },
        Query {
            order: Order::Descending,
            ..after
        },
        Query::new(Filter::default().subject("cluster_id", "c-1")),
        Query::new(Filter::default().subject("shelf_id", "1st")),
        Query::new(Filter::default().subject("rack_id", 1)),
        Query::new(Filter::default().subject("a\" = 1 --", 1)),
    ];
    let errors = wrong.map(|query| {
        let error = run(store.list(&query)).unwrap_err();
        let streamed = run(store.stream(&query).next()).unwrap().unwrap_err();
        assert_eq!(error.to_string(), streamed.to_string());
        error.to_string()
    });
    insta::assert_snapshot!(
        "queries_that_contradict_themselves_are_refused",
        errors.join("\n")
    );
}

/// Larger than what is read at once, with ties across its borders; what comes later does not show.
pub fn a_stream_lists_one_state_of_the_store(database: &impl Database) {
    let store = database.open();
    let one = |number: i64| record_at("many", NOON + time::Duration::minutes(number % 7));
    let all: Vec<Record> = (0..1234).map(one).collect();
    let sender = StoreSender::new(store.clone(), Options::default());
    let sendings: Vec<_> = all
        .iter()
        .map(|one| sender.try_send(one.clone()).unwrap())
        .collect();
    wait_for_all(sendings);

    let of = |order, limit, offset, after| Query {
        order,
        limit,
        offset,
        after,
        ..Query::default()
    };
    let start = Some(tidings_store::Cursor::start());
    for query in [
        of(Order::Ascending, Some(-1), 0, None),
        of(Order::Descending, Some(-1), 0, None),
        of(Order::Ascending, Some(1000), 100, None),
        of(Order::Descending, Some(7), 1230, None),
        of(Order::Ascending, Some(0), 0, None),
        of(Order::Ascending, None, 0, start),
        of(Order::Ascending, Some(500), 0, start),
    ] {
        let expected = list(&store, &query).records;
        let mut stream = store.stream(&query);
        let mut streamed = Vec::new();
        run(async {
            while let Some(stored) = stream.next().await {
                if streamed.len() == 1 {
                    send_all(&store, &[record("later")]);
                }
                streamed.push(stored.unwrap());
            }
        });
        assert_eq!(streamed, expected, "{query:?}");
    }
}
