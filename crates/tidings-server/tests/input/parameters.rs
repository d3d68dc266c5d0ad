//! Every parameter of every route, of path, query and header, with every hostile value.

use serde_json::Value;

use crate::described::{self, Operation, Parameter};
use crate::hostile::{self, encoded, shown};
use crate::http::{Answer, Request};
use crate::judge::{is_well, judge, judge_protocol};
use crate::on_both_stores;
use crate::service::{Backend, Service};

fn request(operation: &Operation, target: impl AsRef<[u8]>) -> Request {
    let request = Request::new(&operation.method, target);
    if operation.fields.is_none() {
        return request;
    }
    let fields = Value::from(operation.good_fields()).to_string();
    request.json(operation.body(fields.into_bytes()))
}

/// What a value of this schema must be answered with: nothing for a success, or how the message begins.
fn refusal(parameter: &Parameter, value: &[u8]) -> Option<String> {
    let name = &parameter.name;
    if value.is_empty() {
        // A script whose variable is unset means not all infra-envs.
        let told = "infra_env in query must be of type uuid: \"\"".to_owned();
        return (name == "infra_env").then_some(told);
    }
    let Ok(text) = str::from_utf8(value) else {
        return Some(format!("{name} in query must be valid UTF-8"));
    };
    if text.contains('\0') {
        return Some(format!("{name} in query must not contain a NUL character"));
    }
    if name == "after" {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let is_sealed = text.len() == 32 && text.bytes().all(is_digit);
        let is_cursor = text == "start" || is_sealed;
        return (!is_cursor).then(|| "after in query must be `start`, or".to_owned());
    }
    if parameter.schema["type"] == "array" {
        let mut items = text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .enumerate();
        let of = &parameter.schema["items"];
        return items.find_map(|(index, item)| refused(of, &format!("{name}.{index}"), item));
    }
    if name == "host_id" {
        // One more of a list, so each may be several.
        let mut items = text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty());
        return items.find_map(|item| refused(&parameter.schema, name, item));
    }
    refused(&parameter.schema, name, text)
}

fn refused(schema: &Value, name: &str, text: &str) -> Option<String> {
    let (is_good, told) = match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("integer"), _) => (text.parse::<i64>().is_ok(), "must be of type int64: \""),
        (_, Some("uuid")) => {
            let digits = text.chars().filter(char::is_ascii_hexdigit).count();
            (
                digits == 32 && matches!(text.len(), 32 | 36),
                "must be of type uuid: \"",
            )
        }
        (_, Some("date-time")) => {
            let is_date = text.len() >= 20 && text.as_bytes()[4] == b'-' && !text.contains("02-30");
            (
                is_date && text.as_bytes()[10] == b'T',
                "must be of type date-time: \"",
            )
        }
        _ => match schema["enum"].as_array() {
            Some(values) => (
                values.iter().any(|value| value == text),
                "should be one of [",
            ),
            None => (true, ""),
        },
    };
    (!is_good).then(|| format!("{name} in query {told}"))
}

fn check(parameter: &Parameter, value: &[u8], answer: &Answer, sent: &str) {
    judge(answer, sent);
    match refusal(parameter, value) {
        Some(told) => {
            assert_eq!(answer.status, 400, "{sent}: {}", answer.text());
            assert!(
                answer.message().starts_with(&told),
                "{sent}: {} is not {told}",
                answer.message()
            );
        }
        None if parameter.schema["format"] == "date-time" => {
            // Which days and leap seconds there are is another test's.
            assert!(
                matches!(answer.status, 200 | 400),
                "{sent}: {}",
                answer.text()
            );
        }
        // A cursor that another store gave; a subject that is not registered.
        None => assert!(
            answer.status < 300 || matches!(answer.status, 404 | 410),
            "{sent}: {}",
            answer.text()
        ),
    }
}

fn query(backend: Backend) {
    let service = Service::start(backend);
    let mut walked = 0;
    for operation in described::operations(&service) {
        let path = operation.good_path();
        for parameter in operation.parameters_in("query") {
            for value in hostile::values() {
                let target = format!("{path}?{}={}", parameter.name, encoded(&value));
                let sent = format!(
                    "{} {path}?{}={}",
                    operation.method,
                    parameter.name,
                    shown(&value)
                );
                let answer = request(&operation, target).send(service.address());
                check(parameter, &value, &answer, &sent);
                walked += 1;
            }
        }
    }
    assert!(walked > 1500, "only {walked} requests");
    is_well(&service);
}

/// Bytes as they are, which clients should have encoded.
fn raw_query(backend: Backend) {
    let service = Service::start(backend);
    for operation in described::operations(&service) {
        for value in hostile::values() {
            let mut target = format!("{}?message=", operation.good_path()).into_bytes();
            // A space or line end would be the end of the target, and the rest another thing.
            target.extend(
                value
                    .iter()
                    .copied()
                    .filter(|byte| !b" \r\n".contains(byte)),
            );
            target.extend_from_slice(b"&%=%zz&%%&&=&limit");
            let sent = format!("{} raw {}", operation.method, shown(&value));
            judge_protocol(&request(&operation, target).send(service.address()), &sent);
        }
    }
    is_well(&service);
}

fn path(backend: Backend) {
    let service = Service::start(backend);
    let mut walked = 0;
    for operation in described::operations(&service) {
        for parameter in operation.parameters_in("path") {
            let hole = format!("{{{}}}", parameter.name);
            for value in hostile::values() {
                // The other parameter of the path is a good one.
                let template = operation.path.replace(&hole, "\u{1}");
                let template = template
                    .replace("{kind}", "order")
                    .replace("{id}", described::CLUSTER);
                let target = template.replace('\u{1}', &encoded(&value));
                let sent = format!("{} {template} with {}", operation.method, shown(&value));
                let answer = request(&operation, target).send(service.address());
                judge(&answer, &sent);
                walked += 1;
            }
        }
    }
    assert!(walked > 500, "only {walked} requests");
    is_well(&service);
}

const HEADERS: [&str; 22] = [
    "idempotency-key",
    "x-request-id",
    "host",
    "content-type",
    "content-encoding",
    "content-length",
    "transfer-encoding",
    "authorization",
    "x-secret-key",
    "watcher-authorization",
    "cookie",
    "origin",
    "access-control-request-method",
    "accept",
    "accept-encoding",
    "connection",
    "expect",
    "upgrade",
    "te",
    "traceparent",
    "x-forwarded-for",
    "x-http-method-override",
];

fn headers(backend: Backend) {
    let service = Service::start_with(backend, |options| {
        options.cors_origins = vec!["https://console.example.com".to_owned()];
        // A length that lies lets the service wait for the rest.
        options.limits.request_time = std::time::Duration::from_secs(2);
    });
    for operation in described::operations(&service) {
        if operation.method == "DELETE" || operation.path.contains("catalog") {
            continue;
        }
        for name in HEADERS {
            for value in hostile::values() {
                if value.iter().any(|byte| b"\r\n".contains(byte)) {
                    continue;
                }
                let sent = format!(
                    "{} {} with {name}: {}",
                    operation.method,
                    operation.path,
                    shown(&value)
                );
                let answer = request(&operation, operation.good_path())
                    .header(name, &value)
                    .send(service.address());
                judge_protocol(&answer, &sent);
                if name == "x-request-id" && !answer.body.is_empty() && answer.status < 400 {
                    let id = answer.header(name).unwrap();
                    let is_good =
                        (1..=128).contains(&value.len()) && value.iter().all(u8::is_ascii_graphic);
                    assert_eq!(id.as_bytes() == value, is_good, "{sent}");
                }
            }
        }
    }
    is_well(&service);
}

on_both_stores!(query, raw_query, path, headers);
