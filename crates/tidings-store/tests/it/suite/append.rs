use std::collections::BTreeMap;

use serde_json::json;
use tidings::{
    Category, Definition, Id, OffsetDateTime, Property, PropertyType, Receipt, Record, SendError,
    Sender, Sending, Severity,
};
use tidings_store::{Clock, Filter, Options, Query, Store, StoreError, StoreOptions, StoreSender};
use time::macros::datetime;

use crate::database::{Database, run};
use crate::sample::{
    NOON, definitions, everything, list, record, record_at, records, uuid, with_subject,
};

/// Sends one after the other, with a sender of its own.
pub fn send_all(store: &Store, records: &[Record]) -> Vec<Result<Receipt, SendError>> {
    let sender = StoreSender::new(store.clone(), Options::default());
    let send = |record: &Record| sender.send(record.clone()).wait();
    records.iter().map(send).collect()
}

pub fn send(store: &Store, record: &Record) -> Result<Receipt, SendError> {
    send_all(store, std::slice::from_ref(record)).remove(0)
}

pub fn wait_for_all(sendings: Vec<Sending<'_>>) {
    for sending in sendings {
        sending.wait().unwrap();
    }
}

fn stored(record: &Record) -> Receipt {
    Receipt::Stored { id: record.id }
}

pub fn records_come_back_as_they_were_sent(database: &impl Database) {
    let store = database.open();
    let sent = [full(), record("plain"), unicode(), long()]
        .into_iter()
        .chain(at_odd_times())
        .chain(of_every_kind_of_subject());
    let sent: Vec<Record> = sent.collect();
    for (record, answer) in sent.iter().zip(send_all(&store, &sent)) {
        assert_eq!(answer.unwrap(), stored(record));
    }
    assert_eq!(records(&everything(&store)), sent);
    for record in &sent {
        let got = run(store.get(record.id)).unwrap().expect("is stored");
        assert_eq!(got.record, *record);
    }
    assert_eq!(run(store.get(uuid(1))).unwrap(), None);
}

fn full() -> Record {
    let mut full = record("full");
    full.category = Category::Metrics;
    full.severity = Severity::Critical;
    full.request_id = Some("request".to_owned());
    full.source = Some("service".to_owned());
    full.trace_id = Some("0af7651916cd43dd8448eb211c80319c".to_owned());
    full.span_id = Some("b7ad6b7169203331".to_owned());
    full.definition = Some("0123456789abcdef".parse().unwrap());
    full.props = BTreeMap::from([
        (
            "z".into(),
            json!({"b": [1, -0.0, 1.7976931348623157e308], "a": null}),
        ),
        ("a".into(), json!(u64::MAX)),
        ("float".into(), json!(0.1 + 0.2)),
        ("empty".into(), json!("")),
        (
            "nested".into(),
            (0..99).fold(json!(1), |value, _| json!([value])),
        ),
    ]);
    full
}

fn unicode() -> Record {
    let mut unicode = record("unicode");
    unicode.message = "Ünïcödé 😀 \u{202e}\u{feff}\u{ffff} 'quoted' \"; DROP TABLE".to_owned();
    unicode.props = BTreeMap::from([("ключ \"'".into(), json!("値\r\n\t\u{1}"))]);
    with_subject(unicode, "order_id", "Ω'\"; -- 😀")
}

fn long() -> Record {
    let mut long = record("long");
    long.message = "m".repeat(3_000_000);
    long
}

fn at_odd_times() -> Vec<Record> {
    let times = [
        datetime!(1969-12-31 23:59:59.999999 UTC),
        datetime!(1970-01-01 0:00 UTC),
        datetime!(0000-01-01 0:00 UTC),
        datetime!(9999-12-31 23:59:59.999999 UTC),
    ];
    times.map(|time| record_at("odd", time)).into()
}

fn of_every_kind_of_subject() -> Vec<Record> {
    let ids: [(_, Id); 9] = [
        ("cluster_id", uuid(7).into()),
        ("order_id", "A-17".into()),
        // A text that is a UUID is that UUID, also in a column of text.
        ("order_id", uuid(7).into()),
        ("shelf_id", Id::from(i64::MIN)),
        ("shelf_id", Id::from(i64::MAX)),
        // No catalog has declared these here.
        ("truck_id", uuid(8).into()),
        ("truck_id", "T-8".into()),
        ("truck_id", Id::from(8)),
        ("order_id", "x".repeat(255).into()),
    ];
    let of = |(name, id)| with_subject(record("subject"), name, id);
    ids.map(of).into()
}

pub fn the_same_id_is_stored_once(database: &impl Database) {
    let store = database.open();
    let original = with_subject(full(), "truck_id", uuid(8));
    let same = [original.clone(), original.clone(), original.clone()];
    for answer in send_all(&store, &same) {
        assert_eq!(answer.unwrap(), stored(&original));
    }
    let changes: [fn(&mut Record); 13] = [
        |record| record.name = "other".into(),
        |record| record.event_type = "other".into(),
        |record| record.category = Category::User,
        |record| record.severity = Severity::Info,
        |record| record.message.push('x'),
        |record| record.event_time += time::Duration::MICROSECOND,
        |record| record.request_id = None,
        |record| record.source = None,
        |record| record.trace_id = None,
        |record| record.span_id = None,
        |record| record.definition = None,
        |record| drop(record.subjects.insert("truck_id".into(), uuid(9).into())),
        |record| drop(record.props.insert("a".into(), json!(1))),
    ];
    let other = |change: fn(&mut Record)| {
        let mut other = original.clone();
        change(&mut other);
        other
    };
    for answer in send_all(&store, &changes.map(other)) {
        match answer {
            Err(SendError::IdTaken { id }) => assert_eq!(id, original.id),
            answer => panic!("{answer:?}"),
        }
    }
    assert_eq!(records(&everything(&store)), [original]);
}

/// As texts that come from elsewhere are written.
pub fn ids_are_as_their_columns_hold_them(database: &impl Database) {
    let store = database.open();
    let capitals = "0AF76519-16CD-43DD-8448-EB211C80319C";
    for (name, text, expected) in [
        ("cluster_id", capitals, Id::from(capitals.to_lowercase())),
        ("shelf_id", "-17", Id::from(-17)),
        ("order_id", "-17", Id::from("-17")),
    ] {
        let sent = with_subject(record("sent"), name, text);
        for _ in 0..2 {
            assert_eq!(send(&store, &sent).unwrap(), stored(&sent));
        }
        let filter = Filter::default().subject(name, text);
        let found = list(&store, &Query::new(filter)).records;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].record.subject(name), Some(&expected));
    }
}

pub fn values_that_do_not_fit_are_refused(database: &impl Database) {
    let store = database.open();
    let mut nul = record("nul");
    nul.message.push('\0');
    let mut local = record("local");
    local.event_time = datetime!(2026-11-01 12:00 +2);
    let mut deep = record("deep");
    let nested = (0..100).fold(json!(1), |value, _| json!([value]));
    deep.props.insert("nested".into(), nested);
    let mut long = record("long");
    long.name = "n".repeat(1001).into();
    let cases = [
        (nul, "property `message` must not contain a NUL character"),
        (
            deep,
            "property `nested` must not be nested more than 100 levels deep",
        ),
        (long, "property `name` must be at most 1,000 bytes long"),
        (
            local,
            "property `event_time` must be UTC and cut to the microsecond",
        ),
        (
            with_subject(record("x"), "cluster_id", "c-1"),
            "property `cluster_id` must be a UUID",
        ),
        (
            with_subject(record("x"), "cluster_id", 1),
            "property `cluster_id` must be a UUID",
        ),
        (
            with_subject(record("x"), "order_id", 1),
            "property `order_id` must be a text",
        ),
        (
            with_subject(record("x"), "shelf_id", "1st"),
            "property `shelf_id` must be a 64-bit integer",
        ),
        (
            with_subject(record("x"), "order_id", ""),
            "property `order_id` must be 1 to 255 bytes long",
        ),
    ];
    for (record, expected) in cases {
        match send(&store, &record) {
            Err(error @ SendError::InvalidValue { .. }) => assert_eq!(error.to_string(), expected),
            answer => panic!("{expected}: {answer:?}"),
        }
    }
    assert_eq!(everything(&store), []);
}

pub fn the_stores_clock_tells_when_a_record_was_stored(database: &impl Database) {
    let clock = Clock::new(|| NOON + time::Duration::nanoseconds(1999));
    let store = database.open_with(StoreOptions {
        clock,
        ..StoreOptions::default()
    });
    send(&store, &record("x")).unwrap();
    let recorded_at: OffsetDateTime = everything(&store)[0].recorded_at;
    assert_eq!(recorded_at, NOON + time::Duration::MICROSECOND);
}

/// As when services are upgraded one after the other.
pub fn a_subject_that_is_declared_later_gets_what_was_stored_before(database: &impl Database) {
    let old = database.open();
    let ids: [Id; 3] = [uuid(8).into(), "T-8".into(), uuid(9).into()];
    let sent = ids.map(|id| with_subject(record("moved"), "truck_id", id));
    send_all(&old, &sent[..2]);

    let truck = Property::new("truck_id", PropertyType::Uuid).into_subject();
    let moved = Definition::new("moved", "", "truck", Severity::Info).with_properties(vec![truck]);
    let new = run(Store::open(&database.url(), &[&moved])).unwrap();
    send(&old, &sent[2]).unwrap();

    for store in [&old, &new] {
        assert_eq!(records(&everything(store)), sent);
        let found = |id| {
            let filter = Filter::default().subject("truck_id", uuid(id));
            records(&list(store, &Query::new(filter)).records)
        };
        assert_eq!(found(8), sent[..1]);
        assert_eq!(found(9), sent[2..]);
    }
}

/// Beside those of definitions, with which they have to agree.
pub fn subjects_can_be_declared_by_options(database: &impl Database) {
    let with = |name: &str, kind| StoreOptions {
        subjects: [(name.to_owned(), kind)].into(),
        ..StoreOptions::default()
    };
    let script = run(Store::migration_sql(
        &database.url(),
        &[],
        with("truck_id", PropertyType::Int64),
    ));
    assert!(script.unwrap().contains("truck_id"));
    let store = database.open_with(with("truck_id", PropertyType::Int64));
    let sent = with_subject(record("moved"), "truck_id", 8);
    send(&store, &sent).unwrap();
    for id in [8, 9] {
        let filter = Filter::default().subject("truck_id", id);
        let found = records(&list(&store, &Query::new(filter)).records);
        assert_eq!(found.contains(&sent), id == 8);
    }
    let definitions = definitions();
    let definitions: Vec<_> = definitions.iter().collect();
    for (name, kind, expected) in [
        (
            "truck_id",
            PropertyType::String,
            "subject `truck_id` is declared as text, but the store has it as integer; give it another name",
        ),
        (
            "host_id",
            PropertyType::String,
            "subject `host_id` is declared as text, but the store has it as uuid; give it another name",
        ),
        (
            "truck",
            PropertyType::Uuid,
            "subject `truck` must be a name as `cluster_id`: a-z, 0-9 and _, at most 54 characters",
        ),
        (
            "rack_id",
            PropertyType::Bool,
            "subject `rack_id` must be of type UUID, string or int64",
        ),
    ] {
        let url = database.url();
        let opened = Store::open_with(&url, &definitions, with(name, kind));
        assert_eq!(run(opened).unwrap_err().to_string(), expected);
    }
}

pub fn subjects_are_checked_when_a_store_is_opened(database: &impl Database) {
    let open = |name: &'static str, kind| {
        let property = Property::new(name, kind).into_subject();
        let event = Definition::new("x", "", "x", Severity::Info).with_properties(vec![property]);
        run(Store::open(&database.url(), &[&event]))
    };
    open("order_id", PropertyType::String).unwrap();
    let refused = [
        ("order_id", PropertyType::Uuid),
        ("shelf_id", PropertyType::Bool),
        ("request_id", PropertyType::Uuid),
        ("order", PropertyType::Uuid),
        ("_id", PropertyType::Uuid),
        ("1_id", PropertyType::Uuid),
        ("Order_id", PropertyType::Uuid),
        (
            "a\" TEXT; DROP TABLE tidings_events; --_id",
            PropertyType::Uuid,
        ),
    ];
    let errors = refused.map(|(name, kind)| open(name, kind).unwrap_err().to_string());
    insta::assert_snapshot!(
        "subjects_are_checked_when_a_store_is_opened",
        errors.join("\n")
    );

    let store = run(Store::connect(&database.url())).unwrap();
    let filter = Filter::default().subject("shelf_id", 1);
    match run(store.list(&Query::new(filter))) {
        Err(StoreError::UnknownSubject { name, known }) => {
            assert_eq!((&*name, &*known), ("shelf_id", "order_id"));
        }
        answer => panic!("{answer:?}"),
    }
}
