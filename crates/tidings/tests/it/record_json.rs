use proptest::collection::btree_map;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use tidings::{Category, Event, Id, OffsetDateTime, Record, Severity, Uuid};

use crate::disk_formatted;

fn text() -> impl Strategy<Value = String> {
    any::<String>().prop_map(|text| text.replace('\0', ""))
}

fn id() -> impl Strategy<Value = Id> {
    prop_oneof![
        any::<u128>().prop_map(|number| Id::from(Uuid::from_u128(number))),
        any::<i64>().prop_map(Id::from),
        prop_oneof![Just(i64::MIN), Just(i64::MAX)].prop_map(Id::from),
        "[^\0]{1,60}".prop_map(Id::from),
        // Texts that look like other ids.
        any::<i64>().prop_map(|number| Id::from(number.to_string())),
        any::<u128>().prop_map(|number| Id::from(Uuid::from_u128(number).to_string())),
        any::<u128>()
            .prop_map(|number| Id::from(Uuid::from_u128(number).to_string().to_uppercase())),
    ]
}

fn prop_value() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        prop_oneof![Just(i64::MIN), Just(i64::MAX)].prop_map(Json::from),
        any::<f64>()
            .prop_filter("finite", |number| number.is_finite())
            .prop_map(Json::from),
        prop_oneof![
            Just(-0.0),
            Just(f64::MIN_POSITIVE),
            Just(5e-324),
            Just(f64::MAX)
        ]
        .prop_map(Json::from),
        text().prop_map(Json::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Json::from),
            btree_map(text(), inner, 0..3).prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

/// Of the years 0 to 9999.
fn event_time() -> impl Strategy<Value = OffsetDateTime> {
    (-62_167_219_200_000_000_i128..253_402_300_800_000_000)
        .prop_map(|micros| OffsetDateTime::from_unix_timestamp_nanos(micros * 1000).unwrap())
}

fn subject_name() -> impl Strategy<Value = String> {
    let byte = proptest::sample::select(b"abz019_".to_vec());
    let stem = proptest::collection::vec(byte, 0..51);
    stem.prop_map(|bytes| format!("x{}_id", String::from_utf8(bytes).unwrap()))
}

prop_compose! {
    fn record()(
        id_ in any::<u128>(),
        texts in (text(), text(), text()),
        optional in (option::of(text()), option::of(text()), option::of(text()), option::of(text())),
        definition in option::of(any::<u64>()),
        severity in proptest::sample::select(&Severity::ALL),
        category in proptest::sample::select(&Category::ALL),
        event_time in event_time(),
        subjects in btree_map(subject_name().prop_map_into(), id(), 0..4),
        props in btree_map(text().prop_map_into(), prop_value(), 0..5),
    ) -> Record {
        let mut record = Record::new(texts.0, texts.1, severity, texts.2);
        record.id = Uuid::from_u128(id_);
        record.category = category;
        record.event_time = event_time;
        (record.request_id, record.source, record.trace_id, record.span_id) = optional;
        record.definition = definition.map(|hash| format!("{hash:016x}").parse().unwrap());
        (record.subjects, record.props) = (subjects, props);
        record
    }
}

proptest! {
    #[test]
    fn any_record_round_trips(record in record()) {
        record.validate().unwrap();
        let json = serde_json::to_string(&record).unwrap();
        let read: Record = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&read, &record);
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), json);
        let value = serde_json::to_value(&record).unwrap();
        prop_assert_eq!(serde_json::from_value::<Record>(value).unwrap(), record);
    }

    #[test]
    fn any_text_is_read_or_refused_without_a_panic(text in any::<String>()) {
        let mut json = sample();
        for field in ["id", "severity", "event_time", "definition", "category"] {
            let before = json[field].take();
            json[field] = Json::from(&*text);
            drop(serde_json::from_value::<Record>(json.clone()));
            json[field] = before;
        }
    }
}

fn sample() -> Json {
    json!({
        "id": "01890a5d-ac96-774b-bcce-b302099a8057", "name": "disk_formatted", "event_type": "host", "category": "metrics",
        "severity": "error", "message": "m", "event_time": "2026-11-01T12:00:00.000001Z", "request_id": "r", "source": "s",
        "trace_id": "t", "span_id": "p", "definition": "00000000000000ff", "subjects": {"host_id": "h", "shelf_id": -1},
        "props": {"a": [1.5, null], "b": "x"},
    })
}

#[test]
fn the_json_is_the_sample() {
    let record: Record = serde_json::from_value(sample()).unwrap();
    assert_eq!(serde_json::to_value(&record).unwrap(), sample());
    assert_eq!(record.props_json(), r#"{"a":[1.5,null],"b":"x"}"#);
}

#[test]
fn absent_fields_are_left_out_and_may_be_missing() {
    let minimal = json!({
        "id": "01890a5d-ac96-774b-bcce-b302099a8057", "name": "n", "event_type": "t", "category": "user", "severity": "info",
        "message": "m", "event_time": "2026-11-01T12:00:00.000000Z",
    });
    let record: Record = serde_json::from_value(minimal.clone()).unwrap();
    assert_eq!(serde_json::to_value(record).unwrap(), minimal);
}

#[test]
fn unknown_fields_are_ignored() {
    let mut newer = sample();
    newer["routing_key"] = json!({"shard": 7});
    let read: Record = serde_json::from_value(newer).unwrap();
    assert_eq!(serde_json::to_value(read).unwrap(), sample());
}

#[test]
fn times_in_another_form_are_normalized() {
    let mut json = sample();
    json["event_time"] = "2026-11-01t14:00:00.0000019+02:00".into();
    let read: Record = serde_json::from_value(json).unwrap();
    assert_eq!(serde_json::to_value(read).unwrap(), sample());
}

#[test]
fn what_is_no_record_is_refused() {
    let cases = [
        ("id", json!("x"), "UUID parsing failed"),
        (
            "name",
            json!("a\0"),
            "property `name` must not contain a NUL character",
        ),
        ("name", Json::Null, "invalid type: null, expected a string"),
        (
            "severity",
            json!("fatal"),
            "unknown variant `fatal`, expected one of `info`, `warning`, `error`, `critical`",
        ),
        (
            "event_time",
            json!("tomorrow"),
            "event_time must be an RFC 3339 time",
        ),
        (
            "event_time",
            json!("0000-01-01T00:00:00+00:01"),
            "event_time must be an RFC 3339 time",
        ),
        (
            "definition",
            json!("ff"),
            "definition must be 16 hexadecimal digits",
        ),
        (
            "definition",
            json!("+00000000000000f"),
            "definition must be 16 hexadecimal digits",
        ),
        (
            "name",
            json!("n".repeat(1001)),
            "property `name` must be at most 1,000 bytes long",
        ),
        (
            "request_id",
            json!("r".repeat(1001)),
            "property `request_id` must be at most 1,000 bytes long",
        ),
        (
            "subjects",
            json!({"host_id": ""}),
            "property `host_id` must be 1 to 255 bytes long",
        ),
        (
            "subjects",
            json!({"host_id": "a\0"}),
            "property `host_id` must not contain a NUL character",
        ),
        (
            "subjects",
            json!({"host\0_id": 1}),
            "property `host\u{fffd}_id` must not contain a NUL character",
        ),
        (
            "subjects",
            json!({"host_id": 1.5}),
            "a text or a 64-bit integer",
        ),
        (
            "subjects",
            json!({"host_id": 9_223_372_036_854_775_808_u64}),
            "a text or a 64-bit integer",
        ),
        (
            "props",
            json!({"a": [{"b": "\0"}]}),
            "property `a` must not contain a NUL character",
        ),
        (
            "props",
            json!({"a\0": 1}),
            "property `a\u{fffd}` must not contain a NUL character",
        ),
    ];
    for (field, value, expected) in cases {
        let mut json = sample();
        json[field] = value;
        let error = serde_json::from_value::<Record>(json)
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{field}: {error}");
    }
}

#[test]
fn a_text_that_is_a_canonical_uuid_is_that_uuid() {
    let uuid = Uuid::from_u128(0xabcd);
    assert_eq!(Id::from(uuid.to_string()), Id::Uuid(uuid));
    let upper = uuid.to_string().to_uppercase();
    assert_eq!(Id::from(&*upper), Id::Text(upper));
    let record = disk_formatted().to_record().unwrap();
    let json = serde_json::to_value(&record).unwrap();
    assert_eq!(
        json["subjects"],
        json!({"host_id": "00000000-0000-0000-0000-000000000001"})
    );
    assert_eq!(serde_json::from_value::<Record>(json).unwrap(), record);
}
