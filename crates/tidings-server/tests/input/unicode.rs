//! Any text comes back as it was sent, and is found by what it contains, letter by letter.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use crate::hostile::encoded;
use crate::http::Request;
use crate::on_both_stores;
use crate::service::{Backend, Service};

/// Any text but NUL, which no text of PostgreSQL holds.
fn text(most: usize) -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => any::<char>(),
        1 => prop::sample::select(vec!['%', '_', '\\', '\'', '"', '{', '}', '\n', '\t', '\u{7f}', '\u{130}', '\u{df}', '\u{200d}']),
    ];
    let characters =
        prop::collection::vec(character.prop_filter("no NUL", |one| *one != '\0'), 0..most);
    characters.prop_map(|characters| characters.into_iter().collect())
}

fn props() -> impl Strategy<Value = Map<String, Value>> {
    let value = prop_oneof![
        text(20).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        prop::num::f64::NORMAL.prop_map(Value::from),
        Just(Value::Null),
    ];
    let nested = value.clone().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(text(8), inner, 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    });
    prop::collection::btree_map(text(12), nested, 0..5)
        .prop_map(|entries| entries.into_iter().collect())
}

fn any_text_comes_back(backend: Backend) {
    let service = Service::start(backend);
    let config = Config {
        cases: 150,
        failure_persistence: None,
        ..Config::default()
    };
    let input = (text(60), text(20), props(), any::<prop::sample::Index>());
    let ran = TestRunner::new(config).run(&input, |(message, name, props, place)| {
        check(&service, &message, &name, &props, &place);
        Ok(())
    });
    ran.unwrap();
}

fn check(
    service: &Service,
    message: &str,
    name: &str,
    props: &Map<String, Value>,
    place: &prop::sample::Index,
) {
    let id = tidings::Uuid::now_v7().to_string();
    let body = json!({"event_time": "2026-01-02T03:04:05Z", "severity": "info", "message": message, "name": name,
        "props": Value::from(props.clone()).to_string()});
    let posted = Request::post("/v2/events", body.to_string())
        .header("idempotency-key", &id)
        .send(service.address());
    assert_eq!(posted.status, 201, "{}", posted.text());
    let one = Request::get(format!("/v2/events/{id}"))
        .send(service.address())
        .json();
    assert_eq!(one["message"], message);
    assert_eq!(
        one.get("name").and_then(Value::as_str).unwrap_or_default(),
        name
    );
    let stored = one
        .get("props")
        .map_or("{}", |props| props.as_str().expect("a text"));
    assert_eq!(
        serde_json::from_str::<Value>(stored).unwrap(),
        Value::from(props.clone())
    );

    // Whole, and from some letter on.
    let letters: Vec<(usize, char)> = message.char_indices().collect();
    let from = if letters.is_empty() {
        0
    } else {
        place.get(&letters).0
    };
    for part in [message, &message[from..]] {
        let listed = Request::get(format!(
            "/v2/events?limit=-1&message={}",
            encoded(part.as_bytes())
        ));
        let listed = listed.send(service.address());
        assert_eq!(listed.status, 200, "{}", listed.text());
        let found = listed.json();
        assert!(
            found.as_array().unwrap().contains(&one),
            "{part:?} does not find {one}"
        );
    }
    if !name.is_empty() && !name.contains(',') && name.trim() == name {
        let listed = Request::get(format!(
            "/v2/events?limit=-1&names={}",
            encoded(name.as_bytes())
        ));
        assert!(
            listed
                .send(service.address())
                .json()
                .as_array()
                .unwrap()
                .contains(&one),
            "{name:?}"
        );
    }
}

fn patterns_are_letters(backend: Backend) {
    let service = Service::start(backend);
    let messages = [
        "100%",
        "100 percent",
        "a_b",
        "axb",
        "back\\slash",
        "backslash",
        "ÄÖÜ straße",
        "äöü STRASSE",
        "%_\\",
    ];
    for message in messages {
        let body =
            json!({"event_time": "2026-01-02T03:04:05Z", "severity": "info", "message": message});
        assert_eq!(
            Request::post("/v2/events", body.to_string())
                .send(service.address())
                .status,
            201
        );
    }
    let check = |part: &str, found: &[&str]| {
        let listed = Request::get(format!("/v2/events?message={}", encoded(part.as_bytes())))
            .send(service.address());
        let listed = listed.json();
        let listed: Vec<&str> = listed
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["message"].as_str().unwrap())
            .collect();
        assert_eq!(listed, found, "{part}");
    };
    check("%", &["100%", "%_\\"]);
    check("0%", &["100%"]);
    check("_", &["a_b", "%_\\"]);
    check("a_b", &["a_b"]);
    check("A_B", &["a_b"]);
    check("\\", &["back\\slash", "%_\\"]);
    check("k\\s", &["back\\slash"]);
    check("%_\\", &["%_\\"]);
    check("äÖü", &["ÄÖÜ straße", "äöü STRASSE"]);
    check("'; --", &[]);
    check("%%", &[]);
    check("", &messages);
}

on_both_stores!(any_text_comes_back, patterns_are_letters);
