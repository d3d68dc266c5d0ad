//! What the benchmarks of this crate share: an event, medians, figures.
#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "each benchmark uses a part of it"
)]

use serde_json::{Value, json};
use tidings::{Definition, Id, Property, PropertyType, Record, Severity, Uuid};

/// The subjects of the event, each a UUID.
pub const SUBJECTS: [&str; 3] = ["cluster_id", "host_id", "infra_env_id"];

/// An event about a host: 150 characters of message, three subjects, two properties.
pub fn record(number: usize) -> Record {
    let mut record = Record::new("host_seen", "host", Severity::Info, "m".repeat(150));
    for (name, distinct) in SUBJECTS.into_iter().zip([200, 1000, 200]) {
        let id = Uuid::from_u128(
            (number % distinct) as u128 * 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c834,
        );
        record.subjects.insert(name.into(), id.into());
    }
    record.props.insert("disk".into(), json!("sda"));
    record.props.insert("size".into(), json!(number));
    record
}

pub fn definition() -> Definition {
    let id = |name| Property::new(name, PropertyType::Uuid).into_subject();
    Definition::new("host_seen", "", "host", Severity::Info)
        .with_properties(SUBJECTS.map(id).into())
}

/// The ids of [`SUBJECTS`].
pub fn ids(record: &Record) -> [Uuid; 3] {
    SUBJECTS.map(|name| match record.subject(name) {
        Some(Id::Uuid(id)) => *id,
        id => panic!("{id:?}"),
    })
}

/// Some number that stands in the place of the hash of name and subjects, as different as that.
pub fn hash(record: &Record) -> i64 {
    let [_, host, _] = ids(record);
    i64::from_be_bytes(*host.as_bytes().first_chunk().expect("a UUID has 16 bytes"))
}

pub fn median<T: PartialOrd + Copy>(values: &mut [T]) -> T {
    values.sort_by(|one, other| one.partial_cmp(other).expect("no NaN"));
    values[values.len() / 2]
}

/// What a ratio must be.
#[derive(Clone, Copy)]
pub enum Budget {
    AtMost(f64),
    AtLeast(f64),
    /// Only told.
    None,
}

/// Prints a figure beside its baseline.
pub fn figure(
    name: &str,
    unit: &str,
    value: f64,
    baseline: f64,
    budget: Budget,
) -> (String, Value) {
    let ratio = value / baseline;
    let (text, holds) = match budget {
        Budget::AtMost(most) => (format!("at most {most}"), ratio <= most),
        Budget::AtLeast(least) => (format!("at least {least}"), ratio >= least),
        Budget::None => ("none".to_owned(), true),
    };
    println!("{name}: {value:.0} {unit}, baseline {baseline:.0} {unit}: {ratio:.2} ({text})");
    let ratio = (ratio * 1000.0).round() / 1000.0;
    let fields = json!({
        "value": value.round(), "unit": unit, "baseline": baseline.round(),
        "ratio": ratio, "budget": text, "holds": holds,
    });
    (name.to_owned(), fields)
}

/// The last line, which is for the program that collects figures.
pub fn print(figures: Vec<(String, Value)>) {
    let all: serde_json::Map<String, Value> = figures.into_iter().collect();
    println!("{}", Value::Object(all));
}
