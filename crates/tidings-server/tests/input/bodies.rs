//! Every field of every body, and whole bodies, with every hostile value.

use serde_json::{Map, Value};

use crate::described::{self, Operation};
use crate::hostile::{self, shown};
use crate::http::{Answer, Request};
use crate::judge::{is_well, judge};
use crate::on_both_stores;
use crate::service::{Backend, Service};

/// The fields as JSON, with one value replaced by text that need not be any.
fn with(fields: &Map<String, Value>, path: &[&str], value: &[u8]) -> Vec<u8> {
    let mut json = b"{".to_vec();
    let replaced = path[0];
    let others = fields.iter().filter(|(name, _)| *name != replaced);
    for (name, other) in others {
        json.extend_from_slice(format!("{}: {other}, ", Value::from(&**name)).as_bytes());
    }
    json.extend_from_slice(format!("{}: ", Value::from(replaced)).as_bytes());
    match (path, fields.get(replaced)) {
        ([_, rest @ ..], Some(Value::Object(inner))) if !rest.is_empty() => {
            json.extend(with(inner, rest, value))
        }
        _ => json.extend_from_slice(value),
    }
    json.push(b'}');
    json
}

/// The fields, and those of objects within them.
fn places(fields: &Map<String, Value>) -> Vec<Vec<&str>> {
    let mut places = Vec::new();
    for (name, value) in fields {
        places.push(vec![&**name]);
        let inner = value.as_object().into_iter().flat_map(Map::keys);
        places.extend(inner.map(|inner| vec![&**name, &**inner]));
    }
    places
}

fn send(service: &Service, operation: &Operation, body: Vec<u8>) -> Answer {
    let path = operation.good_path();
    let query = if operation.path == "/v2/events" {
        "?keep_event_time=true"
    } else {
        ""
    };
    let request = Request::new(&operation.method, path + query);
    request.json(operation.body(body)).send(service.address())
}

/// Records are judged one by one, in an answer of 200.
fn check(operation: &Operation, value: &[u8], answer: &Answer, sent: &str) {
    judge(answer, sent);
    let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(value).is_ok()
        && str::from_utf8(value).is_ok();
    if !is_json {
        assert_eq!(answer.status, 400, "{sent}: {}", answer.text());
    }
    if operation.body_is_array && answer.status == 200 {
        let answers = answer.json();
        let one = &answers
            .as_array()
            .filter(|answers| answers.len() == 1)
            .expect("one answer")[0];
        assert!(one.get("id").is_some(), "{sent}: {one}");
        let error = one
            .get("error")
            .map(|error| error.as_str().expect("a text"));
        assert!(
            error.is_none_or(|error| !error.is_empty() && error.len() < 10_000),
            "{sent}: {one}"
        );
    }
}

fn fields(backend: Backend) {
    let service = Service::start(backend);
    let mut walked = 0;
    for operation in described::operations(&service) {
        let Some(described) = &operation.fields else {
            continue;
        };
        let good = operation.good_fields();
        let whole = Value::from(good.clone()).to_string();
        let answer = send(&service, &operation, whole.into_bytes());
        assert!(
            answer.status < 300,
            "{} {}: {}",
            operation.method,
            operation.path,
            answer.text()
        );
        for field in described {
            assert!(
                good.contains_key(field),
                "a good value of {} is missing",
                field
            );
        }
        for place in places(&good) {
            for value in hostile::json() {
                let sent = format!(
                    "{} {} {place:?}: {}",
                    operation.method,
                    operation.path,
                    shown(&value)
                );
                let answer = send(&service, &operation, with(&good, &place, &value));
                check(&operation, &value, &answer, &sent);
                walked += 1;
            }
        }
    }
    assert!(walked > 3000, "only {walked} requests");
    is_well(&service);
}

/// Required fields one by one left out, unknown ones added, each given twice.
fn fields_missing_unknown_and_doubled(backend: Backend) {
    let service = Service::start(backend);
    for operation in described::operations(&service)
        .iter()
        .filter(|operation| operation.fields.is_some())
    {
        let good = operation.good_fields();
        for name in good.keys() {
            let sent = format!("{} {} {name}", operation.method, operation.path);
            let mut without = good.clone();
            without.remove(name);
            judge(
                &send(
                    &service,
                    operation,
                    Value::from(without).to_string().into_bytes(),
                ),
                &sent,
            );

            let twice = with(&good, &[name], b"1, \"other\": null, ");
            let twice = String::from_utf8(twice)
                .unwrap()
                .trim_end_matches([',', ' ', '}'])
                .to_owned();
            let twice = format!("{twice}, {}: 1}}", Value::from(&**name));
            let answer = send(&service, operation, twice.into_bytes());
            judge(&answer, &sent);
            assert_eq!(answer.status, 400, "{sent}: {}", answer.text());
            let told = format!("body in body is no JSON: key \"{name}\" comes twice");
            assert!(
                answer.message().starts_with(&told),
                "{sent}: {}",
                answer.message()
            );
        }
        let mut more = good.clone();
        more.insert("unknown".to_owned(), Value::from(1));
        judge(
            &send(
                &service,
                operation,
                Value::from(more).to_string().into_bytes(),
            ),
            &operation.path,
        );
    }
    is_well(&service);
}

fn whole_bodies(backend: Backend) {
    let service = Service::start(backend);
    for operation in described::operations(&service)
        .iter()
        .filter(|operation| operation.fields.is_some())
    {
        let mut bodies = hostile::json();
        for body in [
            "\u{feff}{}",
            "{} {}",
            "{}x",
            "{,}",
            "{\"a\":1,}",
            "{a:1}",
            "// a\n{}",
            "{\"a\" 1}",
            "%7B%7D",
        ] {
            bodies.push(body.as_bytes().to_vec());
        }
        bodies.push(vec![0; 1000]);
        bodies.push(b"\xff\xfe{\0}\0".to_vec());
        bodies.push(format!("[{}1]", "1,".repeat(1500)).into_bytes());
        for body in bodies {
            let sent = format!("{} {}: {}", operation.method, operation.path, shown(&body));
            let request = Request::new(&operation.method, operation.good_path()).json(&body);
            judge(&request.send(service.address()), &sent);
        }
    }
    is_well(&service);
}

on_both_stores!(fields, fields_missing_unknown_and_doubled, whole_bodies);
