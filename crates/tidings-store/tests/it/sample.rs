use std::time::Duration;

use tidings::{Definition, Id, OffsetDateTime, Property, PropertyType, Record, Severity, Uuid};
use tidings_store::{Filter, Page, Query, Store, StoredRecord};
use time::macros::datetime;

use crate::database::run;

pub const NOON: OffsetDateTime = datetime!(2026-11-01 12:00 UTC);

/// Subjects of each type, and an event with a rate limit of an hour.
pub fn definitions() -> Vec<Definition> {
    let subject = |name, kind| Property::new(name, kind).into_subject().into_optional();
    let define = |name: &'static str, properties: Vec<Property>| {
        Definition::new(name, name, "host", Severity::Info).with_properties(properties)
    };
    vec![
        define(
            "host_seen",
            vec![
                subject("cluster_id", PropertyType::Uuid),
                subject("host_id", PropertyType::Uuid),
                subject("infra_env_id", PropertyType::Uuid),
            ],
        ),
        define(
            "order_placed",
            vec![
                subject("order_id", PropertyType::String),
                subject("shelf_id", PropertyType::Int64),
            ],
        ),
        define("host_slow", vec![subject("host_id", PropertyType::Uuid)])
            .with_rate_limit(Duration::from_secs(3600)),
    ]
}

/// At noon, with a message of its name.
pub fn record(name: &'static str) -> Record {
    record_at(name, NOON)
}

pub fn record_at(name: &'static str, time: OffsetDateTime) -> Record {
    let mut record = Record::new(name, "host", Severity::Info, format!("{name}!"));
    record.event_time = time;
    record
}

pub fn with_subject(mut record: Record, name: &'static str, id: impl Into<Id>) -> Record {
    record.subjects.insert(name.into(), id.into());
    record
}

pub fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub fn list(store: &Store, query: &Query) -> Page {
    run(store.list(query)).unwrap()
}

/// Everything, in append order.
pub fn everything(store: &Store) -> Vec<StoredRecord> {
    let query = Query {
        limit: Some(-1),
        after: Some(tidings_store::Cursor::start()),
        ..Query::new(Filter::everything())
    };
    list(store, &query).records
}

pub fn records(stored: &[StoredRecord]) -> Vec<Record> {
    stored.iter().map(|stored| stored.record.clone()).collect()
}
