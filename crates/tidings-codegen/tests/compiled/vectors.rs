//! `fixtures/vectors/4-vectors.jsonl`: values, and what the runtime makes of them. The tests of every other language and of
//! the service read that file, and must agree with it.

use std::path::Path;
use std::{env, fs};

use serde_json::{Map, Value as Json, json};
use tidings::{Definition, Event, MismatchedRecord, Property, PropertyType, Record};

use crate::cases::vectors;

const UUIDS: &[&str] = &[
    "6e5b1c9a-5d1f-4c58-9a34-0f3c5f0d71aa",
    "0D7E3C1E-59A5-4D46-9A0B-2C3F6D0A4B11",
    "00000000-0000-0000-0000-000000000000",
    "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
];
const TEXTS: &[&str] = &[
    "fine",
    "",
    "{number} {{text}} {host_id} {",
    "\"quoted\" 'single' `tick` back\\slash \\n \\u0041",
    "line\nbreak\r\n\ttab \u{1}\u{7f}",
    "größe é 日本 😀 \u{1d11e} \u{ffff}",
    "e\u{301} \u{200b} \u{202e}bidi \u{feff}bom \u{2028}",
    "%s %d %!v(MISSING) $1 ${x} <nil> none null None",
    "<b>&amp;</b> </script> ]]> -- ; /* */ //",
    " spaces  around ",
];
const INTEGERS: &[i64] = &[
    -7,
    0,
    i64::MAX,
    i64::MIN,
    9_007_199_254_740_992,
    9_007_199_254_740_993,
    -9_007_199_254_740_993,
    1_000_000_000_000_000_000,
];
const FLOATS: &[f64] = &[
    0.1,
    -0.0,
    1e21,
    999_999_999_999_999_900_000.0,
    5e-324,
    1e-7,
    -1.25e-6,
    f64::MAX,
    f64::MIN_POSITIVE,
    9_007_199_254_740_993.0,
    1.0 / 3.0,
    100.0,
    1e23,
    -4.35,
];
const TIMES: &[&str] = &[
    "1970-01-01T00:00:00Z",
    "2026-11-01T02:03:04.1234567+02:00",
    "2026-11-01T23:59:59.999999999-11:30",
    "0001-01-01T00:00:00.000001Z",
    "9999-12-31T23:59:59.999999999Z",
    "2024-02-29T12:00:00.5-00:00",
    "1969-12-31T23:59:59.9999991Z",
];
const SEVERITIES: &[&str] = &["info", "critical", "error", "warning"];
const ORDERS: &[&str] = &["A-1", "größe, 日本 😀", "{customer_id}", "a b/c?d=e&f"];
/// In every sensitive value.
const SECRET: &str = "hunter2";

/// As many as there are values of the type that has most.
const ROUNDS: usize = FLOATS.len();

/// The values of the round, by property; in the second one all that may be absent is.
fn values(definition: &Definition, round: usize) -> Map<String, Json> {
    let properties = definition.properties.iter().enumerate();
    let present = properties.filter(|(index, property)| {
        !property.optional || round != 1 && !(round + index).is_multiple_of(5)
    });
    present
        .map(|(index, property)| {
            let value = value(property, round, round + index);
            (property.name.to_string(), value)
        })
        .collect()
}

fn value(property: &Property, round: usize, turn: usize) -> Json {
    match property.property_type {
        PropertyType::Uuid => json!(at(UUIDS, turn)),
        PropertyType::Integer | PropertyType::Int64 => json!(at(INTEGERS, turn)),
        PropertyType::Bool => json!(turn.is_multiple_of(2)),
        // In each round another one, and each of them in every property.
        PropertyType::Float64 => json!(at(FLOATS, round)),
        PropertyType::Timestamp => json!(at(TIMES, turn)),
        _ => json!(text(property, turn)),
    }
}

fn text(property: &Property, turn: usize) -> String {
    match &*property.name {
        _ if !property.values.is_empty() => at(&property.values, turn).to_string(),
        "severity" => at(SEVERITIES, turn).to_owned(),
        "order_id" => at(ORDERS, turn).to_owned(),
        _ if property.sensitive => format!("{SECRET} {}", at(TEXTS, turn)),
        _ => at(TEXTS, turn).to_owned(),
    }
}

fn at<T: Clone>(values: &[T], turn: usize) -> T {
    values[turn % values.len()].clone()
}

/// `TIDINGS_UPDATE=1` writes the file; `cargo xtask gen` sets it.
#[test]
fn golden_vectors_are_what_the_runtime_makes_of_the_values() {
    let mut lines = String::new();
    for definition in vectors::DEFINITIONS {
        let rounds = if definition.properties.is_empty() {
            1
        } else {
            ROUNDS
        };
        for round in 0..rounds {
            let values = values(definition, round);
            let record = definition.record(&values).unwrap();
            check_typed(&record);
            let line = vector(values, &record);
            let told = line.to_string();
            let (given, made) = told.split_once(r#","made":"#).unwrap();
            assert!(!made.contains(SECRET), "{given}\n{made}");
            lines += &told;
            lines += "\n";
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/vectors/4-vectors.jsonl");
    if env::var_os("TIDINGS_UPDATE").is_some() {
        fs::write(&path, &lines).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        golden == lines,
        "{} is out of date; run `cargo xtask gen`",
        path.display()
    );
}

/// What is given, and what comes of it.
fn vector(given: Map<String, Json>, record: &Record) -> Json {
    json!({
        "event": record.name,
        "given": given,
        "made": {
            "message": record.message,
            "severity": record.severity,
            "subjects": record.subjects,
            "props": record.props,
        },
    })
}

/// The typed event of a record makes the same record.
fn check_typed(record: &Record) {
    let typed = match &*record.name {
        "host_was_measured" => again::<vectors::HostWasMeasured>(record),
        "host_was_measured_again" => again::<vectors::HostWasMeasuredAgain>(record),
        "infra_env_severity_was_reported" => again::<vectors::InfraEnvSeverityWasReported>(record),
        "order_was_paid" => again::<vectors::OrderWasPaid>(record),
        "service_was_started" => again::<vectors::ServiceWasStarted>(record),
        // Its secrets do not come back.
        "cluster_secrets_were_changed" => return,
        other => panic!("{other} has no type here"),
    };
    assert_eq!(typed.message, record.message);
    assert_eq!(typed.severity, record.severity);
    assert_eq!(typed.subjects, record.subjects);
    assert_eq!(typed.props, record.props);
}

fn again<E>(record: &Record) -> Record
where
    E: Event + for<'a> TryFrom<&'a Record, Error = MismatchedRecord>,
{
    E::try_from(record).unwrap().to_record().unwrap()
}
